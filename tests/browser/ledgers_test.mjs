// SPDX-License-Identifier: Apache-2.0
// Ledgers on the desk: chosen, narrowed, as of a day, kept under a name and opened by its link, on A3 paper.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { configure } from '../database.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'huiyin-ledger-pages-'));
let town, office, first;
before(async () => {
  town = await openTown({ prepare: (data) => configure(data, 'public_figures = received, matters, closed, levels\npublic_figures_least = 5\n') });
  office = await Office.of(town.server);
  for (let i = 1; i <= 24; i++) {
    const demand = await office.demand({ words: `第${i}件：小区门口的路灯坏了三个月，夜里老人出门看不见，请尽快修好（示例）` });
    if (i <= 8) await office.opened(demand.num, { class: 'municipal' });
    if (i === 1) first = demand.num;
  }
});
after(async () => {
  await town?.close();
  rmSync(scratch, { recursive: true });
});

const shot = async (page, name) => {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
};

test('a ledger is chosen, narrowed, kept and opened by its link', async () => {
  const { page } = await town.sit('xinfang3');
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '台账', exact: true }).click();
  await page.getByRole('heading', { name: '各台账合计' }).waitFor();
  await page.getByText('合起来就是全部登记：诉求 24 件，事项 8 件').waitFor();
  await shot(page, 'ledgers');
  await page.getByRole('button', { name: /待甄别台账\s*16/ }).click();
  await page.getByText('共 16 条').waitFor();
  await page.locator('summary', { hasText: '筛选' }).click();
  await page.locator('#filter-from').fill('2026-01-01');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '筛选' }).click();
  await page.getByText('按所选条件').waitFor();
  assert.match(page.url(), /ledger=unscreened/);
  assert.match(page.url(), /from=2026-01-01/);
  await page.getByText(/^保存的台账/).click();
  await page.locator('#ledger-name').fill('今年待甄别');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('link', { name: '今年待甄别' }).waitFor();
  await shot(page, 'ledgers-saved');
  await assertAccessible(page, 'ledgers');
  const link = await page.getByRole('link', { name: '今年待甄别' }).getAttribute('href');

  const other = await town.sit('dongcheng2');
  await other.page.goto(link);
  await other.page.getByRole('heading', { name: '今年待甄别', level: 1 }).waitFor();
  await other.page.getByText('共 16 条').waitFor();
  for (const [width, height] of [[1366, 900], [390, 844]]) {
    await other.page.setViewportSize({ width, height });
    await assertFits(other.page, `ledgers at ${width}`);
    await shot(other.page, `ledgers-${width}`);
  }
});

test('BZ-07: demands and matters by the way they came, each figure a ledger', async () => {
  const { page } = await town.sit('xinfang3');
  await page.goto('/desk/ways');
  await page.getByText('诉求 24 件 = 各方式之和').waitFor();
  await page.getByText('登记库共有诉求 24 件、事项 8 件').waitFor();
  await assertAccessible(page, 'ways');
  await assertFits(page, 'ways');
  await shot(page, 'ways');
  await page.getByRole('row', { name: /未注明/ }).getByRole('link', { name: '24' }).click();
  await page.getByText('共 24 条').waitFor();
  assert.match(page.url(), /way=-&channel=-/);
  await page.locator('#filter-channel').waitFor();
});

test('on A3 across: the header on every page, pages numbered', async () => {
  const { page } = await town.sit('xinfang3');
  await page.goto('/api/v1/ledgers/print');
  await page.getByRole('heading', { name: /诉求台账/ }).waitFor();
  const file = join(scratch, 'ledger.pdf');
  writeFileSync(file, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  if (process.env.SHOTS) execFileSync('pdftoppm', ['-r', '60', '-png', file, join(process.env.SHOTS, 'ledger-pdf')]);
  const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
  assert.match(info, /Page size:\s+119\d(\.\d+)? x 84[12]/, 'A3, across');
  const pages = Number(/Pages:\s+(\d+)/.exec(info)[1]);
  assert.ok(pages >= 2, `${pages} pages`);
  for (let n = 1; n <= pages; n++) {
    const text = execFileSync('pdftotext', ['-f', String(n), '-l', String(n), file, '-'], { encoding: 'utf8' }).replace(/\s+/g, '');
    assert.ok(text.includes('化解措施'), `the header stands on page ${n}`);
    assert.ok(text.includes(`第${n}页，共${pages}页`), `page ${n} bears its number`);
  }
  assert.ok(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).replace(/\s+/g, '').includes(first));
});

