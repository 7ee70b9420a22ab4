// SPDX-License-Identifier: Apache-2.0
// 吹哨报到 (BZ-47, BZ-48): a community whistles, the department arrives, both sides are appraised, and
// the figures stand on the page of the tracks. Works in stages as the citizen reads them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, citizen } from '../api/lib.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { HOUSING, openTown } from './town.mjs';

const COMMUNITY = '北门社区居民委员会(示例)';

const day = (n) => new Date(Date.now() + n * 86400000 + 8 * 3600000).toISOString().slice(0, 10);

let town, place;
before(async () => {
  town = await openTown();
  const anybody = new Client(town.server);
  const below = async (parent, name) => (await anybody.get(`/api/v1/public/places?parent=${parent}`)).body.places.find((p) => p.name === name).id;
  place = await below(await below('', '东城街道'), '北门社区');
});
after(() => town?.close());

async function demand(words) {
  const sent = await citizen(town.server).submit({ words, place_id: place });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  return sent.body;
}

test('a community whistles, the department arrives, both sides are appraised', async () => {
  const { num } = await demand('夜市摊位占了消防通道（示例）。');
  const secretary = await town.sit('beimen1');
  await town.office.act('beimen1', 'demand', num, 'screen-valid', {});
  const { created: matter } = await town.office.act('beimen1', 'demand', num, 'open-matter', {});

  await secretary.open('matter', matter);
  await secretary.act('分级', 'level', { lvl: '社区', track: '难事攻坚', reason: '社区吹哨统筹' });
  await secretary.page.goto('/desk/?list=track&track=hard');
  await secretary.page.getByText('难事攻坚').first().waitFor();
  await town.office.act('beimen1', 'matter', matter, 'dispatch', { lead: await town.office.unit(COMMUNITY) });
  await town.office.act('beimen2', 'task', `${matter}-1`, 'sign');

  const worker = await town.sit('beimen2');
  await worker.open('matter', matter);
  await worker.act('吹哨', 'whistle', { units: HOUSING, words: '请到现场一起清通道' });
  await worker.page.getByText('前报到').first().waitFor();

  const city = await town.sit('zhujian1');
  await city.findsToDo(`${matter}-2`);
  assert.ok(!(await city.offered()).includes('签收'));
  await city.act('报到', 'arrive', { words: '两人到场' });
  await city.shows('已签收');
  await city.act('核查办理', 'verify', { truth: '属实' });
  await city.shows('办理中');
  await city.act('书面反馈', 'report', { words: '摊位已搬走（示例）', result: '已解决' });
  await town.office.act('zhujian2', 'task', `${matter}-2`, 'agree');

  await secretary.open('task', `${matter}-2`);
  await secretary.act('评价报到单位', 'appraise-unit', { came: '是', did: '是', grade: '满意', reason: '到得快' });
  await secretary.page.getByRole('heading', { name: '双考核' }).waitFor();
  await secretary.page.getByText('到得快').first().waitFor();
  await assertAccessible(secretary.page, 'an appraised task');
  await town.office.act('zhujian2', 'task', `${matter}-2`, 'appraise-whistle', { did: 'yes', grade: 'very_satisfied', reason: '确需执法' });

  const supervisor = await town.sit('ducha1');
  await supervisor.page.goto('/desk/tracks');
  const units = supervisor.page.getByRole('table', { name: '报到单位' });
  await units.getByRole('row').filter({ hasText: HOUSING }).getByText('4（1次）').waitFor();
  await supervisor.page.getByRole('table', { name: '吹哨社区' }).getByText('5（1次）').waitFor();
  await assertFits(supervisor.page, 'tracks');
  await assertAccessible(supervisor.page, 'tracks');
});

test('works in stages: filled in where they stand, and read by the citizen', async () => {
  const { num, code } = await demand('城区停车难（示例）。');
  const matter = await town.office.toDispatch(num);
  await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: await town.office.unit(HOUSING) });
  await town.office.act('zhujian1', 'matter', matter, 'ask-stages', {
    reason: '分批建设', stages: [`${day(60)} 新增车位`], quantities: ['1 城区 新增停车位 5002 个'],
  });
  await town.office.act('lingdao1', 'matter', matter, 'grant-asked', { reason: '同意' });

  const lead = await town.sit('zhujian1');
  await lead.open('matter', matter);
  await lead.act('登记工程进度', 'stage-progress', { words: '七处建成', done: '1 3821 /5002个 城区 新增停车位' });
  await lead.page.getByRole('heading', { name: '分阶段工程量' }).waitFor();
  await lead.page.getByText('76.3 %').first().waitFor();
  await assertAccessible(lead.page, 'a matter with works');

  const page = await town.phone();
  await page.goto(`/follow/${num}#${code}`);
  await page.getByText('计划 5002 个，已完成 3821 个').waitFor();
  await assertFits(page, 'works on a telephone');
  await assertAccessible(page, 'works on a telephone');
});
