// SPDX-License-Identifier: Apache-2.0
// A telephone whose browser runs no JavaScript: from the first page to the receipt and how it stands; the pages are legible
// and fit a narrow screen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser } from '../chromium.mjs';
import { startServer } from '../server.mjs';
import { assertAccessible, assertFits, openPhone } from './citizen.mjs';

let server, browser;
before(async () => {
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('from the first page to the receipt, and how it stands', async () => {
  const page = await openPhone(browser, server, { javaScriptEnabled: false });
  await page.goto('/');
  await page.getByRole('link', { name: '反映一件事' }).first().click();
  await page.getByRole('heading', { level: 1, name: '您要反映什么事' }).waitFor();
  await page.getByLabel('用自己的话说').fill('路灯不亮（示例）');
  await page.getByLabel('事情在哪里').selectOption({ label: '北门社区' });
  await page.getByRole('button', { name: '提交' }).click();
  await page.getByRole('heading', { level: 1, name: '收到了，谢谢您' }).waitFor();
  const [num, code] = await Promise.all(['num', 'code'].map((what) => page.locator(`[data-test=${what}]`).innerText()));
  await page.getByRole('link', { name: '查办到哪一步' }).click();
  await page.getByLabel('编号').fill(num);
  await page.getByLabel('查询码').fill(code);
  await page.getByRole('button', { name: '查询' }).click();
  await page.getByRole('heading', { level: 1, name: '办到哪一步' }).waitFor();
  assert.match(await page.locator('main').innerText(), /路灯不亮（示例）/);
});

test('the pages are legible and fit 320 px', async () => {
  const page = await openPhone(browser, server, { width: 320 });
  for (const path of ['/plain?lang=zh', '/plain?lang=en', '/plain/follow?lang=zh']) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await assertAccessible(page, path);
    await assertFits(page, path);
    if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/plain-${path.replace(/\W+/g, '-')}.png`, fullPage: true });
  }
});
