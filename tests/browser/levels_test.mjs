// SPDX-License-Identifier: Apache-2.0
// BZ-17, BZ-18: levelling with the suggestion and against it, at a desk and on a telephone; the
// report of both.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, citizen } from '../api/lib.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

let town, place;
before(async () => {
  town = await openTown();
  const anybody = new Client(town.server);
  const below = async (parent, name) => (await anybody.get(`/api/v1/public/places?parent=${parent}`)).body.places.find((p) => p.name === name).id;
  place = await below(await below('', '东城街道'), '北门社区');
});
after(() => town?.close());

/** A matter of the community, to be levelled. */
async function opened(kind) {
  const sent = await citizen(town.server).submit({ words: '楼道灯不亮（示例）', place_id: place });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  await town.office.act('beimen1', 'demand', sent.body.num, 'screen-valid', { class: 'estate', kind });
  return (await town.office.act('beimen1', 'demand', sent.body.num, 'open-matter', {})).created;
}

test('with the suggestion: choosing the difficulty fills the level in and says why', async () => {
  const desk = await town.sit('beimen1');
  await desk.open('matter', await opened('personal'));
  await desk.act('分级', 'level', { difficulty: '立办或短期可办结' });
  await desk.page.getByText('建议责任层级：社区（分级规则第2条：领域“小区管理”，难易“立办或短期可办结”），已采纳').first().waitFor();
});

test('against it: refused without a reason, on a telephone as well, and kept with it', async () => {
  const phone = await town.sit('beimen1');
  await phone.page.setViewportSize({ width: 390, height: 844 });
  await phone.open('matter', await opened('collective'));
  const form = await phone.begin('分级', 'level', { difficulty: '过程较复杂、短期无法办结' });
  await phone.page.getByText('建议责任层级：区级（分级规则第7条').first().waitFor();
  await form.locator('.el-select', { has: phone.page.locator('#a-level-lvl') }).getByText('区级', { exact: true }).waitFor();
  await assertFits(phone.page);
  await phone.page.screenshot({ path: `${process.env.TMPDIR ?? '/tmp'}/levels-phone.png`, fullPage: true });
  await phone.fill(form, 'level', { lvl: '社区' });
  await form.locator('button[type=submit]').click();
  await form.getByRole('alert').filter({ hasText: '请写明理由' }).waitFor();
  await phone.fill(form, 'level', { reason: '业主已同意在社区内协商' });
  await phone.send('level', form);
  await phone.page.getByText('改定：社区').first().waitFor();
});

test('the report says how often, and why not', async () => {
  const leader = await town.sit('lingdao1');
  await leader.page.goto('/desk/levels');
  await leader.page.getByText('定级 2 件 = 采纳建议 1 + 改定 1 + 无建议 0').waitFor();
  await leader.page.getByText('业主已同意在社区内协商').waitFor();
  await assertAccessible(leader.page);
  await leader.page.screenshot({ path: `${process.env.TMPDIR ?? '/tmp'}/levels.png`, fullPage: true });
});
