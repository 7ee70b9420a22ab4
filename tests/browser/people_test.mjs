// SPDX-License-Identifier: Apache-2.0
// The administrator's page: a workbook with an error, mended, taken over, slips; the first log-in;
// leave with a stand-in; transfer with hand-over.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { workbook } from '../workbook.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { HOUSING, openTown } from './town.mjs';

const FRESH = '群众的事无小事-2026';
const dir = mkdtempSync(join(tmpdir(), 'huiyin-people-'));
let town, admin, slip;

const book = (name, wrong) => {
  const path = join(dir, name);
  workbook(path, {
    单位: [['单位代码', '单位名称', '类别', '上级单位代码'], ['wyk', '物业科（示例）', '部门', 'zjj'], ['zmk', '照明科（示例）', '部门', 'zjj']],
    人员: [
      ['姓名', '登录名', '单位代码', '岗位模板', '职务'],
      ['张物业', '', 'wyk', '局承办人', '科长'],
      ['李物业', '', 'wyk', '局承办人', '科员'],
      ['王照明', '', 'zmk', wrong ? '局长秘书' : '局承办人', '科长'],
      ['赵照明', '', 'zmk', '局承办人', '科员'],
      ['陈照明', '', 'zmk', '局负责人', '副局长'],
    ],
  });
  return path;
};

async function enter(page, login, password) {
  await page.goto('/desk/login');
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(password);
  await page.locator('button[type=submit]').click();
}

async function officerPage(name, unit) {
  await admin.goto('/desk/people');
  await admin.getByRole('navigation', { name: '单位' }).getByRole('button', { name: unit }).click();
  await admin.getByRole('button', { name, exact: true }).click();
  const card = admin.locator('section.officer');
  await card.getByRole('heading', { name }).waitFor();
  return card;
}

before(async () => {
  town = await openTown();
  admin = await town.phone({ width: 1280, height: 900 });
  const { login, password } = town.server.officers.find((o) => o.login === 'xitong');
  await enter(admin, login, password);
  await admin.getByRole('link', { name: '人员' }).click();
  await admin.getByRole('heading', { name: '人员', exact: true }).waitFor();
});
after(async () => {
  await town?.close();
  rmSync(dir, { recursive: true, force: true });
});

test('a workbook with an error, mended, taken over; slips are shown once', async () => {
  const choose = admin.getByLabel('选择文件');
  await choose.setInputFiles(book('bad.xlsx', true));
  await admin.getByText('没有岗位模板“局长秘书”').waitFor();
  await admin.getByText('什么都没有写入').waitFor();
  assert.equal(await admin.getByRole('button', { name: '导入', exact: true }).count(), 0);
  await choose.setInputFiles(book('good.xlsx', false));
  await admin.getByText('新增 7').waitFor();
  await assertAccessible(admin, 'differences');
  await admin.getByRole('button', { name: '导入', exact: true }).click();
  await admin.getByRole('heading', { name: '初始密码条（5 人）' }).waitFor();
  const slips = await admin.locator('.slip-grid li').all();
  const words = await Promise.all(slips.map((s) => s.locator('dd.key').allInnerTexts()));
  slip = Object.fromEntries(words);
  assert.deepEqual(Object.keys(slip), ['zhangwuye', 'liwuye', 'wangzhaoming', 'zhaozhaoming', 'chenzhaoming']);
  await admin.emulateMedia({ media: 'print' });
  assert.equal(await admin.locator('.topbar').isVisible(), false);
  assert.equal(await admin.locator('.slip-grid').isVisible(), true);
  await admin.emulateMedia({ media: 'screen' });
  await assertAccessible(admin, 'slips');
  await admin.reload();
  await admin.getByRole('heading', { name: '人员', exact: true }).waitFor();
  assert.equal(await admin.locator('.slip-grid').count(), 0);
});

test('the page fits a telephone', async () => {
  const phone = await town.phone({ width: 390, height: 800 });
  const { login, password } = town.server.officers.find((o) => o.login === 'xitong');
  await enter(phone, login, password);
  await phone.locator('.topbar .who').waitFor();
  await phone.goto('/desk/people');
  await phone.getByRole('heading', { name: '导入单位和人员' }).waitFor();
  await assertFits(phone, 'people');
  await assertAccessible(phone, 'people');
});

test('the first log-in with a slip asks for a password of their own', async () => {
  for (const login of ['zhangwuye', 'liwuye']) {
    const page = await town.phone({ width: 1280, height: 900 });
    await enter(page, login, slip[login]);
    await page.getByText('这是初始密码').waitFor();
    for (const [id, text] of [['old', slip[login]], ['fresh', FRESH], ['again', FRESH]]) await page.locator(`#${id}`).fill(text);
    await page.locator('button[type=submit]').click();
    await page.getByRole('heading', { name: '工作清单' }).waitFor();
  }
});

test('leave with a stand-in, then a transfer that hands the queue over', async () => {
  const card = await officerPage('示例·住建承办甲', HOUSING);
  const sign = card.getByLabel('代岗人');
  await sign.selectOption({ label: '张物业（物业科（示例））' });
  await card.getByRole('button', { name: '登记请假' }).click();
  await card.getByText('请假中').waitFor();
  await assertAccessible(admin, 'officer');
  await card.getByRole('button', { name: '回岗' }).click();
  await card.getByText('请假中').waitFor({ state: 'detached' });

  const other = await officerPage('王照明', '照明科（示例）');
  await other.getByLabel('新单位').selectOption({ label: '物业科（示例）' });
  await other.getByRole('button', { name: '办理交接' }).click();
  await admin.getByText('已交接 0 件').waitFor();
  await other.getByText('wangzhaoming · 物业科（示例）').waitFor();
  await other.getByLabel('办什么').selectOption({ label: '离职，停用账号' });
  await other.getByRole('button', { name: '办理交接' }).click();
  await other.getByText('已停用').waitFor();
});

test('whoever is on duty stands on the unit', async () => {
  await admin.goto('/desk/people');
  await admin.getByRole('navigation', { name: '单位' }).getByRole('button', { name: '物业科（示例）' }).click();
  const day = (ms) => new Date(Date.now() + ms + 8 * 3600e3).toISOString().slice(0, 16);
  const roster = admin.locator('section', { has: admin.getByRole('heading', { name: '值班' }) }).last();
  await roster.getByLabel('值班人').selectOption({ label: '李物业（物业科（示例））' });
  await roster.getByLabel('起').fill(day(-3600e3));
  await roster.getByLabel('止').fill(day(3600e3));
  await roster.getByLabel('值班电话').fill('0800-110');
  await roster.getByRole('button', { name: '登记值班' }).click();
  await admin.getByText('现在值班：李物业 0800-110').waitFor();
});
