// SPDX-License-Identifier: Apache-2.0
// A demand from the telephone to its receipt, and what became of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser } from '../chromium.mjs';
import { picture } from '../picture.mjs';
import { startServer } from '../server.mjs';
import {
  act, assertAccessible, assertFits, follow, mayDo, nowText, openPhone, receiptOf, say, stepTexts,
} from './citizen.mjs';
import { focused } from './desk.mjs';

const WORDS = '小区门口的路灯坏了半个月，晚上老人出门看不见路。';
let server, browser;
before(async () => {
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function publicDemand({ num, code }) {
  const r = await fetch(`${server.url}/api/v1/public/demands/${num}`, { headers: { 'x-query-code': code } });
  assert.equal(r.status, 200);
  return r.json();
}

test('from the start page to the receipt, then followed and added to', async () => {
  const page = await openPhone(browser, server);
  const look = async (where) => {
    await assertFits(page, where);
    await assertAccessible(page, where);
  };
  await page.goto('/');
  await page.getByRole('link', { name: /拨打/ }).waitFor();
  await look('start');
  const photo = { name: '路灯.png', mimeType: 'image/png', buffer: picture(2000, 1000) };
  const receipt = await say(
    page,
    { words: WORDS, place: ['东城街道', '北门社区'], address: '三单元门口', photos: [photo], name: '刘阿姨', phone: '13800138000' },
    look,
  );
  assert.match(receipt.num, /^\d{20,}$/);
  assert.match(receipt.code, /^[2-9A-Z]{10}$/);
  await look('receipt');
  const stored = await publicDemand(receipt);
  assert.equal(stored.words, WORDS);
  assert.equal(stored.place, '东城街道 · 北门社区');
  assert.deepEqual(stored.attachments.map((a) => a.type), ['image/jpeg'], 'the picture was made smaller before it was sent');

  await follow(page, receipt);
  await look('follow');
  assert.equal(await nowText(page), '已收到，正在看归谁管');
  assert.match(await page.locator('.now').innerText(), /北门社区/);
  assert.match(await page.locator('.now').innerText(), /还剩 \d+ 天，已用 0 天/);
  assert.deepEqual(await mayDo(page), ['add', 'correct', 'correct-person', 'mark-complained', 'withdraw']);
  const shown = page.getByAltText('您发来的第 1 张照片');
  const drawn = () => shown.evaluate((x) => [x.complete && x.naturalWidth > 500, x.clientWidth > 200]);
  await shown.waitFor();
  assert.deepEqual(await drawn(), [true, false], 'the photo itself, small');
  await page.getByRole('button', { name: /看大图/ }).click();
  assert.deepEqual(await drawn(), [true, true]);
  await look('a photo made large');
  await page.getByRole('button', { name: /收起/ }).click();
  assert.deepEqual(await drawn(), [true, false]);
  await act(page, 'correct-person', { phone: '13800138009', reason: '换了号码' });
  await page.locator('[data-action=correct] button').first().click();
  await page.locator('[data-action=correct]').getByRole('button', { name: '东城街道', exact: true }).click();
  await page.locator('[data-action=correct]').getByRole('button', { name: '南门社区', exact: true }).click();
  await page.locator('[data-action=correct] [name=reason]').fill('写错了社区');
  await look('a form with places');
  await page.locator('[data-action=correct] button[type=submit]').click();
  await page.getByRole('status').filter({ hasText: '已办好：更正地点、类别' }).waitFor();
  assert.equal((await publicDemand(receipt)).place, '东城街道 · 南门社区');
  await page.locator('[data-action=add] button').first().click();
  await page.locator('[data-action=add] button[type=submit]').click();
  await page.getByRole('alert').filter({ hasText: '请填写“内容”' }).waitFor();
  await look('a form with a fault');
  await page.locator('[data-action=add] button').first().click();
  await act(page, 'add', { words: '隔壁单元的也坏了' });
  assert.deepEqual(await stepTexts(page), ['我们收到了您的诉求', '您补充了情况']);
  await act(page, 'withdraw', { reason: '邻居已经找人修好' });
  assert.equal(await nowText(page), '您已撤回');
  assert.deepEqual(await mayDo(page), []);
  assert.deepEqual(page.faults, []);
});

test('pressed twice, on a line that loses the answer: one demand', async () => {
  const page = await openPhone(browser, server);
  let heard = 0;
  const keys = new Set();
  const nums = new Set();
  await page.route('**/api/v1/demands', async (route) => {
    keys.add(route.request().headers()['idempotency-key']);
    const reply = await route.fetch();
    nums.add((await reply.json()).num);
    if (++heard === 1) await route.abort('connectionreset');
    else await route.fulfill({ response: reply });
  });
  await page.goto('/say/words');
  await page.getByLabel('用自己的话说').fill(WORDS);
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { name: '有照片吗' }).waitFor();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('radio', { name: /^匿名/ }).check();
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { name: '请看一遍' }).waitFor();
  await page.getByRole('button', { name: '提交', exact: true }).dblclick();
  await page.getByText('不管按几次，都只算一件').waitFor();
  await page.reload(); // the telephone was switched off in between
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await receiptOf(page);
  assert.equal(heard, 2);
  assert.equal(keys.size, 1);
  assert.equal(nums.size, 1);
});

