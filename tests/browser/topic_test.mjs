// SPDX-License-Identifier: Apache-2.0
// A month on the analyst's desk: matters put into the bank, the month frozen, its ranking drawn and told, the
// topic chosen with a reason, what was said kept and dropped, its dossier fetched.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { huiyin } from '../server.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

let town, office, parking, wages;
before(async () => {
  town = await openTown({ prepare: (data) => huiyin('mechanism', 'use', 'zhangye', '--data', data) });
  office = await Office.of(town.server);
  parking = await waiting('小区周边没有车位', 'facilities');
  for (let i = 0; i < 5; i++) {
    const d = await office.demand({ words: `停车难第${i}次` });
    await office.act('beimen2', 'demand', d.num, 'screen-valid', { class: 'facilities' });
    await office.act('beimen2', 'demand', d.num, 'join', { matter: parking.num });
  }
  wages = await waiting('工地拖欠工资', 'wages');
  for (const m of [parking, wages]) await office.act('xinfang3', 'matter', m.num, 'bank', { reason: '群众反映强烈' });
});
after(() => town?.close());

async function waiting(words, code) {
  const d = await office.demand({ words });
  const num = await office.climbed(d.num, { class: code, title: words });
  await office.act('xinfang3', 'matter', num, 'level', { lvl: 'district' });
  return { num, demand: d.num };
}
async function looks(page, name) {
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    await assertFits(page, `${name} at ${width}`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true });
  }
  await assertAccessible(page, name);
}
const month = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date()).slice(0, 7);

test('bank → ranking → topic chosen with a reason → dossier', async () => {
  const { page } = await town.sit('fenxi1');
  await page.goto(new URL('/desk/bank', page.url()).href);
  await page.getByRole('heading', { name: '在库 2 件' }).waitFor();
  await page.getByRole('link', { name: '小区周边没有车位' }).waitFor();
  await page.locator('.rank-dot', { hasText: '1 公共设施' }).waitFor();
  await looks(page, 'bank');
  await page.getByRole('button', { name: '形成清单' }).click();
  await page.getByRole('link', { name: month, exact: true }).click();
  await page.getByText('在库 2 件，其中新入 2 件；出库 0 件。').waitFor();

  const first = page.locator('.rank-list > li').first();
  await first.locator('summary', { hasText: '怎样算的' }).click();
  await first.locator('tr', { hasText: '诉求件数' }).getByText('40.00').waitFor();
  const inside = page.locator('li', { hasText: '小区周边没有车位' }).last();
  await inside.locator('summary', { hasText: '选为有代表性的事项' }).click();
  await inside.locator('textarea').fill('本类反映最多');
  await inside.getByRole('button', { name: '提交' }).click();
  await page.locator('.el-tag', { hasText: '有代表性' }).waitFor();
  await looks(page, 'bank-month');

  await first.locator('summary', { hasText: '选为当月主题' }).click();
  await page.locator('#choose-class-1-name').fill('停车难');
  await page.getByRole('button', { name: '选定主题' }).click();
  await page.getByText('请').first().waitFor(); // no reason: refused beside its field
  assert.equal(await page.getByRole('link', { name: '停车难' }).count(), 0);
  await page.locator('#choose-class-1-reason').fill('反映最集中，入冬前要见效');
  await page.getByRole('button', { name: '选定主题' }).click();
  await page.getByRole('link', { name: '停车难' }).click();

  await page.getByRole('heading', { name: '停车难', level: 1 }).waitFor();
  await page.getByText('反映最集中，入冬前要见效').waitFor();
  await page.getByRole('heading', { name: '汇集的诉求 6 件' }).waitFor();
  const rows = page.locator('section[aria-labelledby=members] li');
  await rows.first().locator('.el-checkbox').click();
  await rows.nth(1).locator('.el-checkbox').click();
  await page.locator('label.el-radio', { hasText: /^有代表性/ }).first().click();
  await page.locator('#members-reason').fill('说得最清楚');
  await page.locator('details', { hasText: '处理选中的 2 件' }).getByRole('button', { name: '提交' }).click();
  await page.getByText('其中有代表性的 2 件（占汇集的 33.3%）').waitFor();
  await page.locator('summary', { hasText: '其余未看的 4 件' }).click();
  await page.locator('details', { hasText: '其余未看的' }).locator('label.el-radio', { hasText: '不列入' }).click();
  await page.locator('#rest-reason').fill('重复表述');
  await page.locator('details', { hasText: '其余未看的' }).getByRole('button', { name: '提交' }).click();
  await page.getByText('不列入 4 件，未看 0 件').waitFor();
  await looks(page, 'topic');

  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '卷宗表格（XLSX）' }).click()]);
  assert.equal(file.suggestedFilename(), `${month}-停车难.xlsx`);
});

test('the matter’s page says why it is suggested, line by line', async () => {
  const { page } = await town.sit('xinfang3');
  await page.goto(new URL(`/desk/matters/${parking.num}`, page.url()).href);
  await page.getByText('已在问题库').waitFor();
  await page.locator('summary', { hasText: '逐条依据' }).click();
  await page.getByText('诉求件数：6；条件：不少于 5').waitFor();
});
