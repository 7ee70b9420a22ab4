// SPDX-License-Identifier: Apache-2.0
// The first views as a cheap telephone and an office computer have them: long tasks under a processor four
// times slower, requests, bytes of script and style as they cross the line, and what moves while it is drawn.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser } from '../chromium.mjs';
import { openDesks } from '../browser/desk.mjs';
import { median, openDistrict, tell } from './server.mjs';

const TIMES = 5;
const SETTLED_MS = 3000; // nothing of a first view is drawn later

let server, browser;
before(async () => {
  ({ server } = await openDistrict());
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** In the page, before its own code. */
function watch() {
  window.seen = { long: [0], moved: 0 };
  new PerformanceObserver((l) => window.seen.long.push(...l.getEntries().map((e) => e.duration)))
    .observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((l) => l.getEntries().forEach((e) => (window.seen.moved += e.hadRecentInput ? 0 : e.value)))
    .observe({ type: 'layout-shift', buffered: true });
}

/** One first view in a browser that has nothing yet: { long (ms), moved, requests, bytes }. */
async function view(context, path, ready, slower) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  let requests = 0;
  let bytes = 0;
  const code = new Set();
  await devtools.send('Network.enable');
  devtools.on('Network.responseReceived', (e) => {
    requests++;
    if (['Script', 'Stylesheet'].includes(e.type)) code.add(e.requestId);
  });
  devtools.on('Network.loadingFinished', (e) => (bytes += code.has(e.requestId) ? e.encodedDataLength : 0));
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(watch);
  await page.goto(server.url + path);
  await ready(page);
  await page.waitForFunction((ms) => performance.now() > performance.timing.loadEventEnd - performance.timing.navigationStart + ms, SETTLED_MS);
  const { long, moved } = await page.evaluate(() => window.seen);
  await page.close();
  return { long: Math.max(...long), moved, requests, bytes };
}

const heading = (page) => page.getByRole('heading', { level: 1 }).first().waitFor();

async function phones(path) {
  const all = [];
  for (let i = 0; i < TIMES; i++) {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', hasTouch: true });
    all.push(await view(context, path, heading, 4));
    await context.close();
  }
  return all;
}

for (const path of ['/', '/say/words', '/answers', '/figures'])
  test(`citizen ${path}: no task over 200 ms, at most 12 requests and 100 KB`, async () => {
    const all = await phones(path);
    const long = median(all.map((v) => v.long));
    const [{ requests, bytes }] = all;
    const moved = median(all.map((v) => v.moved));
    tell(`citizen ${path}`, `longest task ${long.toFixed(0)} ms (4x slower, median of ${TIMES}), ${requests} requests, ${bytes} bytes of code, layout shift ${moved.toFixed(4)}`);
    assert.ok(long <= 200, `${long} ms`);
    assert.ok(requests <= 12, `${requests} requests`);
    assert.ok(bytes > 10_000 && bytes <= 100_000, `${bytes} bytes`);
  });

test('desk: the work list as the first view, at most 400 KB, nothing moves', async () => {
  const desk = await openDesks(browser, server).sit('screener');
  const { cookies } = await desk.page.context().storageState();
  const moves = [];
  let first;
  for (let i = 0; i < TIMES; i++) {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN', storageState: { cookies, origins: [] } });
    const seen = await view(context, '/desk/', (page) => page.locator('table tbody tr').first().waitFor(), 1);
    first ??= seen;
    moves.push(seen.moved);
    await context.close();
  }
  tell('desk /desk/', `${first.bytes} bytes of code, ${first.requests} requests, layout shift ${median(moves).toFixed(4)}, longest task ${first.long.toFixed(0)} ms`);
  assert.ok(first.bytes > 50_000 && first.bytes <= 400_000, `${first.bytes} bytes`);
  assert.ok(median(moves) <= 0.01, `layout shift ${median(moves)}`);
});