test('a draft survives the page; anonymity sends no contact', async () => {
  const page = await openPhone(browser, server, { width: 320, height: 640 });
  await page.goto('/say/words');
  await page.getByLabel('用自己的话说').fill('垃圾没人清');
  await page.waitForTimeout(500);
  await page.goto('/');
  await page.getByRole('link', { name: '接着上次写' }).click();
  assert.equal(await page.getByLabel('用自己的话说').inputValue(), '垃圾没人清');
  await page.goto('/say/privacy');
  await page.getByRole('radio', { name: /^实名 / }).check();
  await page.getByLabel('手机或电话').fill('13800138000');
  await page.getByRole('radio', { name: /^匿名/ }).check();
  assert.equal(await page.getByLabel('手机或电话').count(), 0);
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { name: '请看一遍' }).waitFor();
  const sent = page.waitForRequest((r) => r.url().endsWith('/api/v1/demands'));
  await page.getByRole('button', { name: '提交', exact: true }).click();
  const body = (await sent).postDataJSON();
  assert.deepEqual(body, { words: '垃圾没人清', privacy: 'anonymous', channel: 'web' });
  await receiptOf(page);
  assert.equal(await page.evaluate(() => localStorage.getItem('huiyin.draft.1')), null);
});

test('a pin on the map names its place, by finger and by keyboard', async () => {
  const page = await openPhone(browser, server, {
    geolocation: { longitude: 106.757, latitude: 31.852, accuracy: 20 },
    permissions: ['geolocation'],
  });
  await page.goto('/say/place');
  await page.getByRole('button', { name: '在地图上点' }).click();
  const map = page.getByRole('application', { name: '地图' });
  await map.click();
  await page.locator('.chosen strong', { hasText: '街道' }).waitFor();
  await page.getByText(/图钉在东经 106\.\d+，北纬 31\.\d+/).waitFor();
  await assertAccessible(page, 'map');
  const before = await page.getByText(/图钉在/).innerText();
  await map.press('ArrowRight');
  await page.waitForFunction((was) => !document.body.innerText.includes(was), before);
  await page.getByRole('button', { name: '就在我现在的位置' }).click();
  await page.getByText('误差约 20 米').waitFor();
  await page.waitForTimeout(500);
  const draft = JSON.parse(await page.evaluate(() => localStorage.getItem('huiyin.draft.1')));
  assert.deepEqual([draft.lon, draft.lat, draft.crs], [106.757, 31.852, 'CGCS2000']);
  await page.getByRole('button', { name: '从名单里选' }).click();
  await page.getByRole('button', { name: '不要这个地点' }).click();
  await page.getByRole('button', { name: '西城街道', exact: true }).click();
  await page.waitForTimeout(500);
  const listed = JSON.parse(await page.evaluate(() => localStorage.getItem('huiyin.draft.1')));
  assert.deepEqual([listed.lon, listed.place.map((p) => p.name)], [null, ['西城街道']]);
});

