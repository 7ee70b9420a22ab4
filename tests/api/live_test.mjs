// SPDX-License-Identifier: Apache-2.0
// GET /live: held until the lists of the unit have changed, and told as an event of a stream.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../server.mjs';
import { citizen, Client } from './lib.mjs';
import { Office } from './loop.mjs';

const LIVE = '/api/v1/live';
const HOLDS_MS = 25_000;
let server;
let office;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
});
after(() => server.stop());

/** What a browser makes of one answer. */
function heard(answer) {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.match(answer.headers.get('content-type'), /^text\/event-stream/);
  const lines = answer.body.split('\n');
  const of = (name) => lines.find((l) => l.startsWith(`${name}: `))?.slice(name.length + 2);
  assert.ok(answer.body.endsWith('\n\n'), 'an event ends with an empty line');
  assert.ok(Number(of('retry')) >= 500);
  return { id: of('id'), event: of('event'), data: of('data') };
}

const ask = async (login, id, query = '') => {
  const client = await office.by(login);
  return heard(await client.get(LIVE + query, { headers: id ? { 'last-event-id': id } : {} }));
};

/** An ask that is to be held: what it says in the end, and whether it has said it. */
async function held(login, id) {
  const one = { done: false, since: Date.now() };
  one.answer = ask(login, id).then((said) => {
    one.done = true;
    return said;
  });
  return one;
}

test('who comes first is told at once; then it is held until a row comes, changes or leaves', async () => {
  const first = await ask('beimen1');
  assert.equal(first.event, 'work');
  assert.ok(first.data, 'an event without data is none');

  // Somebody else's list does not change by it, and is told nothing.
  const other = await held('zhujian1', (await ask('zhujian1')).id);
  let mine = await held('beimen1', first.id);
  const { num } = (await citizen(server).submit({ words: '路灯不亮（示例）', place_id: office.place })).body;
  let said = await mine.answer;
  assert.equal(said.event, 'work');
  assert.notEqual(said.id, first.id);
  assert.ok(Date.now() - mine.since < HOLDS_MS, 'before its time was up');

  // Changed: it stays in the list in another state.
  mine = await held('beimen1', said.id);
  await office.act('beimen1', 'demand', num, 'screen-valid', {});
  const changed = await mine.answer;
  assert.equal(changed.event, 'work');
  assert.notEqual(changed.id, said.id);

  // Nothing changes: it is held, and let go without an event; the mark is the same.
  mine = await held('beimen1', changed.id);
  said = await mine.answer;
  assert.equal(said.event, undefined);
  assert.equal(said.id, changed.id);
  assert.ok(Date.now() - mine.since >= HOLDS_MS - 1000, `${Date.now() - mine.since} ms`);
  assert.equal((await other.answer).event, undefined);
  // What changed meanwhile is not lost to who comes late.
  await office.act('beimen1', 'demand', num, 'open-matter', {});
  assert.equal((await ask('beimen1', said.id)).event, 'work');
});

test('nobody’s lists but one’s own', async () => {
  const nobody = await new Client(server).get(LIVE);
  assert.equal(nobody.status, 401);
  const beimen = await office.by('beimen1');
  assert.equal((await beimen.get(`${LIVE}?unit=1`)).status, 403);
  assert.equal((await beimen.get(`${LIVE}?units=1`)).status, 400);
  const admin = await office.by('xitong');
  assert.equal((await admin.get(LIVE)).status, 204, 'a browser does not come again');
});

test('more than can be held are answered, other requests go on', async () => {
  const { id } = await ask('beimen1');
  const many = await Promise.all(Array.from({ length: 60 }, () => held('beimen1', id)));
  const client = await office.by('beimen1');
  for (let i = 0; i < 20; i++) assert.equal((await client.get('/api/v1/work')).status, 200);
  await citizen(server).submit({ words: '井盖松动（示例）', place_id: office.place });
  for (const one of many) assert.equal((await one.answer).event, 'work');
});

test('a server that is told to stop lets everybody go at once', async () => {
  const own = await startServer();
  const its = await Office.of(own);
  const client = await its.by('beimen1');
  const { id } = heard(await client.get(LIVE));
  const waiting = client.get(LIVE, { headers: { 'last-event-id': id } });
  for (let i = 0; i < 5; i++) await client.get('/api/v1/work'); // by then it is held
  const since = Date.now();
  await own.stop();
  assert.equal(heard(await waiting).event, undefined);
  assert.ok(Date.now() - since < HOLDS_MS - 5000, `${Date.now() - since} ms`);
});
