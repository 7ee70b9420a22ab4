// SPDX-License-Identifier: Apache-2.0
// The page of hot spots: found, named, split, merged and dismissed by an analyst.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { pick } from './desk.mjs';
import { openTown } from './town.mjs';

let town, page;
const PLANT = [
  '银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉',
  '银杏嘉园小区旁建了搅拌站，灰尘飘进家里，噪音轰鸣',
  '搅拌站灰尘噪音太大了，银杏嘉园的人都睡不着觉',
  '银杏嘉园附近的搅拌站还在轰鸣，灰尘和噪音让人睡不着觉',
];
before(async () => {
  town = await openTown();
  const office = await Office.of(town.server);
  for (const words of PLANT) await office.demand({ words });
  const analyst = await office.by('fenxi1');
  for (let i = 0; i < 100 && (await analyst.get('/api/v1/hotspots')).body.hotspots[0]?.size !== 4; i++)
    await new Promise((r) => setTimeout(r, 200));
  page = (await town.sit('fenxi1')).page;
});
after(() => town?.close());

async function act(name, fill, button = name) {
  const fold = page.locator('details', { has: page.locator('summary', { hasText: new RegExp(`^${name}$`) }) });
  await fold.locator('summary').click();
  await fill(fold);
  await fold.getByRole('button', { name: button, exact: true }).click();
  await page.getByText('已记录').first().waitFor();
}

test('a hot spot is listed with its heat and reckoning, time line and map', async () => {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '热点', exact: true }).click();
  await page.getByRole('heading', { name: '热点', level: 1 }).waitFor();
  const link = page.getByRole('link', { name: /银杏嘉园/ });
  await link.waitFor();
  await page.getByText('热度怎么算').click();
  await page.getByText('诉求件数：权重 3').waitFor();
  await assertAccessible(page);
  await assertFits(page);
  await link.click();
  await page.getByRole('heading', { name: /热度 .* 的算法/ }).waitFor();
  await page.getByRole('img', { name: '每周的诉求件数' }).waitFor();
  await page.getByRole('img', { name: '诉求所在区划' }).waitFor();
  await page.locator('.hotspot-members').getByRole('link', { name: /搅拌站/ }).nth(3).waitFor();
  assert.equal(await page.locator('.hotspot-members li').count(), 4);
  assert.equal(await page.locator('.hotspot-map path.has').count(), 1, 'the smallest outline alone');
  await assertAccessible(page);
  await assertFits(page);
});

test('named, split, merged again, dismissed', async () => {
  await act('命名', async (fold) => {
    await fold.locator('#name-name').fill('搅拌站扰民');
    await fold.locator('#name-reason').fill('居民集中反映');
  });
  await page.getByRole('heading', { name: '搅拌站扰民', level: 1 }).waitFor();
  await page.locator('.hotspot-members .el-checkbox').first().click();
  await page.locator('#split-name').fill('另一处');
  await page.locator('#split-reason').fill('地点不同');
  await page.getByRole('button', { name: '拆分', exact: true }).click();
  await page.getByRole('heading', { name: '诉求（3 件）' }).waitFor();
  await act('并入另一个热点', async (fold) => {
    await pick(fold, 'merge-other', '另一处');
    await fold.locator('#merge-reason').fill('查明是一处');
  });
  await page.getByRole('heading', { name: '诉求（4 件）' }).waitFor();
  await act('排除', async (fold) => fold.locator('#dismiss-reason').fill('已经停产'));
  await page.getByRole('heading', { name: '热点', level: 1 }).waitFor();
  await page.getByText('没有这类热点').waitFor();
  await page.locator('label.el-radio-button', { hasText: '已排除' }).click();
  await page.getByRole('link', { name: '搅拌站扰民' }).waitFor();
});
