// SPDX-License-Identifier: Apache-2.0
// What keeps coming back by place and class (ZL-43): what came after a closing is told apart, each figure is its ledger.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { asFile, bookOf } from '../form.mjs';
import { startServer } from '../server.mjs';
import { logIn } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
let server, office, leader;
const seen = async (query = {}, client = leader) => {
  const { status, body } = await client.get(`${V1}/recurrence?${new URLSearchParams(query)}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};
const counted = async (filters) => {
  const { status, body } = await leader.get(`${V1}/ledgers?${new URLSearchParams(filters)}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.n;
};
const who = { name: '某某', phone: '13900000001', privacy: 'named' };

before(async () => {
  server = await startServer();
  office = await Office.of(server);
  leader = await logIn(server, 'lingdao1');
  const first = await office.demand({ words: '小区路灯不亮（示例）', ...who });
  const matter = await office.answered(first.num, { valid: { class: 'municipal' } });
  await office.citizenActs(first, 'rate', { solved: 'yes', grade: 'satisfied' });
  await office.act('xinfang7', 'matter', matter, 'close', {});
  for (const words of ['路灯又灭了（示例）', '路灯还是灭的（示例）', '路灯第三次灭（示例）'])
    await office.opened((await office.demand({ words })).num, { class: 'municipal' });
  await office.opened((await office.demand({ words: '学校门口堵车（示例）' })).num, { class: 'estate' });
});
after(() => server?.stop());

test('three after a closing are marked; each figure is its ledger', async () => {
  const r = await seen();
  assert.equal(r.times, 3);
  assert.equal(r.rows.length, 2, JSON.stringify(r.rows));
  const [lamp, jam] = r.rows;
  assert.deepEqual([lamp.class, lamp.demands, lamp.before, lamp.again, lamp.months, lamp.marked], ['municipal', 4, 0, 3, 1, true]);
  assert.deepEqual([jam.class, jam.demands, jam.again, jam.marked], ['estate', 1, 0, false]);
  for (const row of r.rows)
    assert.equal(await counted({ from: r.from, to: r.to, place: row.place, class: row.class }), row.demands);
  const [town] = (await seen({ places: 'town' })).rows;
  assert.notEqual(town.place, lamp.place);
  assert.equal(town.again, 3);
  assert.equal(await counted({ from: r.from, to: r.to, place: town.place, class: 'municipal' }), town.demands);
});

test('the workbook has the same rows', async () => {
  const { status, body } = await leader.get(`${V1}/recurrence/file?days=30`);
  assert.equal(status, 200);
  const { rows } = await seen({ days: 30 });
  const told = bookOf(asFile(body))[0].rows.filter((row) => rows.some((r) => r.class_text === row[1]));
  assert.deepEqual(
    told.map((row) => row.map((cell) => String(cell ?? ''))),
    rows.map((r) => [r.place_text, r.class_text, `${r.demands}`, `${r.before}`, `${r.again}`, `${r.months}`, ...(r.marked ? ['反复出现'] : [])]),
  );
});

test('who makes root problems is told so; who reads no ledgers, and days out of bounds, are refused', async () => {
  assert.equal((await seen({}, await logIn(server, 'fenxi1'))).may_make, true);
  assert.equal((await (await logIn(server, 'zhujian1')).get(`${V1}/recurrence`)).status, 403);
  assert.equal((await leader.get(`${V1}/recurrence?days=367`)).status, 400);
});
