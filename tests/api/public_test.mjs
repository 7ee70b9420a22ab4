// SPDX-License-Identifier: Apache-2.0
// What anybody may ask before speaking: is something like it open nearby, and who answers for my community.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { startServer } from '../server.mjs';
import { citizen } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const PLANT = '银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉';
const AGAIN = '银杏嘉园旁边搅拌站昼夜轰鸣，灰尘很大，我们睡不着觉';
let server, office, anybody, screener, fields, place;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  screener = await office.by('beimen2');
  anybody = citizen(server);
  place = office.place;
  fields = (await anybody.get(`${V1}/public/place`)).body.classes.map((c) => c.value);
});
after(() => server.stop());

async function near(words, over = {}) {
  const got = await anybody.post(`${V1}/public/similar`, { words, place_id: place, ...over });
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body.rows;
}
/** The queue has it when an officer who sees it finds it by its words. */
async function derived(num) {
  const operator = await office.by('xinfang1');
  for (let i = 0; i < 300; i++) {
    const { rows } = (await operator.post(`${V1}/same`, { words: PLANT })).body;
    if (rows.some((r) => r.num === num)) return;
    await new Promise((r) => setTimeout(r, 100));
  }
  assert.fail('never derived');
}

test('only what was screened and is open is told, and only its field, community, state and rough age', async () => {
  const { num } = await office.demand({ words: PLANT, class: fields[0], name: '王一', phone: '13800001111' });
  await derived(num);
  assert.deepEqual(await near(AGAIN), [], 'nobody has looked at it yet');
  await office.act('beimen2', 'demand', num, 'screen-valid', { class: fields[0] });
  const rows = await near(AGAIN);
  assert.equal(rows.length, 1);
  assert.deepEqual(Object.keys(rows[0]).sort(), ['age_text', 'class', 'class_text', 'place', 'state']);
  assert.deepEqual([rows[0].class, rows[0].state, rows[0].age_text], [fields[0], 'valid', '最近一周']);
  assert.match(rows[0].place, /北门社区/);
  const text = JSON.stringify(rows);
  for (const own of [num, '银杏', '搅拌站', '王一', '1380']) assert.ok(!text.includes(own), own);
  assert.deepEqual(await near('东城路的路灯坏了三天没人修，晚上看不见路'), [], 'another matter');
  const signed = await screener.post(`${V1}/public/similar`, { words: AGAIN, place_id: place });
  assert.deepEqual(signed.body.rows, rows, 'an officer who asks it sees no more than anybody');

  await office.act('beimen2', 'demand', num, 'open-matter');
  assert.equal((await near(AGAIN))[0].state, 'in_matter');
});

test('far away, in confidence, without a place: nothing', async () => {
  const all = (await anybody.get(`${V1}/public/places`)).body.places;
  const far = all.find((p) => p.name === '西城街道');
  assert.ok(far);
  const below = (await anybody.get(`${V1}/public/places?parent=${far.id}`)).body.places;
  assert.deepEqual(await near(AGAIN, { place_id: below[0].id }), []);
  assert.equal((await anybody.post(`${V1}/public/similar`, { words: AGAIN })).status, 400);
  assert.equal((await anybody.post(`${V1}/public/similar`, { words: AGAIN, place_id: '999999999' })).status, 400);

  const HUSH = '锅炉房夜里偷偷烧塑料，黑烟呛人，孩子咳嗽';
  const said = { words: HUSH, class: fields[1], name: '李二', phone: '13800002222', privacy: 'confidential' };
  const { num } = await office.demand(said);
  await office.act('beimen2', 'demand', num, 'screen-valid', { class: fields[1] });
  const open = (await office.demand({ ...said, privacy: 'named', phone: '13800003333', class: fields[2] })).num;
  await office.act('beimen2', 'demand', open, 'screen-valid', { class: fields[2] });
  let rows = [];
  for (let i = 0; i < 300 && !rows.length; i++) {
    rows = await near(HUSH);
    await new Promise((r) => setTimeout(r, 100));
  }
  assert.deepEqual(rows.map((r) => r.class), [fields[2]], 'the one in confidence was derived before it');
});

test('who answers for a community, level by level, and no person is named', async () => {
  const { status, body } = await anybody.get(`${V1}/public/responsible?place=${place}`);
  assert.equal(status, 200);
  assert.match(body.place, /北门社区/);
  assert.deepEqual(body.units.map((u) => u.level), ['community', 'street', 'district']);
  assert.match(body.units[0].name, /北门/);
  assert.match(body.units[1].name, /东城/);
  assert.equal((await anybody.get(`${V1}/public/responsible?place=999999999`)).status, 404);
});

test('nothing of it was kept', () => {
  const p = spawnSync(process.env.HUIYIN_BIN, ['check', '--data', server.data], { encoding: 'utf8' });
  assert.equal(p.status, 0, p.stdout + p.stderr);
});