/** The smallest text that is painted, in px. */
const smallest = (page) =>
  page.evaluate(() => {
    const walk = document.createTreeWalker(document.querySelector('.wall'), NodeFilter.SHOW_TEXT);
    let least = Infinity;
    while (walk.nextNode()) {
      const e = walk.currentNode.parentElement;
      if (walk.currentNode.textContent.trim() && e.getClientRects().length) least = Math.min(least, parseFloat(getComputedStyle(e).fontSize));
    }
    return least;
  });

test('the wall: 48 px and more, panels turn, nothing of anybody, and it says when it ended', async () => {
  const { page } = await town.sit('xinfang3');
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/desk/wall');
  await page.getByText('诉求', { exact: true }).waitFor();
  const seen = [];
  for (let i = 0; i < 4; i++) {
    const title = await page.locator('.wall h2').innerText();
    seen.push(title);
    assert.ok((await smallest(page)) >= 48, `${title}: ${await smallest(page)} px`);
    const fits = await page.evaluate(() => [document.documentElement.scrollHeight, document.documentElement.scrollWidth]);
    assert.ok(fits[0] <= 1080 && fits[1] <= 1920, `${title} fits: ${fits}`);
    assert.doesNotMatch(await page.locator('.wall').innerText(), /路灯|老人/);
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('.wall-panel')).transitionDuration), '0s');
    await shot(page, `wall-${i}`);
    if (i === 3) break;
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((was) => document.querySelector('.wall h2')?.innerText !== was, title);
  }
  assert.deepEqual(seen, ['总数', '要盯的', '各台账', '各地']);
  await assertAccessible(page, 'wall');

  await page.clock.install();
  await page.goto('/desk/wall');
  await page.locator('.wall h2').waitFor();
  const title = await page.locator('.wall h2').innerText();
  await page.clock.runFor(21_000);
  await page.locator('.wall h2').filter({ hasNotText: title }).waitFor();
  const asked = page.waitForRequest('**/api/v1/wall');
  await page.clock.runFor(61_000);
  await asked;
  await page.context().clearCookies();
  // The next look is reckoned from the answer to the last, which may still be on its way.
  const ended = page.getByText('登录已到期');
  for (let looks = 0; looks < 10 && !(await ended.isVisible()); looks++) {
    await page.clock.runFor(61_000);
    await ended.waitFor({ timeout: 3000 }).catch(() => {});
  }
  assert.ok(await ended.isVisible(), 'it says that the log-in ended');
  assert.ok((await smallest(page)) >= 48);
  await shot(page, 'wall-ended');
});

test('the public page: found from the foot, numbers alone, small ones not told', async () => {
  const page = await town.phone();
  await page.goto('/');
  await page.getByRole('link', { name: '办理情况公开' }).click();
  await page.getByRole('heading', { name: '办理情况公开' }).waitFor();
  await page.getByText('收到诉求').waitFor();
  const text = await page.locator('main').innerText();
  assert.match(text, /收到诉求\s*24/);
  assert.match(text, /立为事项\s*8/);
  assert.match(text, /社区\s*8/);
  assert.match(text, /少于 5 件的不显示/);
  assert.doesNotMatch(text, /路灯|老人/);
  await assertAccessible(page, 'public figures');
  await assertFits(page, 'public figures');
  await shot(page, 'figures');
});
