// SPDX-License-Identifier: Apache-2.0
// Supervision on the desk: a notice issued, seen above the unit's work list and answered; withdrawn with its
// reason; what stands in the dossier. Field inspections: planned, looked at on a telephone, mended, checked; a
// covert one unseen until it is issued.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { picture } from '../picture.mjs';
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

const photoOf = (page, id, ...names) =>
  page
    .locator(`#${id}`)
    .setInputFiles(names.map((name) => ({ name, mimeType: 'image/png', buffer: Buffer.from(picture()) })));

/** On a bad line: what is sent up waits until `go` is called. */
async function slowUploads(page) {
  let go;
  const open = new Promise((resolve) => (go = resolve));
  await page.route('**/api/v1/attachments', async (route) => {
    await open;
    await route.continue();
  });
  return go;
}

test('an inspection: planned, looked at on a telephone, a finding mended by its unit and checked', async () => {
  for (let i = 0; i < 2; i++) {
    const d = await office.demand({ words: `路灯不亮之${i}`, name: '某某', phone: `1390000001${i}`, privacy: 'named' });
    const m = await office.answered(d.num);
    await office.citizenActs(d, 'rate', { solved: 'yes', grade: 'satisfied', words: '修好了' });
    await office.act('xinfang7', 'matter', m, 'close', {});
  }
  const today = new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10);
  let page = await open('ducha1', '/inspections', '验靶');
  await unfold(page, '安排验靶');
  await page.locator('#plan-title').fill('路灯专项验靶');
  await page.locator('.field', { hasText: '方式' }).getByText('专项督查', { exact: true }).click();
  for (const end of ['first', 'last']) {
    await page.locator(`#plan-${end}_day`).fill(today);
    await page.keyboard.press('Enter');
  }
  await page.locator('#plan-sample').fill('2');
  await looks(page, 'inspection-plan');
  await page.getByRole('button', { name: '安排并抽样' }).click();
  const row = page.locator('tbody tr', { hasText: '路灯专项验靶' });
  await row.waitFor();
  await row.getByRole('link').click();
  await page.setViewportSize({ width: 390, height: 844 });
  const samples = page.locator('.samples > li');
  await samples.nth(1).waitFor();
  const tap = samples.first().getByRole('button', { name: '属实' });
  assert.ok((await tap.boundingBox()).height >= 48, 'a thumb hits it');
  await page.locator('#note-1').fill('灯亮');
  await tap.click();
  await page.getByRole('heading', { name: '抽查清单（已查 1，共 2 件）' }).waitFor();
  assert.equal(await tap.getAttribute('aria-pressed'), 'true');
  assert.equal(await page.locator('#note-1').inputValue(), '灯亮');
  await samples.nth(1).getByRole('button', { name: '有问题' }).click();
  await unfold(samples.nth(1), '登记这件的问题');
  await page.locator('#raise-2-words').fill('灯又灭了，线头裸露');
  const go = await slowUploads(page);
  await photoOf(page, 'raise-2-attachments', '灯.png', '线头.png');
  await samples.nth(1).getByText('2 / 20').waitFor();
  const raise = samples.nth(1).getByRole('button', { name: '登记问题' });
  await raise.click();
  await samples.nth(1).locator('button.is-loading', { hasText: '登记问题' }).waitFor();
  go(); // pressed before the pictures were up: it waits for both
  await page.getByRole('heading', { name: '发现的问题（1 个）' }).waitFor();
  await page.locator('.finding-card').scrollIntoViewIfNeeded();
  await page.locator('.finding-card img').nth(1).waitFor();
  await page.getByRole('button', { name: '重抽核对' }).click();
  await page.getByText('重抽结果相同：范围 2 件，抽出 2 件').waitFor();
  await looks(page, 'inspection');
  const address = page.url();

  page = await open('zhujian1', '/', '工作清单');
  const strip = page.locator('.alarm-strip.findings');
  await strip.getByText('要整改的问题 1 个').waitFor();
  await looks(page, 'finding-strip');
  await strip.getByRole('link', { name: '灯又灭了' }).click();
  const report = page.locator('textarea[id^="report-"]');
  await report.fill('已换新灯，线头包好');
  await photoOf(page, await page.locator('input[type=file]').getAttribute('id'), '修好.png');
  await page.getByText('1 / 20').waitFor();
  await looks(page, 'finding-open');
  await page.getByRole('button', { name: '提交整改情况' }).click();
  await page.locator('.state-line', { hasText: '待验收' }).waitFor();
  await page.goto(new URL('/desk/inspections', page.url()).href);
  await page.locator('.findings-mine li', { hasText: '待验收' }).waitFor();

  page = await open('ducha1', new URL(address).pathname.replace('/desk', ''), '路灯专项验靶');
  await page.locator('.finding-card img').nth(2).waitFor();
  await unfold(page, '整改到位');
  await page.locator('textarea[id^="mended-"]').fill('现场看过，已亮');
  await page.getByRole('button', { name: '验收通过' }).click();
  await page.locator('.finding-card .state-line', { hasText: '已整改' }).waitFor();
  await unfold(page, '结束验靶');
  await page.locator('#end-words').fill('全部整改到位');
  await page.getByRole('button', { name: '结束验靶' }).click();
  await page.locator('.state-line', { hasText: '已结束' }).waitFor();
  await looks(page, 'inspection-ended');
});

test('a covert one is not there for the unit until it is issued', async () => {
  let page = await open('ducha1', '/inspections', '验靶');
  await unfold(page, '安排验靶');
  await page.locator('.field', { hasText: '方式' }).getByText('媒体暗访', { exact: true }).click();
  await page.locator('#plan-title').fill('窗口暗访');
  await page.locator('#plan-press').fill('示例日报');
  await page.getByRole('button', { name: '安排并抽样' }).click();
  await page.getByRole('link', { name: '窗口暗访' }).click();
  await page.getByText('暗访尚未通报').waitFor();
  const num = page.url().split('/').pop();
  const found = await (await office.by('ducha1')).post(`/api/v1/inspections/${num}/findings`, { place_id: office.place, unit: office.unit('区住'), words: '井盖破损，无人围挡' }, { key: 'covert-finding-of-the-journey' });
  assert.equal(found.status, 201, JSON.stringify(found.body));

  const unit = await open('zhujian1', '/inspections', '验靶');
  await unit.locator('.inspection-figures').waitFor();
  await unit.locator('.findings-mine').waitFor();
  assert.equal(await unit.getByText('窗口暗访').count(), 0);
  assert.equal(await unit.getByText('井盖破损').count(), 0);
  await unit.goto(new URL(`/desk/inspections/${num}`, unit.url()).href);
  await unit.getByText(/没有编号为 \d+ 的验靶/).waitFor();

  await page.reload();
  await page.getByText('井盖破损').waitFor();
  await looks(page, 'inspection-covert');
  await page.getByRole('button', { name: '通报', exact: true }).click();
  await page.locator('.state-line', { hasText: '已通报' }).waitFor();
  await unit.goto(new URL('/desk/inspections', unit.url()).href);
  await unit.locator('.findings-mine li', { hasText: '井盖破损' }).waitFor();
  await looks(unit, 'findings-mine');
});
