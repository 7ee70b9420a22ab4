// SPDX-License-Identifier: Apache-2.0
// Same again? Beside the intake form and on the demand's page; the finding by keyboard; the matter to join.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const PLANT = '银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉';
const AGAIN = '银杏嘉园旁边搅拌站昼夜轰鸣，灰尘很大，我们睡不着觉';
let town, office, first, again, matter;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  first = (await office.demand({ words: PLANT, name: '王一', phone: '13800001111' })).num;
  matter = await office.opened(first);
  again = (await office.demand({ words: AGAIN, name: '王一', phone: '13800001111' })).num;
  const screener = await office.by('beimen2');
  for (let i = 0; i < 100 && !(await screener.get(`/api/v1/demands/${again}/same`)).body.rows.length; i++)
    await new Promise((r) => setTimeout(r, 200));
});
after(() => town?.close());

test('while it is taken down it shows what was said before, and why', async () => {
  const { page } = await town.sit('xinfang1');
  await page.getByRole('link', { name: '登记诉求' }).first().click();
  await page.locator('#n-words').fill('银杏嘉园旁边的搅拌站灰尘很大');
  const hint = page.getByRole('region', { name: '是不是同一件事' });
  await hint.waitFor();
  await hint.getByText('都提到“银杏嘉园”').first().waitFor();
  assert.equal(await hint.locator('li').count(), 2);
  assert.equal(await hint.getByText('同一电话').count(), 0);
  await page.locator('#n-phone').fill('13800001111');
  await hint.getByText('同一电话').first().waitFor();
  await assertFits(page);
});

test('at the screening a person finds it a repeat, by keyboard, and it is so marked', async () => {
  const { page } = await town.sit('beimen2');
  await page.goto(`${town.server.url ?? town.server.base}/desk/demands/${again}`);
  const panel = page.getByRole('region', { name: '是不是同一件事' });
  await panel.getByText('同一电话').waitFor();
  await assertAccessible(page);
  await panel.getByRole('button', { name: '同人同事，重复' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('认定已记录').first().waitFor();
  await panel.getByText(/认定：同人同事，重复诉求/).waitFor();
  await page.locator('.state-line').getByText('重复诉求').waitFor();
  await page.getByRole('button', { name: '甄别有效', exact: true }).click();
  await page.locator('.action-form').getByRole('button', { name: '甄别有效', exact: true }).click();
  await page.getByRole('button', { name: '并单', exact: true }).click();
  const join = page.getByRole('region', { name: '可能是同一件事的在办事项' });
  await join.getByRole('button', { name: /并入/ }).click();
  assert.equal(await page.locator('#a-join-matter').inputValue(), matter);
  await assertAccessible(page);
  await assertFits(page);
});
