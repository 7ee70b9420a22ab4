// SPDX-License-Identifier: Apache-2.0
// BZ-22 on the desk: who answers for each matter of a level, found, narrowed, shared by its link, taken out, printed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'huiyin-task-list-'));
const HANDLER = '示例·住建承办甲';
let town, office, signed, waiting, low;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  const say = (words) => office.demand({ words });
  signed = await office.dispatched((await say('小区门口的路灯坏了三个月，夜里老人出门看不见（示例）')).num);
  await office.act('zhujian1', 'task', `${signed}-1`, 'sign');
  waiting = await office.dispatched((await say('人行道上的树倒了（示例）')).num);
  low = await office.opened((await say('楼道里的灯不亮（示例）')).num);
  await office.act('beimen2', 'matter', low, 'level', { lvl: 'community', difficulty: 'short' });
  await office.act('beimen2', 'matter', low, 'dispatch', { lead: office.unit('北门社区'), reason: '社区可办' });
});
after(async () => {
  await town?.close();
  rmSync(scratch, { recursive: true });
});

const shot = async (page, name) => {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
};

test('BZ-22: the list of a level, who is missing, one person’s; the link shows another the same', async () => {
  const { page } = await town.sit('xinfang3');
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '任务清单', exact: true }).click();
  await page.getByText('事项 3 件 = 已明确责任人 1 件 + 未明确 2 件 + 已了结 0 件').waitFor();
  const rows = page.locator('.ledger-table tbody tr');
  assert.equal(await rows.count(), 3);
  assert.equal(await rows.filter({ hasText: HANDLER }).count(), 1);
  assert.equal(await rows.filter({ hasText: '未明确责任人' }).count(), 2);
  await assertAccessible(page, 'task-list');
  await shot(page, 'task-list');

  await page.getByRole('row', { name: /^区级台账/ }).getByRole('link').nth(1).click(); // nobody named
  await page.getByText('共 1 件', { exact: true }).waitFor();
  await rows.filter({ hasText: '人行道上的树倒了' }).waitFor();
  assert.match(page.url(), /ledger=district&who=unnamed|who=unnamed&ledger=district/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出表格' }).click()]);
  const sheet = readFileSync(await download.path());
  assert.equal(sheet.subarray(0, 2).toString(), 'PK');
  assert.match(download.suggestedFilename(), /^任务清单 区级台账 .*\.xlsx$/);
  const link = page.url();

  const other = await town.sit('dongcheng2');
  await other.page.goto(link);
  await other.page.getByText('共 1 件', { exact: true }).waitFor();
  await other.page.locator('.ledger-table').getByText('未明确责任人').waitFor();

  await page.goto('/desk/task-list');
  await page.getByRole('combobox', { name: '责任人', exact: true }).click();
  await page.getByRole('option', { name: `${HANDLER}（1 件）` }).click();
  await page.getByText('共 1 件', { exact: true }).waitFor();
  assert.match(page.url(), /person=\d+/);
  for (const [width, height] of [[1366, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    await page.goto('/desk/task-list');
    await page.getByText('共 3 件', { exact: true }).waitFor();
    await assertFits(page, `task-list at ${width}`);
    await shot(page, `task-list-${width}`);
  }
});

test('from a ledger to its task list, and on A3 across', async () => {
  const { page } = await town.sit('xinfang3');
  await page.goto('/desk/ledgers?ledger=community');
  await page.locator('.tools').getByRole('link', { name: '任务清单' }).click();
  await page.getByRole('heading', { name: /^任务清单 社区级台账/ }).waitFor();
  await page.getByText('共 1 件', { exact: true }).waitFor();
  const href = await page.getByRole('link', { name: '打印（A3横排）' }).getAttribute('href');
  assert.match(href, /ledger=community/);
  await page.goto('/api/v1/task-list/print');
  await page.getByRole('heading', { name: /^任务清单 20\d\d-/ }).waitFor();
  const file = join(scratch, 'list.pdf');
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  if (process.env.SHOTS) execFileSync('pdftoppm', ['-r', '60', '-png', file, join(process.env.SHOTS, 'task-list-pdf')]);
  const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
  assert.match(info, /Page size:\s+119\d(\.\d+)? x 84[12]/, 'A3, across');
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).replace(/\s/g, '');
  for (const said of ['责任人', '下一步', HANDLER, '未明确责任人', signed, waiting, low]) assert.ok(text.includes(said), said);
});
