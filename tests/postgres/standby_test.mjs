// SPDX-License-Identifier: Apache-2.0
// A primary with a streaming standby: reports are read there, people's pages never; and when the
// primary dies under load and the standby takes its place, nothing acknowledged is lost and nothing
// is done twice.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { castOf } from '../api/cast.mjs';
import { Client, citizen, newKey } from '../api/lib.mjs';
import { ask, csv, must, scratch } from '../cmd/lib.mjs';
import { startServer } from '../server.mjs';
import { Cluster, serverFolder, until } from './lib.mjs';

const LINES = 6; // clients at once
const BACK_S = 30; // the service is back by itself

const top = serverFolder();
const dir = scratch();
const primary = new Cluster(top, 'a');
const standby = new Cluster(top, 'b');
// What was acknowledged is on both machines.
const both = ['synchronous_commit=on', 'synchronous_standby_names=b'];
const up = new Set();
const start = (cluster, ...settings) => up.add(cluster.start(...settings));
function stop(cluster, mode) {
  up.delete(cluster);
  cluster.stop(mode);
}

let server, cast;
before(async () => {
  start(primary.init());
  primary.sql('CREATE DATABASE huiyin TEMPLATE template0');
  start(standby.follow(primary, 'b'));
  stop(primary, 'fast');
  start(primary, ...both);
  await until('the standby follows', () => primary.sql("SELECT sync_state FROM pg_stat_replication WHERE application_name = 'b'") === 'sync');
  server = await startServer({
    init: ['--demo', '--database', primary.url('huiyin')],
    prepare: (data) => {
      const database = `postgresql:///huiyin?host=${primary.dir},${standby.dir}&user=huiyin&target_session_attrs=read-write`;
      writeFileSync(join(data, 'huiyin.conf'), `database = ${database}\nreplica = ${standby.url('huiyin')}\n`, { mode: 0o600 });
    },
  });
  cast = await castOf(server);
});
after(async () => {
  await server?.stop();
  for (const cluster of up) cluster.stop();
  rmSync(top, { recursive: true, force: true });
  // The databases are gone: nothing is left here to be checked later.
  if (server) rmSync(server.data, { recursive: true, force: true });
});

const report = () => {
  const r = must(['report', 'ontime', '--workdays', '30', '--json', '--data', server.data]);
  return { demands: r.json().total.demands, asOf: Date.parse(r.json().as_of), said: r.err };
};
let files = 0;
const exported = () => {
  const file = join(dir, `${++files}.csv`);
  const r = must(['export', 'demands', '--to', file, '--data', server.data]);
  return { rows: csv(file).length - 1, said: r.err };
};
const STANDBY = /数据来自只读副本，截至约 \d+ 秒前/;

test('reports and exports are read on the standby and say as of when', async () => {
  for (let i = 0; i < 5; i++) assert.equal((await citizen(server).submit({ words: `先说的第${i}件` })).status, 201);
  await until('the standby has them', () => standby.sql('SELECT count(*) FROM demand', 'huiyin') === '5');
  standby.sql('SELECT pg_wal_replay_pause()');
  await until('it stands still', () => standby.sql('SELECT pg_get_wal_replay_pause_state()') === 'paused');
  const still = Date.now();

  // A person's next page shows what was just written, however old the standby is.
  const desk = await cast.as('xinfang1');
  for (let i = 0; i < 10; i++) {
    const words = `后说的第${i}件`;
    const { body } = await citizen(server).submit({ words });
    const mine = await citizen(server).get(`/api/v1/public/demands/${body.num}`, { code: body.code });
    assert.equal(mine.body.words, words);
    assert.equal((await desk.post(`/api/v1/demands/${body.num}/add`, { words: '补充' }, { etag: '"1"', key: newKey() })).status, 200);
    const seen = await desk.get(`/api/v1/demands/${body.num}`);
    assert.equal(seen.body.timeline.at(-1).texts.words, '补充');
  }
  assert.equal(primary.sql('SELECT count(*) FROM demand', 'huiyin'), '15');
  assert.equal(standby.sql('SELECT count(*) FROM demand', 'huiyin'), '5');

  const figures = report();
  assert.equal(figures.demands, 5);
  assert.match(figures.said, STANDBY);
  assert.ok(figures.asOf <= still, `${figures.asOf} ${still}`);
  const ledger = exported();
  assert.equal(ledger.rows, 5);
  assert.match(ledger.said, STANDBY);
});

test('without a standby they are read on the primary', async () => {
  primary.sql("ALTER SYSTEM SET synchronous_standby_names = ''");
  stop(primary, 'fast');
  stop(standby, 'fast');
  start(primary); // alone for now
  await until('the service is back', async () => (await citizen(server).get('/ready')).status === 200, BACK_S);
  const figures = report();
  assert.equal(figures.demands, 15);
  assert.doesNotMatch(figures.said, STANDBY);
  const ledger = exported();
  assert.equal(ledger.rows, 15);
  assert.doesNotMatch(ledger.said, STANDBY);
});

