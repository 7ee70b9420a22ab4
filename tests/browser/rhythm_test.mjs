// SPDX-License-Identifier: Apache-2.0
// What comes round, on the desk: a kind of meeting, a meeting called, an item decided; a bulletin from draft to
// its paper; the appraisal table with its purpose.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { pick } from './desk.mjs';
import { openTown } from './town.mjs';

let town, office, matter;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  matter = await office.dispatched((await office.demand({ words: '路口积水多年' })).num, { helpers: [office.unit('区综合行政')] });
});
after(() => town?.close());

async function open(login, path, heading) {
  const { page } = await town.sit(login);
  await page.goto(new URL(`/desk${path}`, page.url()).href);
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  return page;
}
async function unfold(page, text) {
  await page.locator('summary', { hasText: text }).first().click();
}
async function looks(page, name) {
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    await assertFits(page, `${name} at ${width}`);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true });
  }
  await assertAccessible(page, name);
}

test('a kind is set up, a meeting called; its agenda says why; a decision is recorded', async () => {
  const kind = { code: 'monday', name: '周一碰头会', cycle: 'week', weekday: 1, at: '09:00', draws: ['unit'], most: 10, leads: [office.unit('区纪委监委')], units: [] };
  const kept = await (await office.by('ducha1')).post('/api/v1/meetings/kinds', kind, { key: `kind-of-meeting-${Date.now()}-once` });
  assert.equal(kept.status, 200, JSON.stringify(kept.body));
  let page = await open('ducha1', '/rhythm', '会议、通报、约谈');
  await page.getByText('轮到 区纪委监委(示例) 牵头').waitFor();
  await unfold(page, '召集会议');
  await pick(page, 'call-kind', '周一碰头会');
  await page.locator('#call-chair').fill('区委书记');
  await page.getByRole('button', { name: '抽取议题并通知' }).click();
  await page.getByRole('link', { name: '周一碰头会（第1次）' }).click();
  await page.getByText(/跨部门：区住房和城乡建设局/).waitFor();
  await unfold(page, '议定');
  await page.locator('#decide-1-words').fill('由住建局牵头，年底前完工');
  await pick(page, 'decide-1-act', '议定结论');
  await page.getByRole('button', { name: '登记议定' }).click();
  await page.locator('.rhythm-decision', { hasText: '年底前完工' }).waitFor();
  await looks(page, 'meeting');
  assert.ok(matter);
});

test('a bulletin is drafted, checked and issued by three people, and its paper is there', async () => {
  let page = await open('fenxi1', '/rhythm', '会议、通报、约谈');
  await unfold(page, '起草通报');
  await page.locator('#bulletin-words').fill('抓紧办理。');
  await page.getByRole('button', { name: '取数并起草' }).click();
  await page.getByText('草稿').first().waitFor();
  for (const [login, button, state] of [['lingdao1', '核对无误', '已核对'], ['fabu1', '签发并发给单位', '已印发']]) {
    page = await open(login, '/rhythm', '会议、通报、约谈');
    await page.getByRole('link', { name: /群众诉求办理情况的通报/ }).click();
    await page.getByRole('button', { name: button }).click();
    await page.locator('.state-line', { hasText: state }).waitFor();
  }
  await page.getByText(/通〔\d{4}〕1号/).first().waitFor();
  await looks(page, 'bulletin');
  await page.getByRole('button', { name: '公文', exact: true }).click();
  const down = page.waitForEvent('download');
  await page.getByRole('link', { name: 'DOCX' }).click();
  assert.match((await down).suggestedFilename(), /docx$/);
});

test('the appraisal table leaves with its purpose; the page of what comes round fits', async () => {
  let page = await open('lingdao1', '/boards', '红黑榜');
  await pick(page, 'appraisal-purpose', '评先选优');
  const down = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出（XLSX）' }).click();
  assert.match((await down).suggestedFilename(), /年度考核挂钩表-\d{4}\.xlsx/);
  page = await open('ducha1', '/rhythm', '会议、通报、约谈');
  await looks(page, 'rhythm');
});
