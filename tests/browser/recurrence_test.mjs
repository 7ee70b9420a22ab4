// SPDX-License-Identifier: Apache-2.0
// What keeps coming back on its page: marked after a closing, its ledger, and on to a root problem with class and place filled in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

let town, page;
before(async () => {
  town = await openTown();
  const office = await Office.of(town.server);
  const who = { name: '某某', phone: '13900000001', privacy: 'named' };
  const first = await office.demand({ words: '小区路灯不亮（示例）', ...who });
  const matter = await office.answered(first.num, { valid: { class: 'municipal' } });
  await office.citizenActs(first, 'rate', { solved: 'yes', grade: 'satisfied' });
  await office.act('xinfang7', 'matter', matter, 'close', {});
  for (const words of ['路灯又灭了（示例）', '路灯还是灭的（示例）', '路灯第三次灭（示例）'])
    await office.opened((await office.demand({ words })).num, { class: 'municipal' });
  page = (await town.sit('fenxi1')).page;
});
after(() => town?.close());

test('marked, with its ledger, and made a root problem', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/desk/troubles');
  await page.getByRole('link', { name: '反复出现统计' }).click();
  await page.getByRole('heading', { level: 1, name: '反复出现' }).waitFor();
  const row = page.locator('tbody tr', { hasText: '市政' });
  await row.locator('.el-tag', { hasText: '反复出现' }).waitFor();
  await assertAccessible(page, 'recurrence');
  await assertFits(page, 'recurrence on a telephone');
  await row.getByRole('link', { name: '4', exact: true }).click();
  await page.waitForURL(/\/ledgers\?/);
  await page.locator('.ledger-table tbody tr').nth(3).waitFor();
  assert.equal(await page.locator('.ledger-table tbody tr').count(), 4);
  await page.goBack();
  await page.locator('tbody tr', { hasText: '市政' }).getByRole('link', { name: '转为根源问题' }).click();
  await page.locator('#trouble-name').waitFor();
  assert.match(await page.locator('#trouble-name').inputValue(), /反复出现$/);
  const form = page.locator('details', { has: page.locator('#trouble-name') });
  await form.locator('.el-select', { has: page.locator('#trouble-class') }).getByText('市政').waitFor();
});
