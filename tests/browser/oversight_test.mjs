// SPDX-License-Identifier: Apache-2.0
// Supervision on the desk: a notice issued, seen above the unit's work list and answered; withdrawn with its
// reason; what stands in the dossier.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

let town, office, matter;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  matter = await office.dispatched((await office.demand({ words: '人行道塌陷' })).num);
  await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
});
after(() => town?.close());

async function open(login, path, heading) {
  const { page } = await town.sit(login);
  await page.setViewportSize({ width: 1366, height: 900 });
  await page.goto(new URL(`/desk${path}`, page.url()).href);
  await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  return page;
}
const unfold = (page, text) => page.locator('summary', { hasText: text }).first().click();
async function looks(page, name) {
  for (const [width, height] of [[390, 844], [1366, 900]]) {
    await page.setViewportSize({ width, height });
    await assertFits(page, `${name} at ${width}`);
    if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/${name}-${width}.png`, fullPage: true });
  }
  await assertAccessible(page, name);
}

test('a notice is issued by hand, seen above the work list, answered by its unit', async () => {
  let page = await open('ducha1', '/notices', '督办单');
  await unfold(page, '签发督办单');
  await page.locator('#issue-about').fill(matter);
  await page.locator('#issue-words').fill('请三日内说明办理进展');
  await page.getByRole('button', { name: '签发', exact: true }).click();
  await page.locator('tbody tr', { hasText: '请三日内说明办理进展' }).waitFor();
  await unfold(page, '督办事由');
  await page.getByText('超期 3 个工作日').first().waitFor();
  await looks(page, 'notices');
  const down = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出 XLSX' }).click();
  assert.match((await down).suggestedFilename(), /xlsx$/);

  page = await open('zhujian2', '/', '工作清单');
  const strip = page.locator('.alarm-strip.notices');
  await strip.getByText('待回复的督办单 1 张').waitFor();
  await looks(page, 'notice-strip');
  await strip.getByRole('link').first().click();
  await page.getByText('请三日内说明办理进展').waitFor();
  await looks(page, 'notice-open');
  await page.locator('#answer-answer').fill('已安排专人，本周完成');
  await page.getByRole('button', { name: '提交回复' }).click();
  await page.locator('.state-line', { hasText: '已回复' }).waitFor();
  assert.equal(await page.locator('#answer-answer').count(), 0, 'answered once');
  await page.goto(new URL('/desk/', page.url()).href);
  await page.locator('.work-main').waitFor();
  await page.locator('tbody tr').first().waitFor();
  assert.equal(await strip.count(), 0);

  page = await open('ducha1', `/matters/${matter}`, /./);
  await page.getByRole('heading', { name: '督办单（1 张）' }).waitFor();
  await page.locator('#notices-of + ul a').click();
  await page.getByText('已安排专人，本周完成').waitFor();
  await looks(page, 'notice-answered');
  await page.getByRole('button', { name: '公文', exact: true }).click();
  await page.getByRole('button', { name: '制作并编文号', exact: true }).click();
  const paper = page.waitForEvent('download');
  await page.getByRole('link', { name: 'DOCX' }).click();
  assert.match((await paper).suggestedFilename(), /docx$/);
});

test('about a unit itself, withdrawn with its reason; many are shown as a finding', async () => {
  const client = await office.by('ducha1');
  for (let i = 0; i < 10; i++) {
    const made = await client.post('/api/v1/notices', { unit: office.unit('区住'), words: '请说明积压的原因' }, { key: `notice-of-the-journey-${i}` });
    assert.equal(made.status, 201, JSON.stringify(made.body));
  }
  const page = await open('ducha1', '/notices?state=open', '督办单');
  await page.getByText(/督办过多：区住房和城乡建设局\(示例\) .* 11 张/).waitFor();
  await page.locator('tbody tr a').first().click();
  await page.getByRole('button', { name: '公文', exact: true }).waitFor({ state: 'detached' });
  await unfold(page, '撤销督办单');
  await page.locator('#withdraw-reason').fill('签发有误');
  await page.getByRole('button', { name: '撤销', exact: true }).click();
  await page.locator('.state-line', { hasText: '已撤销' }).waitFor();
  await page.getByText('签发有误').waitFor();
  await looks(page, 'notice-withdrawn');
});
