// SPDX-License-Identifier: Apache-2.0
// A board on the desk from draft to frozen, then a late exclusion that does not change it but stands in the
// next one.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { huiyin } from '../server.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { pick } from './desk.mjs';
import { HOUSING, openTown } from './town.mjs';

let town, office, matter, today;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
  const rule = JSON.parse(readFileSync(new URL('../../data/boards/effect.json', import.meta.url), 'utf8'));
  Object.assign(rule, { name: 'trial', zh: '试行红黑榜', volume: 'satisfied', minimum: 1 });
  rule.indicators = [{ measure: 'satisfied', weight: 1 }, { measure: 'signed', weight: 0 }];
  const file = join(town.server.data, '..', 'trial-rule.json');
  writeFileSync(file, JSON.stringify(rule));
  huiyin('board', 'load', file, '--data', town.server.data);
  for (const grade of ['satisfied', 'unsatisfied']) {
    const demand = await office.demand({ words: `小区路灯不亮（${grade}）` });
    matter = await office.answered(demand.num);
    await office.citizenActs(demand, 'rate', { solved: grade === 'satisfied' ? 'yes' : 'no', grade, words: '如实评价' });
  }
});
after(() => town?.close());

async function boards(login) {
  const desk = await town.sit(login);
  await desk.page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '红黑榜', exact: true }).click();
  await desk.page.getByRole('heading', { name: '红黑榜', level: 1 }).waitFor();
  await desk.page.reload(); // what others did meanwhile
  await desk.page.getByRole('heading', { name: '红黑榜', level: 1 }).waitFor();
  return desk.page;
}
async function unfold(page, text) {
  const fold = page.locator('details', { has: page.locator('summary', { hasText: text }) }).first();
  if ((await fold.getAttribute('open')) === null) await fold.locator('summary').first().click();
}
async function drafted(title) {
  const page = await boards('fenxi1');
  await unfold(page, '起草一期榜单');
  await pick(page, 'draft-rule', '试行红黑榜');
  for (const end of ['first', 'last']) {
    await page.locator(`#draft-${end}_day`).fill(today);
    await page.keyboard.press('Enter');
  }
  await page.locator('#draft-campaign').fill(title);
  await page.getByRole('button', { name: '计算并起草' }).click();
  await page.getByText('已提交').first().waitFor();
}
async function moved(login, button, state) {
  const page = await boards(login);
  await page.getByRole('link', { name: /试行红黑榜/ }).first().click();
  await page.getByRole('button', { name: button }).click();
  await page.locator('.state-line', { hasText: state }).waitFor();
  return page;
}

test('draft, check, publish: the figures stand as they were', async () => {
  await drafted('甲');
  await moved('ducha1', '核对无误', '已核对');
  const page = await moved('fabu1', '发布并冻结', '已发布');
  const row = page.getByRole('row', { name: new RegExp(HOUSING.replace(/[()]/g, '\\$&')) });
  assert.match(await row.innerText(), /50\.00/);
  assert.match(await row.innerText(), /黑榜/);
  assert.equal(await page.getByRole('button', { name: '作废这一期' }).count(), 0, 'frozen');
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    await assertFits(page, `board at ${width}`);
  }
  await assertAccessible(page, 'board');
  if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT, fullPage: true });
});

test('excluded late: asked by the unit, decided by another desk, told by the next board', async () => {
  const unit = office.unit('区住');
  const asked = await (await office.by('zhujian1')).post('/api/v1/exclusions', { matter, unit, ground: 'beyond_policy', evidence: '要求超出现行政策，见附卷' }, { key: `late-exclusion-${Date.now()}-once` });
  assert.equal(asked.status, 200, JSON.stringify(asked.body));
  let page = await boards('ducha1');
  await unfold(page, '决定');
  await page.locator('label', { hasText: '同意剔除' }).first().click();
  await page.locator(`#decide-${asked.body.num}-reason`).fill('证据充分');
  await page.getByRole('button', { name: '提交决定' }).click();
  await page.getByText('已剔除').waitFor();
  await assertAccessible(page, 'boards');

  await drafted('乙');
  page = await boards('ducha1');
  await page.getByRole('link', { name: /试行红黑榜/ }).first().click();
  await page.getByText(/发布后剔除：当时 50\.00 分，剔除后为 100\.00 分；原榜不变/).waitFor();
  page = await boards('ducha1');
  await page.getByRole('link', { name: /试行红黑榜/ }).nth(1).click();
  await page.locator('.state-line', { hasText: '已发布' }).waitFor();
  assert.match(await page.getByRole('row', { name: /住房/ }).innerText(), /50\.00\s+50\.00/);
});
