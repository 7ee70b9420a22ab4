// SPDX-License-Identifier: Apache-2.0
// What stands around every page of the desk: the menu on a telephone, tables that slide, names and no codes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, newKey, officerOf } from '../api/lib.mjs';
import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';
import { configure } from '../database.mjs';

const V1 = '/api/v1';
let town;
before(async () => {
  town = await openTown({ prepare: (data) => configure(data, 'report_send = daily,weekly\nreport_to = leader, xinfang7\n') });
});
after(() => town?.close());

const shot = async (page, name) => {
  if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/${name}.png`, fullPage: true });
};

test('the menu is folded on a telephone, opens with one tap and folds again on the next page', async () => {
  const { page } = await town.sit('lingdao1');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/desk/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  const nav = page.getByRole('navigation', { name: '主导航' });
  assert.equal(await nav.isVisible(), false);
  const bar = await page.locator('.topbar').boundingBox();
  assert.ok(bar.height <= 240, `the bar takes ${bar.height} px of a telephone`);
  await shot(page, 'phone-folded');
  const fold = page.getByRole('button', { name: '菜单' });
  await fold.click();
  assert.equal(await fold.getAttribute('aria-expanded'), 'true');
  await assertFits(page, 'unfolded');
  await assertAccessible(page, 'unfolded');
  await shot(page, 'phone-unfolded');
  await nav.getByRole('link', { name: '日报', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: '日报、周报、月报' }).waitFor();
  assert.equal(await nav.isVisible(), false);
});

test('a table wider than the telephone says that it slides; on the office screen it says nothing', async () => {
  const { page } = await town.sit('lingdao1');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/desk/reports');
  const table = page.locator('.report-table').first();
  await table.waitFor();
  await page.locator('.report-table[data-hint]').first().waitFor();
  assert.match(await table.getAttribute('data-hint'), /左右滑动/);
  await shot(page, 'phone-slides');
  await page.setViewportSize({ width: 1366, height: 900 });
  await page.locator('.report-table:not([data-hint])').first().waitFor();
});

test('who gets the sheets is said by names, also who is named by a log-in', async () => {
  const { page } = await town.sit('admin_system');
  await page.goto('/desk/reports');
  await page.getByText('日报、周报，8 点发给 挂联领导、xinfang7').waitFor();
  await page.goto('/desk/urgent/rules');
  await page.locator('table tbody tr').first().waitFor();
  const { body } = await (await signed('admin_system')).get(`${V1}/urgent/rules`);
  const text = await page.locator('table').innerText();
  for (const r of body.rules) assert.ok(!text.includes(r.rule), `${r.rule} is a code`);
});

const seated = new Map();
async function signed(login) {
  if (!seated.has(login)) {
    const client = new Client(town.server);
    await client.logIn(officerOf(town.server, login));
    seated.set(login, client);
  }
  return seated.get(login);
}

test('a campaign is called by its name on a demand and an inspection; what cannot be reckoned says why', async () => {
  const leader = await signed('lingdao1');
  const day = (ahead) => new Date(Date.now() + ahead * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
  const { body } = await new Client(town.server).get(`${V1}/public/places`);
  const place = body.places.find((p) => p.name === '东城街道').id;
  const made = await leader.post(`${V1}/campaigns`, { code: 'dqd', name: '市民诉求大起底', from: day(-3), to: day(20), way: '', places: [place], tags: [], plan: [], chain: [], measures: [], targets: [], homes: [] }, { key: newKey() });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const operator = await signed('xinfang1');
  const said = await operator.post(`${V1}/demands`, { words: '三单元下水道堵了', place_id: place, privacy: 'anonymous', campaign: 'dqd', read_back: 'agreed' }, { key: newKey() });
  assert.equal(said.status, 201, JSON.stringify(said.body));
  const { page } = await town.sit('xinfang1');
  await page.goto(`/desk/demands/${said.body.num}`);
  const facts = page.locator('dl.facts').last();
  await facts.waitFor();
  assert.match(await facts.innerText(), /市民诉求大起底/);
  assert.doesNotMatch(await facts.innerText(), /dqd/);

  const watch = await signed('lingdao1');
  const planned = await watch.post(`${V1}/inspections`, { kind: 'open', title: '回头看', campaign: 'dqd' }, { key: newKey() });
  assert.equal(planned.status, 201, JSON.stringify(planned.body));
  const desk = await town.sit('lingdao1');
  await desk.page.setViewportSize({ width: 1366, height: 900 });
  await desk.page.goto(`/desk/inspections/${planned.body.num}`);
  await desk.page.getByText('市民诉求大起底').waitFor();
  assert.doesNotMatch(await desk.page.locator('main').innerText(), /dqd/);

  await desk.page.goto('/desk/campaigns/dqd');
  await desk.page.getByText('还没有填各社区户数，算不出来').waitFor();
  await shot(desk.page, 'campaign');
});

test('a new demand comes into the list of every tab without being asked for, on one stream', async () => {
  const { page } = await town.sit('beimen1');
  const streams = [];
  const second = await page.context().newPage();
  for (const tab of [page, second]) tab.on('request', (r) => r.url().includes('/live') && streams.push(tab));
  for (const tab of [page, second]) {
    await tab.goto('/desk/');
    await tab.locator('table, .empty').first().waitFor();
  }
  const { num } = await (await Office.of(town.server)).demand({ words: '阀门漏水没人修（示例）。' });
  // By itself a list asks once a minute: half of that is the patience of a test.
  for (const tab of [page, second]) await tab.locator('tr', { hasText: num.slice(-6) }).first().waitFor();
  assert.ok(streams.length > 0);
  assert.equal(new Set(streams).size, 1, 'one tab holds the stream');
  await second.close();
});
