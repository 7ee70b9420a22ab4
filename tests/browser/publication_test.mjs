// SPDX-License-Identifier: Apache-2.0
// An answered matter becomes a question and answer for everybody: drafted by one officer, published by another, found by
// a citizen on a small telephone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const QUESTION = '市民广场的路灯什么时候修好？';
const ANSWER = '区住建局已换新灯，每周巡查一次。';
let town, matter;
before(async () => {
  town = await openTown();
  const office = await Office.of(town.server);
  matter = await office.answered((await office.demand({ words: '市民广场北侧第三盏路灯不亮' })).num);
});
after(() => town?.close());

test('drafted from the matter, published by another, found by a citizen', async () => {
  const writer = await town.sit('fenxi1');
  await writer.open('matter', matter);
  await writer.page.locator('.dossier-tools').getByRole('link', { name: '公开答复' }).click();
  await writer.page.getByRole('heading', { level: 1, name: '拟公开答复' }).waitFor();
  await writer.page.locator('#publication-question').fill(QUESTION);
  await writer.page.locator('#publication-answer').fill(ANSWER);
  await assertAccessible(writer.page, 'a draft');
  await writer.page.getByRole('button', { name: '存为待公开' }).click();
  await writer.page.getByRole('heading', { level: 1, name: QUESTION }).waitFor();

  const publisher = await town.sit('lingdao1');
  await publisher.page.goto('/desk/publications');
  await publisher.page.getByRole('link', { name: QUESTION }).click();
  const form = publisher.page.getByRole('region', { name: '公开', exact: true });
  await form.getByText('已逐字看过').click();
  await form.getByRole('button', { name: '公开', exact: true }).click();
  await publisher.page.locator('.state-line .el-tag', { hasText: '已公开' }).waitFor();
  await assertFits(publisher.page, 'a published answer');
  await assertAccessible(publisher.page, 'a published answer');

  const page = await town.phone({ width: 320 });
  await page.goto('/');
  await page.getByRole('button', { name: '长辈模式' }).click();
  await page.getByRole('link', { name: /^问与答/ }).click();
  await page.getByRole('heading', { level: 1, name: '问与答' }).waitFor();
  await page.getByRole('heading', { level: 2, name: QUESTION }).waitFor();
  await page.getByLabel('想找什么').fill('公交');
  await page.getByRole('button', { name: '查找' }).click();
  await page.getByText('没有找到“公交”').waitFor();
  await page.getByLabel('想找什么').fill('路燈');
  await page.getByRole('button', { name: '查找' }).click();
  await page.getByText(ANSWER).waitFor();
  // Narrowed by place; what was asked for stands in the address and is there again.
  await page.getByLabel('哪里的').selectOption({ label: '西城街道' });
  await page.getByRole('button', { name: '查找' }).click();
  await page.getByText('没有找到“路燈”').waitFor();
  await page.getByLabel('想找什么').fill('');
  await page.getByRole('button', { name: '查找' }).click();
  await page.getByText('这里还没有公开的答复').waitFor();
  await page.getByLabel('哪里的').selectOption({ label: '东城街道' });
  await page.getByRole('button', { name: '查找' }).click();
  await page.getByText(ANSWER).waitFor();
  await page.waitForURL(/place=/);
  await page.reload();
  await page.getByText(ANSWER).waitFor();
  await page.getByLabel('哪里的').locator('option:checked').filter({ hasText: '东城街道' }).waitFor({ state: 'attached' });
  await assertFits(page, '问与答');
  await assertAccessible(page, '问与答');
  assert.deepEqual(page.faults, []);
});
