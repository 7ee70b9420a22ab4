// SPDX-License-Identifier: Apache-2.0
// The leader's page: how it stands on one screen, from a chart or a figure to the demands behind it, on a telephone too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

let town, page;
before(async () => {
  town = await openTown();
  const office = await Office.of(town.server);
  for (const words of ['路灯不亮（示例）', '井盖响（示例）']) await office.demand({ words });
  page = (await town.sit('lingdao1')).page;
});
after(() => town?.close());

/** Its bars are on the canvas and answer to the pointer. */
async function drawn(name) {
  const chart = page.getByRole('img', { name });
  await chart.locator('canvas').waitFor();
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
  return chart;
}

test('a leader drills from a chart, and from a figure, to the demands', async () => {
  await page.setViewportSize({ width: 1366, height: 900 });
  await page.goto('/desk/situation');
  await page.getByRole('heading', { level: 1, name: '态势' }).waitFor();
  await page.locator('[data-figure=demands]', { hasText: '2' }).waitFor();
  const chart = await drawn('每天收到的诉求');
  await assertAccessible(page, 'situation');
  await assertFits(page, 'situation');
  const box = await chart.boundingBox();
  const bar = (box.width - 36 - 12) / 30; // today's is the last of thirty
  await chart.click({ position: { x: box.width - 12 - bar / 2, y: box.height - 24 - 10 } });
  await page.waitForURL(/\/ledgers\?/);
  await page.locator('.ledger-table tbody tr').nth(1).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('from'), new URL(page.url()).searchParams.get('to'));
  await page.goBack();
  await page.locator('[data-figure=in_time] a').click();
  await page.waitForURL(/reply=in_time/);
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await page.locator('.ledger-table tbody tr').count(), 0, 'nothing was replied to yet');
});

test('on a telephone it fits', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/desk/situation?days=7');
  await page.locator('[data-figure=demands]', { hasText: '2' }).waitFor();
  await drawn('每天收到的诉求');
  await assertFits(page, 'situation on a telephone');
});
