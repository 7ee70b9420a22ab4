// SPDX-License-Identifier: Apache-2.0
// The citizen's telephone in a test.
//   const phone = await openPhone(browser, server);          // 390 × 844
//   const receipt = await say(phone, { words, place: ['东城街道', '北门社区'], name, phone });
//   await follow(phone, receipt);
//   await act(phone, 'rate', { solved: '是', grade: '满意' });
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const axeSource = readFileSync(
  fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)),
  'utf8',
);

/** A page whose console stays clean; `faults` holds what it said. */
export async function openPhone(browser, server, { width = 390, height = 844, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    baseURL: server.url,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    hasTouch: width < 800,
    ...more,
  });
  context.setDefaultTimeout(30000);
  const page = await context.newPage();
  page.faults = [];
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') page.faults.push(m.text());
  });
  page.on('pageerror', (e) => page.faults.push(e.message));
  return page;
}

/** A page is looked at once it is drawn: the log-in form may come a moment after the address, and what fades
 * in has its colours when it is there. */
async function drawn(page) {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.evaluate(async () => {
    const moving = () => document.getAnimations()
      .filter((a) => a.playState === 'running' && a.effect?.getComputedTiming().endTime !== Infinity);
    const frame = () => new Promise((next) => { requestAnimationFrame(next); setTimeout(next, 500); });
    await frame().then(frame); // what has just come in begins to fade with the frame after
    for (let some = moving(); some.length; some = moving()) await Promise.allSettled(some.map((a) => a.finished));
  });
}

/** What axe finds that keeps somebody out. Evaluated from outside: the page's policy stays. */
export async function assertAccessible(page, where) {
  await drawn(page);
  const found = await page.evaluate(`(() => { ${axeSource} })(); axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    resultTypes: ['violations'],
  })`);
  const bad = found.violations
    .filter((v) => ['moderate', 'serious', 'critical'].includes(v.impact))
    .map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
  assert.deepEqual(bad, [], where);
}

export async function assertFits(page, where) {
  await drawn(page);
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(over <= 0, `${where}: ${over} px wider than the screen`);
}

const next = (page) => page.getByRole('button', { name: '下一步' }).click();
const titled = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();

async function who(page, { privacy, name, phone }) {
  await page.getByRole('radio', { name: privacy }).check();
  if (name) await page.getByLabel('姓名', { exact: true }).fill(name);
  if (phone) await page.getByLabel('手机或电话').fill(phone);
  await next(page);
}

/** `look(where)` is called on each question once it is answered. */
export async function say(page, demand, look = async () => {}) {
  const { words, place = [], address = '', photos = [], privacy = /^实名 / } = demand;
  await page.goto('/');
  await page.getByRole('link', { name: /我要反映|接着上次写/ }).click();
  await page.getByLabel('用自己的话说').fill(words);
  await look('words');
  await next(page);
  await titled(page, '事情在哪里');
  for (const part of place) await page.getByRole('button', { name: part, exact: true }).click();
  if (address) await page.getByLabel('具体位置').fill(address);
  await look('place');
  await next(page);
  await titled(page, '有照片吗');
  if (photos.length) {
    await page.locator('input[type=file]').setInputFiles(photos);
    await page.getByText(`第 ${photos.length} 张已上传`).waitFor();
  }
  await look('photos');
  await next(page);
  await titled(page, '要不要留姓名');
  await who(page, { ...demand, privacy });
  await look('after privacy');
  if (!String(privacy).includes('匿名')) {
    await titled(page, '有进展怎么告诉您');
    await next(page);
  }
  await titled(page, '请看一遍');
  await look('review');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  return receiptOf(page);
}

export async function receiptOf(page) {
  await titled(page, '收到了');
  const text = async (what) =>
    (await page.locator(`[data-test=${what}]`).innerText()).replace(/\s/g, '');
  return { num: await text('num'), code: await text('code') };
}

export async function follow(page, { num, code }) {
  await page.goto('/follow');
  await page.getByLabel('编号').fill(num);
  await page.getByLabel('查询码').fill(code);
  await page.getByRole('button', { name: '查看' }).click();
  await page.getByRole('heading', { name: '现在的情况' }).waitFor();
}

/** What the citizen may do now, by name. */
export function mayDo(page) {
  return page.locator('[data-action]').evaluateAll((all) => all.map((x) => x.dataset.action));
}

/** fields: what is chosen by its label, what is written by its name. */
export async function act(page, name, fields) {
  const part = page.locator(`[data-action="${name}"]`);
  await part.getByRole('button').first().click();
  for (const [field, value] of Object.entries(fields)) {
    const group = part.locator(`fieldset:has(input[name="${field}"])`);
    if (await group.count()) await group.getByText(value, { exact: true }).click();
    else await part.locator(`[name="${field}"]`).fill(value);
  }
  await part.locator('button[type=submit]').click();
  await page.getByRole('status').filter({ hasText: '已办好' }).waitFor();
}

export const nowText = (page) => page.locator('.now .state').innerText();
export const stepTexts = (page) => page.locator('.steps strong').allInnerTexts();
