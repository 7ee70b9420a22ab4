// SPDX-License-Identifier: Apache-2.0
// The page of the monthly analysis: a month is chosen, its figures open the ledgers behind them, on a screen and a phone.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { huiyin } from '../server.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'huiyin-months-pages-'));
const [year, mon] = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7).split('-').map(Number);
const month = (n) => new Date(Date.UTC(year, mon - 1 + n, 1)).toISOString().slice(0, 7);
const titled = (m) => `${Number(m.slice(0, 4))}年${Number(m.slice(5))}月民意诉求分析`;
let town, page;
before(async () => {
  const rows = ['编号,反映时间,诉求内容,诉求类别,诉求类型,渠道'];
  const add = (n, m, cls, kind) => {
    for (let i = 1; i <= n; i++) rows.push(`K${rows.length},${m}-${String(i).padStart(2, '0')} 08:00,${cls}第${i}件：路面破损多次反映没有修（示例）,${cls},${kind},热线电话`);
  };
  add(13, month(-1), '市政建设', '个人求决');
  add(12, month(-2), '市政建设', '个人求决');
  add(20, month(-13), '市政建设', '个人求决');
  add(4, month(-1), '小区管理', '意见建议');
  writeFileSync(join(scratch, 'old.csv'), rows.join('\n'));
  town = await openTown({ prepare: (data) => huiyin('import', join(scratch, 'old.csv'), '--json', '--data', data) });
  const office = await Office.of(town.server);
  for (const words of ['银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉', '银杏嘉园小区旁建了搅拌站，灰尘飘进家里，噪音轰鸣', '搅拌站灰尘噪音太大了，银杏嘉园的人都睡不着觉'])
    await office.demand({ words });
  const analyst = await office.by('fenxi1');
  for (let i = 0; i < 100 && (await analyst.get('/api/v1/hotspots')).body.hotspots[0]?.size !== 3; i++)
    await new Promise((r) => setTimeout(r, 200));
  page = (await town.sit('fenxi1')).page;
});
after(async () => {
  await town?.close();
  rmSync(scratch, { recursive: true });
});

const shots = async (name) => {
  for (const [width, height] of [[1366, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    await assertFits(page, `${name} at ${width}`);
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1366, height: 900 });
};

test('the last month as it stands now: changes in per cent, each number a ledger', async () => {
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '月度分析', exact: true }).click();
  await page.getByRole('heading', { name: titled(month(-1)), level: 1 }).waitFor();
  await page.locator('.month-stand').getByText('月末时').waitFor();
  await page.goto(`/desk/months?month=${month(-1)}&stand=now`);
  const classes = page.getByRole('table', { name: '分类别' });
  const roads = classes.getByRole('row', { name: /市政建设/ });
  await roads.getByText('-35.00%').waitFor();
  await roads.getByText('+8.33%').waitFor();
  await classes.getByRole('row', { name: /小区管理/ }).getByText('无基数').first().waitFor();
  await page.getByText(/四舍五入/).waitFor();
  await page.getByRole('heading', { name: /^治本产出/ }).waitFor();
  await assertAccessible(page, 'months');
  await shots('months');
  await roads.getByRole('link', { name: '20', exact: true }).first().click();
  await page.getByText('共 20 条').waitFor();
  assert.match(page.url(), /class=municipal/);
  assert.match(page.url(), new RegExp(`from=${month(-13)}-01`));
});

test('this month: its hot spot opens as a ledger, a filter that can be taken away', async () => {
  await page.goto(`/desk/months?month=${month(0)}`);
  const hot = page.getByRole('table', { name: '热点难点' });
  await hot.getByText('银杏嘉园').first().waitFor();
  await shots('months-now');
  await hot.getByRole('link', { name: '3', exact: true }).click();
  await page.getByText('共 3 条').waitFor();
  await page.getByText('所选热点').waitFor();
  await page.getByRole('radio', { name: '所选热点' }).waitFor({ state: 'attached' });
  await page.goto('/desk/ledgers?suggestion=yes');
  await page.getByText('共 4 条').waitFor();
  await shots('ledgers-suggestions');
});

test('a document of the month is made with a judgement', async () => {
  const { page: desk } = await town.sit('ducha1');
  await desk.goto(`/desk/months?month=${month(-1)}&stand=now`);
  await desk.getByRole('button', { name: '公文' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByText('月度分析').first().waitFor();
  await dialog.locator('textarea').fill('市政问题集中，建议列入下季度计划。');
  if (process.env.SHOTS) await desk.screenshot({ path: join(process.env.SHOTS, 'months-document.png') });
  await dialog.getByRole('button', { name: /制作|生成/ }).click();
  await dialog.getByText(/析〔\d+〕1号/).first().waitFor();
});

test('the month before is a click away', async () => {
  await page.goto('/desk/months');
  await page.getByRole('heading', { name: titled(month(-1)), level: 1 }).waitFor();
  await page.getByRole('button', { name: '上一个月' }).click();
  await page.getByRole('heading', { name: titled(month(-2)), level: 1 }).waitFor();
  assert.match(page.url(), new RegExp(`month=${month(-2)}`));
});

test('an analysis is drafted with a judgement, and opens with its frozen figures and files', async () => {
  const { page: desk } = await town.sit('fenxi1');
  await desk.goto(`/desk/months?month=${month(-1)}&stand=now`);
  const issues = desk.getByRole('region', { name: '本月分析的草稿和各期' });
  await issues.getByText('本月还没有起草。').waitFor();
  await issues.getByText('起草本月分析', { exact: true }).click();
  await issues.getByLabel('研判意见，民情书记等提出的意见建议').fill('市政问题集中，建议列入计划。');
  await issues.getByRole('button', { name: '取数并起草' }).click();
  await issues.getByRole('link', { name: titled(month(-1)) }).click();
  await desk.getByRole('heading', { name: titled(month(-1)), level: 1 }).waitFor();
  await desk.getByText(/以下数字起草时冻结/).waitFor();
  await desk.getByRole('table', { name: '分类别' }).getByText('-35.00%').first().waitFor();
  assert.equal(await desk.getByLabel('研判意见，民情书记等提出的意见建议').inputValue(), '市政问题集中，建议列入计划。');
  assert.match(await desk.getByRole('link', { name: '下载表格（XLSX）' }).getAttribute('href'), /\/bulletins\/\d+\/file$/);
  await assertAccessible(desk, 'month-issue');
  await assertFits(desk, 'month-issue');
});
