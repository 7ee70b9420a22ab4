// SPDX-License-Identifier: Apache-2.0
// The screener's split view: a clerk clears twenty demands by keyboard alone; the palette, "?", j and k, and
// that a letter which an input method composes is no command.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from '../api/lib.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const TWENTY = 20;
let town, nums, place;
before(async () => {
  town = await openTown();
  const { body } = await new Client(town.server).get('/api/v1/public/places');
  const street = body.places.find((p) => p.name === '东城街道');
  const below = await new Client(town.server).get(`/api/v1/public/places?parent=${street.id}`);
  place = below.body.places.find((p) => p.name === '北门社区').id;
  nums = [];
  for (let i = 0; i < TWENTY; i++) nums.push(await said(i % 5 === 4 ? `第${i + 1}件，随便说说。` : `第${i + 1}栋小区管理混乱，物业不管。`));
});
after(() => town?.close());

async function said(words) {
  const sent = await new Client(town.server).submit({ words, place_id: place, privacy: 'anonymous' });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  return sent.body.num;
}
const shot = async (page, name) => {
  if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/${name}.png` });
};
const state = async (num) => (await town.office.see('beimen1', 'demand', num)).body;

test('a clerk clears twenty demands by keyboard alone', async () => {
  const { page } = await town.sit('beimen1');
  const keys = page.keyboard;
  await keys.press('Control+k');
  await page.locator('dialog.palette').waitFor();
  await assertAccessible(page, 'the palette');
  await shot(page, 'palette');
  await keys.type('甄别台');
  await keys.press('Enter');
  await page.getByRole('heading', { level: 1, name: '甄别台' }).waitFor();
  await page.getByText(`待甄别 ${TWENTY} 件`).waitFor();
  await page.locator('.decide').waitFor();
  await assertAccessible(page, 'screening');
  await assertFits(page, 'screening');
  await shot(page, 'screening');

  const current = page.locator('.queue [aria-current=true]');
  for (let left = TWENTY; left > 0; left--) {
    await page.getByText(`待甄别 ${left} 件`).waitFor();
    const words = await current.innerText();
    await page.locator('.screening .words', { hasText: words.split('，')[0] }).waitFor();
    await page.locator('.decide').waitFor();
    if (/小区管理/.test(words)) {
      await page.locator('.decide', { hasText: '甄别有效：' }).waitFor();
      await keys.press('y');
    } else {
      await keys.press('u');
      const form = page.locator('form.action-form');
      await form.waitFor();
      await passUp(page, form);
    }
    if (left > 1) await page.getByText(`待甄别 ${left - 1} 件`).waitFor();
  }
  await page.getByText('没有待甄别的诉求').waitFor();
  for (const [i, num] of nums.entries()) {
    const { state: now, row, timeline } = (await town.office.see('dongcheng1', 'demand', num)).body;
    const passed = i % 5 === 4; // of a community nothing is invalid: it asks the street
    assert.equal(now, passed ? 'received' : 'valid', num);
    assert.equal(Boolean(row.class), !passed, `${num} has its class`);
    assert.equal(timeline.some((l) => l.action === 'pass-up'), passed);
  }
});

/** Everything that is asked for, by Tab, arrows and letters; Enter sends. */
async function passUp(page, form) {
  const keys = page.keyboard;
  const need = await form.locator('.field').filter({ has: page.locator('.needed') }).evaluateAll((all) =>
    all.map((f) => f.querySelector('input, textarea')?.id));
  for (const id of need) {
    for (let i = 0; i < 30 && (await page.evaluate(() => document.activeElement?.id)) !== id; i++) await keys.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.id), id, `Tab comes to ${id}`);
    if (await form.locator(`[id="${id}"]`).evaluate((x) => Boolean(x.closest('.el-select')))) {
      await keys.press('Enter');
      await page.locator('[role=option]:visible').first().waitFor();
      await keys.press('ArrowDown');
      await keys.press('Enter');
      await page.locator('[role=option]:visible').first().waitFor({ state: 'hidden' });
    } else await keys.type('内容不具体，无法核实，已请其补充');
  }
  const send = form.locator('button[type=submit]');
  for (let i = 0; i < 30 && !(await send.evaluate((b) => b === document.activeElement)); i++) await keys.press('Tab');
  await keys.press('Enter');
  await form.waitFor({ state: 'detached' });
}

test('j, k and ?; while an input method composes, and in a field, a letter is a letter', async () => {
  await said('第21栋小区管理混乱。');
  await said('第22栋小区管理混乱。');
  const { page } = await town.sit('beimen1');
  await page.goto('/desk/?list=all');
  const links = page.locator('td.what a');
  await links.nth(1).waitFor();
  const focused = () => page.evaluate(() => [...document.querySelectorAll('td.what a')].indexOf(document.activeElement));
  for (const [key, at] of [['j', 0], ['j', 1], ['k', 0]]) {
    await page.keyboard.press(key);
    assert.equal(await focused(), at, key);
  }
  await page.keyboard.press('?');
  const help = page.locator('dialog.palette');
  await help.waitFor();
  const listed = await help.locator('li').allInnerTexts();
  for (const said of ['下一条', '上一条', '检索', '列出本页的快捷键']) assert.ok(listed.some((l) => l.includes(said)), said);
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'hidden' });

  await page.goto('/desk/screen');
  await page.locator('.decide', { hasText: '甄别有效：' }).waitFor();
  const num = await page.locator('.screening .crumb a').innerText();
  await page.evaluate(() => {
    for (const init of [{ key: 'y', isComposing: true }, { key: 'y', keyCode: 229 }])
      document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...init }));
  });
  await page.locator('.topbar .find input').focus();
  await page.keyboard.type('yny');
  assert.equal(await page.locator('.topbar .find input').inputValue(), 'yny');
  assert.equal((await state(num.replace(/\s/g, ''))).state, 'received');
  await page.setViewportSize({ width: 390, height: 844 });
  await assertFits(page, 'screening on a telephone');
  await shot(page, 'screening-phone');
  await page.setViewportSize({ width: 1366, height: 900 });
});

test('somebody else was faster: said, the text stays, the queue goes on', async () => {
  const { page } = await town.sit('beimen1');
  await page.goto('/desk/screen');
  await page.locator('.decide', { hasText: '甄别有效：' }).waitFor();
  const num = (await page.locator('.screening .crumb a').innerText()).replace(/\s/g, '');
  await page.keyboard.press('e');
  const reason = page.locator('#a-screen-valid-reason');
  await reason.fill('写了很长一段甄别意见');
  await town.office.act('beimen1', 'demand', num, 'correct', { title: '物业', reason: '标题不清' });
  await page.locator('form.action-form button[type=submit]').click();
  await page.locator('form.action-form [role=alert]').filter({ hasText: '更正' }).first().waitFor();
  assert.equal(await reason.inputValue(), '写了很长一段甄别意见');
  await page.locator('form.action-form button[type=submit]').click();
  await page.locator('form.action-form').waitFor({ state: 'detached' });
  assert.equal((await state(num)).state, 'valid');
});
