// SPDX-License-Identifier: Apache-2.0
// Root problems on their pages: made of a hot spot, a measure with an amount, what is done, who is asked, the
// demands behind a figure.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { HOUSING, openTown } from './town.mjs';

let town, page;
const PLANT = ['银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉', '银杏嘉园小区旁建了搅拌站，灰尘飘进家里，噪音轰鸣', '搅拌站灰尘噪音太大了，银杏嘉园的人都睡不着觉'];
before(async () => {
  town = await openTown();
  const office = await Office.of(town.server);
  for (const words of PLANT) await office.demand({ words });
  const analyst = await office.by('fenxi1');
  for (let i = 0; i < 100 && (await analyst.get('/api/v1/hotspots')).body.hotspots[0]?.size !== 3; i++) await new Promise((r) => setTimeout(r, 200));
  page = (await town.sit('fenxi1')).page;
});
after(() => town?.close());

async function choose(within, id, text) {
  await within.locator(`#${id}`).click();
  await page.keyboard.type(text);
  await page.locator('.el-select-dropdown__item:visible', { hasText: text }).first().click();
}
const fold = (name) => page.locator('details', { has: page.locator('summary', { hasText: new RegExp(`^${name}$`) }) }).last();
async function send(where, name) {
  await where.getByRole('button', { name, exact: true }).click();
  await page.getByText('已记录').first().waitFor();
}

test('a hot spot is made a root problem', async () => {
  await page.goto('/desk/hotspots');
  await page.getByRole('link', { name: /银杏嘉园/ }).click();
  await page.getByRole('link', { name: '立为根源问题' }).click();
  const form = fold('把这个热点立为根源问题');
  await form.locator('#trouble-name').fill('搅拌站扰民');
  await choose(form, 'trouble-unit', HOUSING);
  await choose(form, 'trouble-officer', '住建');
  await choose(form, 'trouble-cause', '监管执法不到位');
  await form.locator('#trouble-why').fill('夜间施工无人管');
  await send(form, '立为根源问题');
  await page.getByRole('link', { name: '搅拌站扰民' }).click();
  await page.getByRole('heading', { name: '搅拌站扰民', level: 1 }).waitFor();
  await page.locator('article .el-tag', { hasText: '监管执法不到位' }).first().waitFor();
});

test('measures with amounts, what is done of them, the demands behind a figure', async () => {
  const plan = fold('增加措施');
  await plan.locator('summary').click();
  await plan.locator('#measures-words').fill('增设停车位');
  await choose(plan, 'measures-unit', HOUSING);
  const day = new Date(Date.now() + 90 * 86400000).toISOString().slice(0, 10);
  await plan.locator('#measures-due').fill(day);
  await plan.locator('#measures-due').press('Enter');
  await plan.locator('#measures-amount').fill('5002');
  await plan.locator('#measures-measure').fill('个');
  await send(plan, '增加措施');
  await page.getByText('0／5002 个').first().waitFor();
  const done = fold('填报完成数量');
  await done.locator('summary').click();
  const radio = done.locator('label.el-radio').first();
  if (await radio.count()) await radio.click();
  else {
    await done.locator('#progress-serial').click();
    await page.locator('.el-select-dropdown__item:visible').first().click();
  }
  await done.locator('#progress-amount').fill('3821');
  await done.locator('#progress-on').fill(new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10));
  await done.locator('#progress-on').press('Enter');
  await done.getByRole('button', { name: '填报完成数量', exact: true }).click();
  await page.getByText('3821／5002 个').first().waitFor();
  await page.getByText('76.3 %').first().waitFor();
  await page.getByRole('button', { name: /热点内的诉求整治前 3 件/ }).click();
  await page.getByRole('heading', { name: '数字后面的诉求（3 件）' }).waitFor();
  assert.equal(await page.locator('.behind li').count(), 3);
  await assertAccessible(page);
  await assertFits(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await assertFits(page);
  await page.setViewportSize({ width: 1366, height: 900 });
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '根源问题', exact: true }).click();
  await page.getByRole('heading', { name: '根源问题', level: 1 }).waitFor();
  await page.getByText('3821／5002 个').waitFor();
  await assertAccessible(page);
});

test('what waits stands above the work list of the unit that must act, and leads there', async () => {
  const owner = (await town.sit('zhujian1')).page;
  await owner.goto('/desk/');
  const strip = owner.locator('section.troubles');
  await strip.getByText('措施待完成').waitFor();
  await strip.getByText(/前$/).waitFor();
  await assertAccessible(owner);
  await assertFits(owner);
  await strip.getByRole('link', { name: '搅拌站扰民' }).click();
  await owner.getByRole('heading', { name: '搅拌站扰民', level: 1 }).waitFor();
  await page.goto('/desk/');
  await page.locator('table, .empty').first().waitFor();
  assert.equal(await page.locator('section.troubles').count(), 0, 'nothing is the analyst\'s to do');
});

test('it stands beside its hot spot and in the problem bank', async () => {
  for (const path of ['/desk/hotspots?state=followed', '/desk/bank']) {
    await page.goto(path);
    if (path.includes('hotspots')) await page.getByRole('link', { name: /银杏嘉园/ }).click();
    await page.locator('section[aria-labelledby="troubles-of"]').getByRole('link', { name: '搅拌站扰民' }).waitFor();
    await assertAccessible(page);
  }
});
