// SPDX-License-Identifier: Apache-2.0
// Ledgers on the desk: chosen, narrowed, as of a day, kept under a name and opened by its link, on A3 paper.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'huiyin-ledger-pages-'));
let town, office, first;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  for (let i = 1; i <= 24; i++) {
    const demand = await office.demand({ words: `第${i}件：小区门口的路灯坏了三个月，夜里老人出门看不见，请尽快修好（示例）` });
    if (i <= 8) await office.opened(demand.num, { class: 'municipal' });
    if (i === 1) first = demand.num;
  }
});
after(async () => {
  await town?.close();
  rmSync(scratch, { recursive: true });
});

const shot = async (page, name) => {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
};

test('a ledger is chosen, narrowed, kept and opened by its link', async () => {
  const { page } = await town.sit('xinfang3');
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '台账', exact: true }).click();
  await page.getByRole('heading', { name: '各台账合计' }).waitFor();
  await page.getByText('合起来就是全部登记：诉求 24 件，事项 8 件').waitFor();
  await shot(page, 'ledgers');
  await page.getByRole('button', { name: /待甄别台账\s*16/ }).click();
  await page.getByText('共 16 条').waitFor();
  await page.locator('summary', { hasText: '筛选' }).click();
  await page.locator('#filter-from').fill('2026-01-01');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '筛选' }).click();
  await page.getByText('按所选条件').waitFor();
  assert.match(page.url(), /ledger=unscreened/);
  assert.match(page.url(), /from=2026-01-01/);
  await page.getByText(/^保存的台账/).click();
  await page.locator('#ledger-name').fill('今年待甄别');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('link', { name: '今年待甄别' }).waitFor();
  await shot(page, 'ledgers-saved');
  await assertAccessible(page, 'ledgers');
  const link = await page.getByRole('link', { name: '今年待甄别' }).getAttribute('href');

  const other = await town.sit('dongcheng2');
  await other.page.goto(link);
  await other.page.getByRole('heading', { name: '今年待甄别', level: 1 }).waitFor();
  await other.page.getByText('共 16 条').waitFor();
  for (const [width, height] of [[1366, 900], [390, 844]]) {
    await other.page.setViewportSize({ width, height });
    await assertFits(other.page, `ledgers at ${width}`);
    await shot(other.page, `ledgers-${width}`);
  }
});

test('on A3 across: the header on every page, pages numbered', async () => {
  const { page } = await town.sit('xinfang3');
  await page.goto('/api/v1/ledgers/print');
  await page.getByRole('heading', { name: /诉求台账/ }).waitFor();
  const file = join(scratch, 'ledger.pdf');
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  if (process.env.SHOTS) execFileSync('pdftoppm', ['-r', '60', '-png', file, join(process.env.SHOTS, 'ledger-pdf')]);
  const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
  assert.match(info, /Page size:\s+119\d(\.\d+)? x 84[12]/, 'A3, across');
  const pages = Number(/Pages:\s+(\d+)/.exec(info)[1]);
  assert.ok(pages >= 2, `${pages} pages`);
  for (let n = 1; n <= pages; n++) {
    const text = execFileSync('pdftotext', ['-f', String(n), '-l', String(n), file, '-'], { encoding: 'utf8' }).replace(/\s+/g, '');
    assert.ok(text.includes('化解措施'), `the header stands on page ${n}`);
    assert.ok(text.includes(`第${n}页，共${pages}页`), `page ${n} bears its number`);
  }
  assert.ok(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).replace(/\s+/g, '').includes(first));
});