test('the back button goes one question back; a review cannot be reached with a gap', async () => {
  const page = await openPhone(browser, server);
  await page.goto('/say/review');
  await page.getByRole('heading', { name: '您要反映什么事' }).waitFor();
  await page.getByRole('button', { name: '下一步' }).click();
  const alert = page.getByRole('alert').filter({ hasText: '请写明什么事' });
  await alert.waitFor();
  await focused(page, '[role=alert]'); // the fault has it
  await alert.getByRole('link').click();
  await focused(page, '#f-words');
  await page.getByLabel('用自己的话说').fill(WORDS);
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByRole('heading', { name: '事情在哪里' }).waitFor();
  await focused(page, 'h1');
  await page.goBack();
  await page.getByRole('heading', { name: '您要反映什么事' }).waitFor();
  assert.equal(await page.getByLabel('用自己的话说').inputValue(), WORDS);
});

for (const [name, width, elder, lang] of [
  ['the narrowest telephone, elder mode', 320, true, 'zh'],
  ['the narrowest telephone, English', 320, false, 'en'],
  ['a wide screen', 1280, false, 'zh'],
])
  test(`${name}: everything fits and is open to all`, async () => {
    const page = await openPhone(browser, server, { width, height: 800 });
    await page.goto('/');
    await page.locator('.foot-call').waitFor();
    if (elder) await page.getByRole('button', { name: '长辈模式' }).click();
    if (lang === 'en') await page.getByRole('button', { name: 'English' }).click();
    assert.equal(await page.locator('html').getAttribute('lang'), lang === 'en' ? 'en' : 'zh-CN');
    if (elder) {
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('main *, footer *')]
          .filter((x) => [...x.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
          .filter((x) => parseFloat(getComputedStyle(x).fontSize) < 24)
          .map((x) => x.textContent),
      );
      assert.deepEqual(small, [], '18 pt and more');
    }
    for (const path of ['/', '/say/words', '/say/place', '/say/photos', '/say/privacy', '/say/more', '/follow', '/privacy', '/no-such-page']) {
      await page.goto(path);
      await page.locator('main h1').waitFor();
      await page.locator('.foot-call').waitFor();
      await assertFits(page, path);
      await assertAccessible(page, path);
    }
    assert.deepEqual(page.faults, []);
  });

test('a wrong code and a miswritten number are told in plain words', async () => {
  const page = await openPhone(browser, server);
  await page.goto('/follow');
  await page.getByLabel('编号').fill('511902 20261122 000018');
  await page.getByLabel('查询码').fill('abc');
  await page.getByRole('button', { name: '查看' }).click();
  const alert = page.getByRole('alert');
  await alert.getByText('编号好像抄错了一位').waitFor();
  await alert.getByText('查询码是 10 位').waitFor();
  const receipt = await say(page, { words: '测试查询码', privacy: /^匿名/ });
  await page.goto(`/follow/${receipt.num}#AAAAAAAAAA`);
  await page.getByText('编号和查询码对不上').waitFor();
  for (let i = 0; i < 5; i++) await page.getByRole('button', { name: '再试一次' }).click({ delay: 50 });
  await page.getByText(/尝试次数过多，请 \d+ 秒后再试/).waitFor();
});

test('the first view stays small', async () => {
  const page = await openPhone(browser, server);
  let bytes = 0;
  page.on('response', async (r) => {
    if (/\.(js|css)$/.test(new URL(r.url()).pathname)) bytes += Number(r.headers()['content-length'] ?? NaN);
  });
  await page.goto('/', { waitUntil: 'networkidle' });
  assert.ok(bytes > 10_000 && bytes <= 100_000, `${bytes} bytes of script and style`);
});
