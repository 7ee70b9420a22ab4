// SPDX-License-Identifier: Apache-2.0
// A week of the administrator's, all on pages: a unit, an officer, a class, a limit.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { huiyin } from '../server.mjs';
import { workbook } from '../workbook.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const dir = mkdtempSync(join(tmpdir(), 'huiyin-admin-'));
let town, page;
before(async () => {
  town = await openTown();
  page = (await town.sit('xitong')).page;
});
after(async () => {
  await town?.close();
  rmSync(dir, { recursive: true, force: true });
});

test('a unit and an officer', async () => {
  const path = join(dir, 'office.xlsx');
  workbook(path, {
    单位: [['单位代码', '单位名称', '类别', '上级单位代码'], ['dtk', '电梯科（示例）', '部门', 'zjj']],
    人员: [['姓名', '登录名', '单位代码', '岗位模板', '职务'], ['周电梯', '', 'dtk', '局承办人', '科长']],
  });
  await page.goto('/desk/');
  await page.getByRole('link', { name: '人员', exact: true }).click();
  await page.getByLabel('选择文件').setInputFiles(path);
  await page.getByText('新增 2').waitFor();
  await page.getByRole('button', { name: '导入', exact: true }).click();
  await page.getByRole('heading', { name: '初始密码条（1 人）' }).waitFor();
  await page.goto('/desk/people');
  await page.getByRole('navigation', { name: '单位' }).getByRole('button', { name: '电梯科（示例）' }).click();
  await page.getByRole('button', { name: '周电梯', exact: true }).waitFor();
});

test('a class', async () => {
  await page.getByRole('link', { name: '分类体系', exact: true }).click();
  const put = page.getByRole('region', { name: '从文件加一版' });
  await put.locator('#scheme-code').fill('local');
  await put.locator('#scheme-name').fill('本县分类');
  await put.locator('#scheme-source').fill('示例文件');
  await page.locator('#scheme-file').setInputFiles({
    name: '分类.csv', mimeType: 'text/csv', buffer: Buffer.from('code,name,parent\nlift,电梯,\n'),
  });
  await put.getByRole('button', { name: '先核对' }).click();
  await put.getByRole('button', { name: /写入：1 条/ }).click();
  await page.getByRole('region', { name: /本县分类/ }).getByRole('row', { name: /分类第 1 版/ }).waitFor();
});

test('a limit: the difference first, then the new version, and it can be looked at later', async () => {
  await page.getByRole('link', { name: '机制参数', exact: true }).click();
  await page.getByRole('heading', { name: '机制参数' }).waitFor();
  await page.getByText('第 1 版').first().waitFor();
  const row = page.getByRole('region', { name: '时限', exact: true }).getByRole('row', { name: /^甄别 · 期限/ });
  await row.waitFor();
  assert.match(await row.innerText(), /一律\s*3/);
  await row.getByRole('button', { name: '修改' }).click();
  await page.getByLabel('改为').fill('5');
  await page.getByLabel('理由和依据').fill('甄别岗人手不足（示例）');
  assert.equal(await page.getByRole('button', { name: '写入新版' }).count(), 0, 'not before it was looked at');
  await page.getByRole('button', { name: '先看差别' }).click();
  await page.getByText('3 → 5').waitFor();
  await page.getByText('没有一项会移动').waitFor();
  await assertAccessible(page);
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    await assertFits(page);
  }
  await page.getByRole('button', { name: '写入新版' }).click();
  await page.getByText('（第 2 版）').waitFor();
  const past = page.getByRole('region', { name: '历次修改' }).getByRole('row', { name: /第 2 版：甄别 · 期限 3 → 5/ });
  await past.waitFor();
  assert.match(await past.innerText(), /甄别岗人手不足（示例）/);
  await page.reload();
  await past.waitFor();
  assert.match(await row.innerText(), /一律\s*5/);
});

test('a version loaded from a file: what differs stands with it', async () => {
  const shipped = (name) => new URL(`../../mechanisms/${name}`, import.meta.url);
  const rules = JSON.parse(readFileSync(shipped('zhangye.json'), 'utf8'));
  const limit = rules.limits.rows.find((r) => r.length > 1);
  limit.length++;
  copyFileSync(shipped('codes.json'), join(dir, 'codes.json'));
  writeFileSync(join(dir, 'mechanism.json'), JSON.stringify(rules));
  huiyin('mechanism', 'load', join(dir, 'mechanism.json'), '--data', town.server.data);
  await page.reload();
  const past = page.getByRole('region', { name: '历次修改' });
  const row = past.getByRole('row', { name: /zhangye 第 2 版/ });
  await row.getByRole('button').click();
  const differs = past.getByRole('row', { name: new RegExp(`length\\s+${limit.length - 1}\\s+${limit.length}$`) });
  await differs.waitFor();
  await assertAccessible(page, 'what differs');
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    await assertFits(page, `what differs at ${width}`);
  }
});

test('a calendar: the missing year is told, what would move is seen, then it is loaded', async () => {
  const year = Number(new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 4)) + 1;
  await page.getByRole('link', { name: '节假日', exact: true }).click();
  await page.getByRole('heading', { name: '节假日', exact: true }).waitFor();
  const days = page.getByRole('region', { name: `${year} 年` });
  await days.waitFor();
  const table = (day) => ({
    name: '放假.csv', mimeType: 'text/csv', buffer: Buffer.from(`date,name,day\n${year}-01-01,元旦（示例）,rest\n${day},另一天（示例）,work\n`),
  });
  await page.locator('#calendar-file').setInputFiles(table(`${year}-02-30`));
  await page.getByRole('button', { name: '先看影响' }).click();
  await page.getByText('日历第3行').waitFor();
  await page.locator('#calendar-file').setInputFiles(table(`${year}-01-03`));
  await page.getByRole('button', { name: '先看影响' }).click();
  await page.getByText(/移动的时限 \d+ 项/).waitFor();
  await assertAccessible(page);
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    await assertFits(page);
  }
  await page.getByRole('button', { name: /^装入：改动 \d+ 天/ }).click();
  await page.getByText(/已装入，改动 \d+ 天/).waitFor();
  await days.getByRole('row', { name: /元旦（示例） 休息/ }).waitFor();
  await page.getByText(`还没有 ${year} 年的放假安排`).waitFor({ state: 'detached' });
});
