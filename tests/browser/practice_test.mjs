// SPDX-License-Identifier: Apache-2.0
// The first hour of two roles on a practice register: the list leads to the work and ticks itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser } from '../chromium.mjs';
import { startServer } from '../server.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openDesks } from './desk.mjs';

let server, browser, desks;
before(async () => {
  server = await startServer({ init: ['--demo', '--practice'] });
  browser = await openBrowser();
  desks = openDesks(browser, server);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function firstHour(page) {
  await page.getByRole('link', { name: '练习', exact: true }).click();
  await page.getByRole('heading', { name: '我的第一小时' }).waitFor();
}
const item = (page, name) => page.locator(`[data-item="${name}"]`);
const isDone = (page, name) => item(page, name).getByText('已完成').waitFor();

/** From the list by the item's link to the first row, where the step is taken. */
async function does(desk, name, label, step, fields) {
  const { page } = desk;
  await item(page, name).getByText('未完成').waitFor();
  await item(page, name).getByRole('link').click();
  await page.locator('tbody tr').first().getByRole('link').first().click();
  await page.locator('article.dossier').waitFor();
  await desk.act(label, step, fields);
  await firstHour(page);
  await isDone(page, name);
}

test('a handler signs, verifies and reports; the head agrees; the administrator sees both', async () => {
  const handler = await desks.sit('zhujian1');
  await firstHour(handler.page);
  await isDone(handler.page, 'officer.login');
  await assertFits(handler.page, 'first hour');
  await assertAccessible(handler.page, 'first hour');
  await does(handler, 'task.sign', '签收', 'sign');
  await does(handler, 'task.verify', '核查办理', 'verify', { truth: '属实' });
  await does(handler, 'task.report', '书面反馈', 'report', { words: '已修好', result: '已解决', missing: '无' });
  await handler.page.getByText('已完成 4 / 4 项').waitFor();

  const head = await desks.sit('zhujian2');
  await firstHour(head.page);
  await item(head.page, 'task.agree').getByText('未完成').waitFor();
  await does(head, 'task.agree', '负责人同意', 'agree');
  await head.page.setViewportSize({ width: 390, height: 844 });
  await assertFits(head.page, 'first hour on a telephone');

  const admin = await desks.sit('xitong');
  await firstHour(admin.page);
  await admin.page.getByRole('row', { name: /住建承办甲.*4 \/ 4.*全部做完/ }).waitFor();
  await admin.page.getByRole('row', { name: /住建负责人.*2 \/ 3/ }).waitFor();
  await assertAccessible(admin.page, 'everybody');
  assert.equal(await handler.page.getByRole('heading', { name: '各单位练习进度' }).count(), 0);
});
