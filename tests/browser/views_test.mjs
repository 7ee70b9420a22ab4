// SPDX-License-Identifier: Apache-2.0
// The work list kept under a name: one click opens it again, the palette offers it, a colleague sees what is shared.
import { after, before, test } from 'node:test';

import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

let town;
before(async () => {
  town = await openTown();
});
after(() => town?.close());

// By keys: what comes in above the list moves it, and a mouse would miss.
const list = (page, name) => page.locator(`[data-list=${name}][aria-pressed=true]`);

test('kept, opened with one click, found in the palette, seen by a colleague', async () => {
  const { page } = await town.sit('zhujian1');
  await page.goto('/desk/?list=all&sort=born&dir=desc&cols=state.born');
  await list(page, 'all').waitFor();
  const saved = page.locator('.views');
  await saved.locator('summary').press('Enter');
  await saved.getByLabel('把现在这张清单存为').waitFor();
  await saved.getByLabel('把现在这张清单存为').fill('最近受理');
  await saved.getByLabel('与本单位同事共享').press('Space');
  await saved.locator('input:checked').waitFor({ state: 'attached' });
  await assertAccessible(page, 'the form of the saved lists');
  await saved.getByRole('button', { name: '保存', exact: true }).press('Enter');
  const link = saved.getByRole('link', { name: '最近受理' });
  await link.waitFor();

  await page.goto('/desk/');
  await list(page, 'act').waitFor();
  await link.press('Enter');
  await list(page, 'all').waitFor();
  await page.waitForURL((url) => url.search === '?list=all&sort=born&dir=desc&cols=state.born');
  await saved.locator('a[aria-current=page]').waitFor();

  const colleague = (await town.sit('zhujian2')).page;
  await colleague.setViewportSize({ width: 320, height: 720 });
  await colleague.goto('/desk/');
  await list(colleague, 'act').waitFor();
  await colleague.locator('.views').getByRole('link', { name: '最近受理' }).waitFor();
  await assertAccessible(colleague, 'the saved lists');
  await assertFits(colleague, 'the saved lists on a telephone');
  await colleague.keyboard.press('Control+k');
  const typed = colleague.locator('dialog.palette input');
  await typed.fill('最近受理');
  await colleague.locator('dialog.palette [aria-selected=true]', { hasText: '清单：最近受理' }).waitFor();
  await typed.press('Enter');
  await list(colleague, 'all').waitFor();
});
