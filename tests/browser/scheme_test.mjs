// SPDX-License-Identifier: Apache-2.0
// Class schemes on their pages: a demand's class in each and another one chosen; counted, each figure its ledger.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

let town, page, num;
before(async () => {
  town = await openTown();
  const office = await Office.of(town.server);
  num = (await office.demand({ words: '老人没有食堂（示例）' })).num;
  await office.demand({ words: '路灯不亮（示例）' });
  page = (await town.sit('beimen2')).page;
});
after(() => town?.close());

test('on the demand: no table carries it over, a person places it, and it is said by whom', async () => {
  await page.goto(`/desk/demands/${num}`);
  const panel = page.locator('section', { has: page.getByRole('heading', { name: '各分类体系中的类别' }) });
  await panel.getByText('还没有对照表').waitFor();
  assert.equal(await page.locator('.action-list').getByRole('button', { name: '归入其他分类' }).count(), 0, 'in its panel alone');
  await panel.getByRole('button', { name: '改归 七有' }).click();
  await panel.locator('#scheme-seven-haves').click();
  await page.locator('.el-select-dropdown__item:visible', { hasText: '老有所养' }).click();
  await panel.locator('#scheme-why-seven-haves').fill('说的是养老（示例）');
  await assertAccessible(page);
  await panel.getByRole('button', { name: '确定' }).click();
  await panel.getByText(/归入/).first().waitFor();
  await panel.getByText('对照表：未归入').waitFor();
  assert.match(await panel.innerText(), /七有\s*老有所养/);
});

test('counted in the scheme: the figure opens its ledger', async () => {
  await page.goto('/desk/schemes?scheme=seven-haves');
  const row = page.getByRole('row', { name: /老有所养/ });
  await row.waitFor();
  assert.equal(await row.getByRole('link').innerText(), '1');
  assert.equal(await page.getByRole('row', { name: /未归入/ }).getByRole('link').innerText(), '1');
  for (const width of [1366, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await assertFits(page);
  }
  await assertAccessible(page);
  await page.setViewportSize({ width: 1366, height: 800 });
  await row.getByRole('link').click();
  await page.getByRole('heading', { name: '台账', exact: false }).first().waitFor();
  await page.locator('.ledger-table tbody tr').first().waitFor();
  assert.equal(await page.locator('.ledger-table tbody tr').count(), 1);
  assert.match(await page.locator('.ledger-table').innerText(), /老人没有食堂/);
});

test('kept by the administrator: a file looked at, its faults by row and column, taken, and out again', async () => {
  const { page } = await town.sit('xitong');
  await page.goto('/desk/');
  await page.getByRole('link', { name: '分类体系', exact: true }).click();
  const put = page.getByRole('region', { name: '从文件加一版' });
  const choose = (...rows) =>
    page.locator('#scheme-file').setInputFiles({ name: '分类.csv', mimeType: 'text/csv', buffer: Buffer.from(`${rows.join('\n')}\n`) });
  await put.locator('#scheme-code').fill('mine');
  await put.locator('#scheme-name').fill('本地分类');
  await put.locator('#scheme-source').fill('示例文件');
  await choose('code,name,parent', 'a,甲,', 'a,又一个,', 'c,,');
  await put.getByRole('button', { name: '先核对' }).click();
  await put.getByText('第 3 行 · code：代码与前面重复').waitFor();
  await put.getByText('第 4 行 · name：').waitFor();
  assert.equal(await put.getByRole('button', { name: /写入/ }).count(), 0, 'nothing is taken of a file with faults');
  await choose('code,name,parent', 'a,甲,', 'b,乙,a');
  assert.equal(await put.getByText('第 3 行').count(), 0, 'another file has not been looked at');
  await put.getByRole('button', { name: '先核对' }).click();
  await put.getByText('共 2 条；新增 2，').waitFor();
  await assertAccessible(page);
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    await assertFits(page);
    if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/schemes-${width}.png`, fullPage: true });
  }
  assert.equal(await page.getByRole('region', { name: /本地分类/ }).count(), 0, 'looking writes nothing');
  await put.getByRole('button', { name: /写入：2 条/ }).click();
  const mine = page.getByRole('region', { name: /本地分类/ });
  await mine.getByRole('row', { name: /分类第 1 版\s*（现行）.*示例文件\s*2/ }).waitFor();

  await put.locator('#scheme-which').selectOption('mine');
  await put.locator('#scheme-kind').selectOption('table');
  await choose('class,code', 'municipal,zz');
  await put.getByRole('button', { name: '先核对' }).click();
  await put.getByText('第 2 行 · code：分类体系里没有这个代码').waitFor();
  await choose('class,code', 'municipal,b');
  await put.getByRole('button', { name: '先核对' }).click();
  await put.getByRole('button', { name: /写入：1 条/ }).click();
  await mine.getByRole('row', { name: /对照表第 1 版\s*（现行）/ }).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    mine.getByRole('row', { name: /分类第 1 版/ }).getByRole('link').click(),
  ]);
  await put.locator('#scheme-kind').selectOption('');
  await page.locator('#scheme-file').setInputFiles(await file.path());
  await put.getByRole('button', { name: '先核对' }).click();
  await put.getByText('与这一天生效的一版没有差别').waitFor();
});
