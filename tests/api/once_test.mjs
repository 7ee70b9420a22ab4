// SPDX-License-Identifier: Apache-2.0
// Sent twice, done once; two at once, one wins.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startServer } from '../server.mjs';
import { castOf, refused } from './cast.mjs';
import { citizen, newKey } from './lib.mjs';

let server, cast;
before(async () => {
  server = await startServer();
  cast = await castOf(server);
});
after(() => server?.stop());

/** How many demands of these words the district's list shows. */
async function count(title) {
  const desk = await cast.as('xinfang1');
  let n = 0;
  for (let after_ = ''; after_ !== null; ) {
    const { status, body } = await desk.get(`/api/v1/work?list=all&sort=num&limit=100${after_ && `&after=${encodeURIComponent(after_)}`}`);
    assert.equal(status, 200);
    n += body.rows.filter((r) => r.subject === 'demand' && r.title === title).length;
    after_ = body.next;
  }
  return n;
}

test('the same key gives the same answer, the query code in it', async () => {
  const key = newKey();
  const me = citizen(server);
  const one = await me.submit({ words: '同一件事说两遍' }, key);
  const two = await me.submit({ words: '同一件事说两遍' }, key);
  assert.equal(one.status, 201);
  assert.deepEqual([two.status, two.body], [201, one.body]);
  assert.equal(one.headers.get('idempotency-replayed'), null);
  assert.equal(two.headers.get('idempotency-replayed'), 'true');
  assert.equal(await count('同一件事说两遍'), 1);
});

test('another body under the same key is refused, and nothing is made', async () => {
  const key = newKey();
  const me = citizen(server);
  assert.equal((await me.submit({ words: '甲事' }, key)).status, 201);
  refused(await me.submit({ words: '乙事' }, key), 422, 'reused');
  assert.equal(await count('乙事'), 0);
});

test('a key belongs to its actor and its route', async () => {
  const key = newKey();
  const body = { words: '同一把钥匙', privacy: 'anonymous' };
  const nums = [];
  for (const client of [citizen(server), await cast.as('xinfang1'), await cast.as('dongcheng3')]) {
    const sent = await client.submit(nums.length ? { ...body, read_back: 'agreed' } : body, key);
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    nums.push(sent.body.num);
  }
  assert.equal(new Set(nums).size, 3);
  const desk = await cast.as('xinfang1');
  for (const num of nums.slice(1)) {
    const added = await desk.post(`/api/v1/demands/${num}/add`, { words: '补充' }, { etag: '"1"', key });
    assert.equal(added.status, 200, JSON.stringify(added.body));
  }
});

test('keys that are too short, too long, of other letters, none', async () => {
  const me = citizen(server);
  for (const key of ['short', 'a'.repeat(21), 'a'.repeat(129), `${'a'.repeat(25)} `.trimEnd() + '+', 'a'.repeat(22) + '/']) refused(await me.submit({ words: '路灯坏了' }, key), 400);
  refused(await me.post('/api/v1/demands', { words: '路灯坏了' }), 400);
});

test('twenty at once make one demand', async () => {
  const key = newKey();
  const words = '二十个人同时按下提交';
  const all = await Promise.all(Array.from({ length: 20 }, () => citizen(server).submit({ words }, key)));
  assert.deepEqual([...new Set(all.map((r) => r.status))], [201], JSON.stringify(all.find((r) => r.status !== 201)?.body));
  assert.equal(new Set(all.map((r) => `${r.body.num} ${r.body.code}`)).size, 1);
  assert.equal(await count(words), 1);
});

test('a step sent again is answered again, though the version has gone on', async () => {
  const way = await cast.demand({ words: '重复的动作只算一次', privacy: 'anonymous' });
  const desk = await cast.as('xinfang1');
  const key = newKey();
  const send = () => desk.post(`/api/v1/demands/${way.num}/add`, { words: '只写一次' }, { etag: '"1"', key });
  const one = await send();
  assert.equal(one.status, 200);
  assert.equal((await desk.post(`/api/v1/demands/${way.num}/add`, { words: '后来的' }, { etag: '"2"', key: newKey() })).status, 200);
  const two = await send();
  assert.deepEqual([two.status, two.body], [200, one.body]);
  const { body } = await way.see('xinfang1');
  assert.deepEqual(body.timeline.slice(1).map((e) => e.texts.words), ['只写一次', '后来的']);
});

test('what was refused is not remembered: the same key may try again', async () => {
  const way = await cast.demand({ words: '先被拒绝后成功', privacy: 'anonymous' });
  const desk = await cast.as('xinfang1');
  const key = newKey();
  refused(await desk.post(`/api/v1/demands/${way.num}/add`, { words: '补充' }, { etag: '"7"', key }), 412);
  assert.equal((await desk.post(`/api/v1/demands/${way.num}/add`, { words: '补充' }, { etag: '"1"', key })).status, 200);
});

test('the answer outlives a crash', async () => {
  const key = newKey();
  const one = await citizen(server).submit({ words: '断电以后' }, key);
  await server.restart('SIGKILL');
  const two = await citizen(server).submit({ words: '断电以后' }, key);
  assert.deepEqual([two.status, two.body], [201, one.body]);
});

test('two officers at once: one wins, the other reads what changed', async () => {
  for (let round = 0; round < 5; round++) {
    const way = await cast.demand({ words: `两人同时补充 ${round}`, privacy: 'anonymous' });
    const desks = [await cast.as('xinfang1'), await cast.as('xinfang3')];
    const both = await Promise.all(desks.map((d, i) => d.post(`/api/v1/demands/${way.num}/add`, { words: `第${i}人` }, { etag: '"1"', key: newKey() })));
    assert.deepEqual(both.map((r) => r.status).sort(), [200, 412]);
    const lost = both.find((r) => r.status === 412).body;
    assert.equal(lost.version, 2);
    assert.deepEqual(lost.changed.map((c) => c.action), ['add']);
    assert.equal((await way.see('xinfang1')).body.version, 2);
  }
});

test('sixteen at once on one version: exactly one', async () => {
  const way = await cast.demand({ words: '十六人同时甄别', privacy: 'anonymous' });
  const desks = [await cast.as('xinfang1'), await cast.as('xinfang3')];
  const all = await Promise.all(Array.from({ length: 16 }, (_, i) => desks[i % 2].post(`/api/v1/demands/${way.num}/screen-valid`, {}, { etag: '"1"', key: newKey() })));
  assert.equal(all.filter((r) => r.status === 200).length, 1);
  // Valid by now, which the others did not know: they read what changed, not that the state is wrong.
  assert.ok(all.every((r) => [200, 412].includes(r.status)), JSON.stringify(all.map((r) => r.status)));
  const opened = await Promise.all(Array.from({ length: 8 }, () => desks[1].post(`/api/v1/demands/${way.num}/open-matter`, {}, { etag: '"2"', key: newKey() })));
  assert.equal(opened.filter((r) => r.status === 200).length, 1);
  assert.equal((await way.see('xinfang3')).body.links.length, 1, 'one matter was opened');
});
