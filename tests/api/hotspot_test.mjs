// SPDX-License-Identifier: Apache-2.0
// ZL-40, ZL-43, HY-36, JN-28: demands of the same trouble at the same place become a hot spot, which people name,
// follow, split, merge and dismiss; what they decided holds when more arrives and when all is computed anew.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
let server;
let office;
let analyst;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  analyst = await office.by('fenxi1');
});
after(() => server.stop());

const PLANT = [
  '银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉',
  '银杏嘉园小区旁建了搅拌站，灰尘飘进家里，噪音轰鸣',
  '搅拌站灰尘噪音太大了，银杏嘉园的人都睡不着觉',
  '银杏嘉园附近的搅拌站还在轰鸣，灰尘和噪音让人睡不着觉',
];
const SMOKE = ['魅力之城楼下烧烤店油烟直排，熏得开不了窗', '魅力之城烧烤夜宵油烟熏人，通宵营业', '魅力之城底层餐饮油烟直排，烧烤熏人'];

async function list(state = 'open') {
  const got = await analyst.get(`${V1}/hotspots?state=${state}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
}
/** Until the queue has been emptied so far. */
async function until(what, seen) {
  for (let i = 0; i < 100; i++) {
    const now = await list();
    if (seen(now.hotspots)) return now.hotspots;
    await new Promise((r) => setTimeout(r, 200));
  }
  assert.fail(`never: ${what}; ${JSON.stringify(await list())}`);
}
const of = (spots, place) => spots.find((h) => h.place === place);
const act = (h, what, body) =>
  analyst.post(`${V1}/hotspots/${h.id}/${what}`, body, { etag: `"${h.version}"`, key: newKey() });

test('two hot spots with their place, words, people and reckoning', async () => {
  for (const words of [...PLANT, ...SMOKE, '东城路的路灯坏了三天']) await office.demand({ words });
  const spots = await until('two of them', (s) => of(s, '银杏嘉园')?.size === 4 && of(s, '魅力之城')?.size === 3);
  assert.equal(spots.length, 2);
  assert.ok(spots[0].heat > spots[1].heat);
  assert.match(spots[0].words, /搅拌/);
  const one = await analyst.get(`${V1}/hotspots/${spots[0].id}`);
  assert.equal(one.body.members.length, 4);
  assert.equal(one.body.weeks.reduce((sum, w) => sum + w.demands, 0), 4);
  assert.ok(one.body.places[0].within.length > 1 && one.body.places[0].within.includes(one.body.places[0].place_id));
  const points = one.body.terms.reduce((sum, t) => sum + t.points, 0);
  assert.ok(Math.abs(points - one.body.heat) < 0.06, `${points} is what the heat is: ${one.body.heat}`);
  for (const t of one.body.terms) assert.ok(Math.abs(t.points - t.weight * Math.log2(1 + t.value)) < 1e-9);
});

test('nobody else sees them, and an unknown one is not there', async () => {
  for (const login of ['zhujian1', 'xinfang3']) assert.equal((await (await office.by(login)).get(`${V1}/hotspots`)).status, 403);
  assert.equal((await analyst.get(`${V1}/hotspots/17`)).status, 404);
  assert.equal((await analyst.get(`${V1}/hotspots/x`)).status, 404);
});

test('named, followed, split, merged, dismissed: each with a reason, held when more arrives, the same from nothing', async () => {
  let spots = (await list()).hotspots;
  const plant = of(spots, '银杏嘉园');
  assert.equal((await act(plant, 'name', { name: '搅拌站扰民' })).status, 400, 'no reason');
  const named = await act(plant, 'name', { name: '搅拌站扰民', reason: '居民集中反映' });
  assert.equal(named.status, 200, JSON.stringify(named.body));
  assert.equal((await act(plant, 'name', { name: '别的名字', reason: '同时改' })).status, 412);
  const members = (await analyst.get(`${V1}/hotspots/${plant.id}`)).body.members;
  const split = await act(named.body, 'split', { demands: members[0].num, name: '另一处', reason: '地点不同' });
  assert.equal(split.status, 200, JSON.stringify(split.body));
  await office.demand({ words: PLANT[1] });
  spots = await until('five at the plant', (s) => s.filter((h) => h.place === '银杏嘉园').reduce((n, h) => n + h.size, 0) === 5);
  const [held, other] = [spots.find((h) => h.id === plant.id), spots.find((h) => h.id === split.body.made)];
  assert.equal(held.name, '搅拌站扰民');
  assert.equal(other.name, '另一处');
  const merged = await act(held, 'merge', { other: other.id, reason: '查明是一处' });
  assert.equal(merged.status, 200, JSON.stringify(merged.body));
  spots = (await list()).hotspots;
  assert.equal(spots.find((h) => h.id === plant.id).size, 5);
  assert.equal(spots.some((h) => h.id === other.id), false);
  const smoke = of(spots, '魅力之城');
  assert.equal((await act(smoke, 'follow', { reason: '月度研判' })).status, 200);
  assert.deepEqual((await list('followed')).hotspots.map((h) => h.id), [smoke.id]);
  const gone = await act(spots.find((h) => h.id === plant.id), 'dismiss', { reason: '已停产' });
  assert.equal(gone.status, 200);
  assert.deepEqual((await list('dismissed')).hotspots.map((h) => h.id), [plant.id]);
});

test('the weights of the heat are data, changed with a reason, and shown', async () => {
  const before = (await list('followed')).hotspots[0];
  const changed = await analyst.post(`${V1}/heat`, { term: 'size', weight: 900, reason: '看重件数' }, { key: newKey() });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  const now = await list('followed');
  assert.equal(now.terms.find((t) => t.term === 'size').weight, 9);
  assert.ok(now.hotspots[0].heat > before.heat);
  assert.equal((await analyst.post(`${V1}/heat`, { term: 'mood', weight: 1, reason: '没有这项' }, { key: newKey() })).status, 400);
});

test('likes that a ledger counted are support', async () => {
  const before = of((await list('followed')).hotspots, '魅力之城');
  const file = join(server.data, '..', 'likes.csv');
  const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  writeFileSync(file, `编号,反映时间,诉求内容,点赞数\n1,${day} 00:00,魅力之城烧烤油烟太大熏人，又开到通宵,340\n`);
  huiyin('import', file, '--data', server.data);
  let now;
  for (let i = 0; i < 100 && now?.size !== before.size + 1; i++) {
    now = of((await list('followed')).hotspots, '魅力之城');
    await new Promise((r) => setTimeout(r, 200));
  }
  assert.deepEqual([now.size, now.support], [before.size + 1, before.support + 340]);
});

test('computed from nothing with the decisions it is what is stored', async () => {
  const run = spawnSync(process.env.HUIYIN_BIN, ['check', '--analysis', '--data', server.data, '--json'], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  const said = JSON.parse(run.stdout);
  assert.equal(said.differences, 0);
  assert.ok(said.demands >= 8 && said.hotspots >= 2, run.stdout);
});

test('who is complained about: an analyst of that unit sees neither the demand, nor its figures, nor words made of it', async () => {
  const own = await startServer({ prepare: (data) => huiyin('user', 'role', 'add', 'dongcheng1', 'analyst', 'qu', '--data', data) });
  try {
    const there = await Office.of(own);
    const [above, below] = [await there.by('fenxi1'), await there.by('dongcheng1')];
    const spots = async (who) => (await who.get(`${V1}/hotspots`)).body.hotspots;
    const about = async (words) => {
      const given = { words, place_id: there.place, channel: 'hotline', read_back: 'agreed', privacy: 'named', name: '示例', phone: '13900139000', complained_unit: there.unit('东城街道') };
      const made = await (await there.by('xinfang1')).post(`${V1}/demands`, given, { key: newKey() });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      return made.body.num;
    };
    for (const words of PLANT.slice(0, 3)) await there.demand({ words });
    const hidden = [await about('银杏嘉园的搅拌站轰鸣灰尘，睡不着觉，街道收了好处费不管')];
    for (const words of SMOKE) hidden.push(await about(words));
    let seen = [];
    for (let i = 0; i < 100 && !(seen.length === 2 && of(seen, '银杏嘉园')?.size === 4); i++) {
      seen = await spots(above);
      await new Promise((r) => setTimeout(r, 200));
    }
    assert.deepEqual([of(seen, '银杏嘉园').size, of(seen, '魅力之城').size], [4, 3]);
    assert.ok(of(seen, '银杏嘉园').words);
    const told = await spots(below);
    assert.deepEqual(told.map((h) => [h.place, h.size, h.people, h.words]), [['银杏嘉园', 3, 3, '']]);
    const one = await below.get(`${V1}/hotspots/${told[0].id}`);
    assert.equal(one.body.members.length, 3);
    assert.ok(!hidden.some((num) => JSON.stringify(one.body).includes(num)));
    assert.equal((await below.get(`${V1}/hotspots/${of(seen, '魅力之城').id}`)).status, 404);
  } finally {
    await own.stop();
  }
});
