// SPDX-License-Identifier: Apache-2.0
// Runs long.
// kill -9 in the middle of bursts of submissions and acts: what was acknowledged is there with its
// words, what is sent again with its key is the same one, nothing is there twice, and the register
// agrees with itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { huiyin, startServer } from '../server.mjs';
import { castOf } from './cast.mjs';
import { citizen, newKey } from './lib.mjs';

const CRASHES = process.env.HUIYIN_TEST_ALL ? 40 : 12;
const CONNECTIONS = 16;

let server, cast;
before(async () => {
  server = await startServer();
  cast = await castOf(server);
});
after(() => server?.stop());

/** Runs `job` on so many lines at once until the list is empty. */
async function each(list, job) {
  const rest = [...list];
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    for (let one = rest.pop(); one; one = rest.pop()) await job(one);
  }));
}

test('nothing acknowledged is lost, nothing is done twice', async () => {
  const said = new Map(); // num → { words, code, key, added: [words…] }
  const open = []; // sent, no answer: { words, key }
  const acts = []; // acts without an answer: { num, words, key, etag }
  const desk = await cast.as('xinfang1');
  let serial = 0;
  let running = false;

  async function submit(job) {
    const sent = await citizen(server).submit({ words: job.words, privacy: 'anonymous' }, job.key);
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    return sent.body;
  }

  /** One connection: a demand, then an officer's words to it, again and again until the crash. */
  async function line(round) {
    while (running) {
      const job = { words: `第${round}次断电 第${++serial}件`, key: newKey() };
      let act = null;
      try {
        open.push(job);
        const { num, code } = await submit(job);
        open.splice(open.indexOf(job), 1);
        const known = { ...job, code, added: [] };
        said.set(num, known);
        act = { num, words: `${job.words} 补充`, key: newKey(), etag: '"1"' };
        acts.push(act);
        const added = await desk.post(`/api/v1/demands/${num}/add`, { words: act.words }, act);
        assert.equal(added.status, 200, JSON.stringify(added.body));
        acts.splice(acts.indexOf(act), 1);
        known.added.push(act.words);
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        return; // the connection died with the server
      }
    }
  }

  async function verify(nums) {
    await each(nums, async (num) => {
      const known = said.get(num);
      const { status, body } = await desk.get(`/api/v1/demands/${num}`);
      assert.equal(status, 200, `${num} was acknowledged`);
      assert.equal(body.words, known.words);
      assert.deepEqual(body.timeline.slice(1).map((e) => e.texts.words), known.added, num);
    });
  }

  let crashes = 0;
  for (let round = 1; round <= CRASHES; round++) {
    const before_ = new Set(said.keys());
    running = true;
    const lines = Array.from({ length: CONNECTIONS }, () => line(round));
    await sleep(400 + Math.random() * 700);
    await server.stop('SIGKILL');
    running = false;
    await Promise.all(lines);
    await server.restart('SIGKILL'); // gone already: starts again
    crashes++;
    // What had no answer is sent again, as a telephone does when the line is back.
    await each(open.splice(0), async (job) => {
      const { num, code } = await submit(job);
      assert.ok(!said.has(num), 'no other demand got this number');
      said.set(num, { ...job, code, added: [] });
    });
    await each(acts.splice(0), async (act) => {
      const added = await desk.post(`/api/v1/demands/${act.num}/add`, { words: act.words }, act);
      assert.equal(added.status, 200, JSON.stringify(added.body));
      said.get(act.num).added.push(act.words);
    });
    const fresh = [...said.keys()].filter((n) => !before_.has(n));
    assert.ok(fresh.length > 0, 'the burst reached the server');
    await verify(fresh);
    // What had its answer and is sent again is the same one, with the same code.
    await each(fresh.slice(0, 20), async (num) => {
      const known = said.get(num);
      const { num: again, code } = await submit(known);
      assert.deepEqual([again, code], [num, known.code]);
    });
  }
  assert.ok(crashes >= 10);

  await verify([...said.keys()]);
  const seen = new Map();
  for (let cursor = ''; cursor !== null; ) {
    const { body } = await desk.get(`/api/v1/work?list=all&sort=num&limit=100${cursor && `&after=${encodeURIComponent(cursor)}`}`);
    for (const row of body.rows) seen.set(row.title, (seen.get(row.title) ?? 0) + 1);
    cursor = body.next;
  }
  assert.deepEqual([...seen].filter(([, n]) => n > 1), [], 'nothing is there twice');
  assert.equal([...seen.keys()].filter((t) => t.includes('次断电')).length, said.size, 'nothing is there that nobody sent');
  await server.stop();
  assert.match(huiyin('check', '--data', server.data), /全部相符/);
  console.log(`${crashes} crashes, ${said.size} demands, ${[...said.values()].reduce((n, s) => n + s.added.length, 0)} acts`);
});