/** Asks until there is an answer, as a telephone does: a lost connection or a 503 is asked again with the same key. */
async function insists(client, stopped, path, body, options) {
  for (;;) {
    let sent;
    try {
      sent = await client.post(path, body, options);
    } catch (error) {
      assert.ok(error instanceof TypeError, String(error)); // what fetch throws
    }
    if (sent && sent.status !== 503) return sent;
    if (sent) assert.ok(Number(sent.headers.get('retry-after')) >= 1, '503 says when to come again');
    if (stopped()) return null;
    await sleep(200);
  }
}

test('the primary dies under load: the standby takes over, nothing is lost or done twice', async () => {
  start(standby);
  stop(primary, 'fast');
  start(primary, ...both);
  await until('both again', () => primary.sql("SELECT sync_state FROM pg_stat_replication WHERE application_name = 'b'") === 'sync');
  await until('the service is back', async () => (await citizen(server).get('/ready')).status === 200, BACK_S);

  const desk = await cast.as('xinfang1');
  const seen = new Set(); // statuses of pages
  const said = []; // { words, key, num, code, added }
  let running = true;
  let dead = 0;
  let back = 0;
  let busy = 0;
  let give = 0; // when asking again becomes pointless
  const lost = () => give > 0 && Date.now() > give;

  async function line(name) {
    const me = new Client(server);
    for (let i = 0; running; i++) {
      const one = { words: `切换 ${name}-${i}`, key: newKey(), added: false };
      const began = Date.now();
      const sent = await insists(me, lost, '/api/v1/demands', { words: one.words, privacy: 'anonymous' }, { key: one.key });
      if (!sent) throw new Error(`${one.words}: no answer`);
      assert.equal(sent.status, 201, JSON.stringify(sent.body));
      Object.assign(one, { num: sent.body.num, code: sent.body.code });
      said.push(one);
      const added = await insists(desk, lost, `/api/v1/demands/${one.num}/add`, { words: `${one.words} 补充` }, { etag: '"1"', key: newKey() });
      assert.equal(added?.status, 200, JSON.stringify(added?.body));
      one.added = true;
      if (dead && began > dead && !back) back = Date.now();
      if (dead && began <= dead) busy++;
    }
  }

  /** Somebody who only looks: the page, or 503 and when to come again; never anything else. */
  async function looks() {
    for (; running; await sleep(50)) {
      const page = await desk.get('/api/v1/work?list=all');
      seen.add(page.status);
      assert.ok(page.status === 200 || (page.status === 503 && Number(page.headers.get('retry-after')) >= 1), JSON.stringify(page.body));
    }
  }

  const lines = Array.from({ length: LINES }, (_, i) => line(i));
  const all = Promise.all([...lines, looks()]);
  all.catch(() => {}); // awaited below
  await until('a load', () => said.length >= 30, 60);
  up.delete(primary);
  primary.kill();
  dead = Date.now();
  give = dead + (BACK_S + 60) * 1000;
  await sleep(1500); // somebody has to notice
  standby.promote();
  await until('it goes on', () => back > 0, BACK_S + 60);
  assert.ok(back - dead < BACK_S * 1000, `back after ${back - dead} ms`);
  const then = said.length;
  await until('and on', () => said.length >= then + 20, 60);
  running = false;
  await all;
  assert.deepEqual([...seen].sort(), [200, 503]);
  assert.ok(busy > 0, 'something was on its way when the primary died');

  // Each key one demand, each demand one key, with what was added to it once.
  assert.equal(new Set(said.map((s) => s.num)).size, said.length);
  const events = standby.sql(
    `SELECT d.num, count(*) FROM demand d JOIN event e ON e.jid = d.jid AND e.subject_kind = 'demand' AND e.subject_id = d.id
     WHERE d.num IN (${said.map((s) => `'${s.num}'`).join(',')}) GROUP BY d.num`,
    'huiyin',
  );
  assert.deepEqual(
    events.split('\n').sort(),
    said.map((s) => `${s.num}|2`).sort(),
    'received once, added to once',
  );
  assert.equal(Number(standby.sql('SELECT count(*) FROM demand', 'huiyin')), 15 + said.length, 'nothing that nobody sent');
  for (const one of said) {
    const page = await desk.get(`/api/v1/demands/${one.num}`);
    assert.equal(page.status, 200, `${one.num} was acknowledged`);
    assert.equal(page.body.words, one.words);
  }
  for (const one of said.slice(-5)) {
    const again = await citizen(server).submit({ words: one.words, privacy: 'anonymous' }, one.key);
    assert.deepEqual([again.status, again.body.num, again.body.code], [201, one.num, one.code]);
  }
  await server.stop();
  assert.deepEqual(ask('check', '--data', server.data).findings, []);
  console.log(`${said.length} demands, ${said.filter((s) => s.added).length} acts; back after ${back - dead} ms`);
});
