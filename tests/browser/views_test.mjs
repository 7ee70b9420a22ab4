// SPDX-License-Identifier: Apache-2.0
// The work list kept under a name: one click opens it again, the palette offers it, a colleague sees what is shared.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

let town;
before(async () => {
  town = await openTown();
});
after(() => town?.close());

const list = (page, name) => page.locator(`[data-list=${name}][aria-pressed=true]`);

test('kept, opened with one click, found in the palette, seen by a colleague', async () => {
  const { page } = await town.sit('zhujian1');
  await page.goto('/desk/?list=all&sort=born&dir=desc&cols=state.born');
  await list(page, 'all').waitFor();
  const saved = page.locator('.views');
  await saved.locator('summary').click();
  await saved.getByLabel('把现在这张清单存为').fill('最近受理');
  await saved.getByText('与本单位同事共享').click();
  await saved.getByRole('button', { name: '保存', exact: true }).click();
  const link = saved.getByRole('link', { name: '最近受理' });
  await link.waitFor();
  await assertAccessible(page, 'the saved lists');

  await page.goto('/desk/');
  await list(page, 'act').waitFor();
  await link.click();
  await list(page, 'all').waitFor();
  assert.equal(new URL(page.url()).search, '?list=all&sort=born&dir=desc&cols=state.born');
  await saved.locator('a[aria-current=page]').waitFor();

  const colleague = (await town.sit('zhujian2')).page;
  await colleague.setViewportSize({ width: 320, height: 720 });
  await colleague.goto('/desk/');
  await list(colleague, 'act').waitFor();
  await colleague.locator('.views').getByRole('link', { name: '最近受理' }).waitFor();
  await assertFits(colleague, 'the saved lists on a telephone');
  await colleague.keyboard.press('Control+k');
  const palette = colleague.locator('dialog.palette');
  await palette.getByRole('option', { name: '清单：最近受理' }).click();
  await list(colleague, 'all').waitFor();
});
