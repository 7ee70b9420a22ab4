// SPDX-License-Identifier: Apache-2.0
// Searching at the desk: from the box at the top, with an input method, filtered, by keyboard.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { focused } from './desk.mjs';
import { openTown } from './town.mjs';

let town, office, lamp;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  lamp = await office.demand({ words: '小区門口的路燈坏了三个月，夜里老人出门看不见，请尽快修好（示例）' });
  for (let i = 1; i <= 25; i++) await office.demand({ words: `第${i}次反映：楼下垃圾桶满了没人清，味道很大，还招苍蝇（示例）` });
});
after(() => town?.close());

const shot = async (page, name) => {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
};
const box = (page) => page.getByRole('banner').getByRole('textbox', { name: '检索内容、答复、编号' });

test('from the box at the top: what is being composed is not sent, what is written is found', async () => {
  const { page } = await town.sit('xinfang3');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('body').press('/');
  await focused(page, '.topbar .find input');
  const ime = await page.context().newCDPSession(page);
  await ime.send('Input.imeSetComposition', { text: 'lu deng', selectionStart: 7, selectionEnd: 7 });
  await box(page).evaluate((e) => e.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })));
  assert.doesNotMatch(page.url(), /search/);
  await ime.send('Input.insertText', { text: '路灯' });
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/desk\/search#/);
  await page.getByText('共 1 件').waitFor();
  assert.deepEqual(await page.locator('.hits mark').allInnerTexts(), Array(await page.locator('.hits mark').count()).fill('路燈'));
  assert.ok((await page.locator('.hits mark').count()) >= 1);
  await shot(page, 'search-one');
  await page.locator('a.hit').first().click();
  await page.locator('article.dossier').waitFor();
  assert.ok(page.url().includes(lamp.num));
});

test('hits by keyboard, more of them, narrowed', async () => {
  const { page } = await town.sit('xinfang3');
  await page.goto('/desk/search#q=%E5%9E%83%E5%9C%BE%E6%A1%B6');
  await page.getByText('共 25 件').waitFor();
  assert.equal(await page.locator('a.hit').count(), 20);
  await page.getByRole('button', { name: '更多' }).click();
  await page.locator('a.hit').nth(24).waitFor();
  assert.equal(new Set(await page.locator('a.hit').evaluateAll((all) => all.map((a) => a.href))).size, 25);
  await page.locator('h1').click();
  await page.locator('body').press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await focused(page, 'a.hit');
  await page.locator('summary', { hasText: '筛选' }).click();
  await page.locator('#search-from').fill('2099-01-01');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '筛选', exact: true }).click();
  await page.getByText('没有检到').waitFor();
  await shot(page, 'search-none');
  await page.getByRole('button', { name: '清除' }).click();
  await page.getByText('共 25 件').waitFor();
  await page.getByRole('button', { name: '最贴切的在前' }).click();
  await page.waitForURL(/sort=best/);
  await page.locator('a.hit').first().waitFor();
  await page.getByText('标题、事项里有的在前').waitFor();
  assert.equal(await page.locator('.hits li').first().locator('a.hit mark').innerText(), '垃圾桶', 'a title that is all of the words is said once, marked');
  assert.equal(await page.locator('.hits li').first().locator('.hit-text').count(), 0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await assertFits(page, 'search');
  await shot(page, 'search-many');
  await assertAccessible(page, 'search');
  await page.setViewportSize({ width: 390, height: 800 });
  await assertFits(page, 'search');
  await shot(page, 'search-narrow');
  await page.setViewportSize({ width: 1366, height: 800 });
});

test('a word of one character is refused in words', async () => {
  const { page } = await town.sit('xinfang3');
  await page.goto('/desk/search');
  await page.locator('#search-q').fill('灯');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: '至少两个字' }).waitFor();
});
