// SPDX-License-Identifier: Apache-2.0
// The situation: each figure is the ledger behind it; in time and late, rated and not; of who reads no ledgers nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { huiyin, startServer } from '../server.mjs';
import { logIn } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const DAY = 86_400_000;
let server, office;
const seen = async (path) => {
  const leader = await logIn(server, 'lingdao1');
  const { status, body } = await leader.get(`${V1}${path}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const situation = (days = 30) => seen(`/situation?days=${days}`);
const counted = async (filters) => (await seen(`/ledgers?${new URLSearchParams(filters)}`)).n;

before(async () => {
  server = await startServer();
  office = await Office.of(server);
});
after(() => server?.stop());

test('what came in, replied in time, rated; each figure is its ledger', async () => {
  const happy = await office.demand({ words: '路灯不亮（示例）' });
  await office.answered(happy.num);
  await office.citizenActs(happy, 'rate', { solved: 'yes', grade: 'satisfied' });
  const sad = await office.demand({ words: '井盖响（示例）' });
  await office.answered(sad.num);
  await office.citizenActs(sad, 'rate', { solved: 'no', grade: 'unsatisfied' });
  await office.demand({ words: '垃圾没人清（示例）' });
  const s = await situation();
  assert.equal(s.now.demands, 3);
  assert.deepEqual([s.now.in_time, s.now.late, s.now.overdue, s.now.waiting, s.now.owed], [2, 0, 0, 1, 2]);
  assert.deepEqual([s.now.satisfied, s.now.fair, s.now.unsatisfied, s.now.rated], [1, 0, 1, 2]);
  assert.equal(s.days.length, 30);
  assert.equal(s.days.reduce((sum, d) => sum + d.demands, 0), 3);
  assert.equal(s.today, 3);
  const within = { from: s.now.from, to: s.now.to };
  for (const reply of ['in_time', 'late', 'overdue', 'waiting'])
    assert.equal(await counted({ ...within, reply }), s.now[reply], reply);
  for (const judged of ['satisfied', 'fair', 'unsatisfied'])
    assert.equal(await counted({ ...within, judged }), s.now[judged], judged);
  assert.equal(await counted({ ...within, judged: 'unrated' }), 1);
  for (const g of s.classes) assert.equal(await counted({ ...within, class: g.code }), g.demands, g.text);
  for (const g of s.units) assert.equal(await counted({ ...within, unit: g.code }), g.demands, g.text);
  for (const p of s.places) assert.equal(await counted({ ...within, place: p.place_id }), p.demands, p.text);
  assert.ok(s.places.some((p) => p.demands === 3), 'the street');
});

test('a season later: nothing new, what was not replied to is overdue, the worst are named', async () => {
  huiyin('clock', 'offset', String(100 * DAY), '--json', '--data', server.data);
  let s = await situation(92);
  for (let i = 0; i < 100 && s.now.demands; i++, await sleep(200)) s = await situation(92); // until the server's clock is there
  assert.equal(s.now.demands, 0);
  assert.equal(s.before.demands, 3);
  assert.equal(s.before.overdue, 1);
  assert.deepEqual([s.before.in_time, s.before.rated], [2, 2]);
  assert.equal(await counted({ from: s.before.from, to: s.before.to, reply: 'overdue' }), 1);
  assert.equal(s.overdue, s.worst.length);
  assert.ok(s.worst.length > 0 && s.worst.every((w) => w.days > 0 && w.num), JSON.stringify(s.worst));
});

test('not for who reads no ledgers; days have bounds', async () => {
  const operator = await logIn(server, 'jiesu1').catch(() => null) ?? await office.by('zhujian1');
  assert.equal((await operator.get(`${V1}/situation`)).status, 403);
  const leader = await logIn(server, 'lingdao1');
  assert.equal((await leader.get(`${V1}/situation?days=93`)).status, 400);
});
