// SPDX-License-Identifier: Apache-2.0
// A long text half written is not lost: the session ends, the page is loaded again, a colleague was faster.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { officerOf } from '../api/lib.mjs';
import { Office } from '../api/loop.mjs';
import { openTown } from './town.mjs';

const WORDS = '经核实，该处路灯线路老化。'.repeat(20);
let town, office;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
});
after(() => town?.close());

/** Its form is open and the text in it. */
async function begun(desk, num) {
  const { page } = desk;
  await desk.open('demand', num);
  await page.locator('section.actions .action-list').getByRole('button', { name: '甄别有效', exact: true }).click();
  const words = page.locator('section.actions form #a-screen-valid-reason');
  await words.fill(WORDS);
  return words;
}

/** It went through, and nothing of the text is left in the tab. */
async function sent(page) {
  await page.locator('section.actions form button[type=submit]').click();
  await page.locator('section.actions form').waitFor({ state: 'detached' });
  await page.locator('section.actions .action-list').getByRole('button', { name: '甄别有效', exact: true }).waitFor({ state: 'detached' });
  await page.waitForFunction(() => !sessionStorage.getItem('huiyin.drafts'));
}

test('the session ends in the middle: after the log-in the text stands in its form and is sent', async () => {
  const { num } = await office.demand({ words: '路灯不亮（示例）' });
  const desk = await town.sit('beimen1');
  const { page } = desk;
  const words = await begun(desk, num);
  await page.context().clearCookies();
  /* Noticed by what is sent, or by what the page asks by itself every now and then, whichever is first. */
  await page.locator('section.actions form button[type=submit]').click({ timeout: 5000 }).catch(() => {});
  await page.getByRole('heading', { level: 1, name: '登录' }).waitFor();
  await page.locator('#login').fill('beimen1');
  await page.locator('#password').fill((await officerOf(town.server, 'beimen1')).password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.locator('article.dossier').waitFor();
  await words.waitFor();
  assert.equal(await words.inputValue(), WORDS);
  await sent(page);
});

test('the page is loaded again: the text is there, and gone once it was sent', async () => {
  const { num } = await office.demand({ words: '井盖响（示例）' });
  const desk = await town.sit('beimen1');
  const { page } = desk;
  const words = await begun(desk, num);
  await page.reload();
  await words.waitFor();
  assert.equal(await words.inputValue(), WORDS);
  await sent(page);
});

test('two at once: the second is told, sees how it stands now, and keeps the text', async () => {
  const { num } = await office.demand({ words: '垃圾没人清（示例）' });
  const desk = await town.sit('beimen1');
  await begun(desk, num);
  await office.opened(num);
  const { page } = desk;
  await page.locator('section.actions form button[type=submit]').click();
  const panel = page.locator('section.actions');
  await panel.getByRole('alert').first().waitFor();
  await panel.locator('textarea.orphan').waitFor();
  assert.match(await panel.locator('textarea.orphan').inputValue(), /该处路灯线路老化/);
});
