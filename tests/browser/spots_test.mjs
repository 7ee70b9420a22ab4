// SPDX-License-Identifier: Apache-2.0
// BZ-07: from the poster to the demand. The sheet is printed, its code is read from the paper, the address that it
// holds is opened on a telephone, and the demand comes in with the place.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { logIn, newKey } from '../api/lib.mjs';
import { openBrowser } from '../chromium.mjs';
import { startServer } from '../server.mjs';
import { assertAccessible, assertFits, openPhone, receiptOf } from './citizen.mjs';
import { openDesks } from './desk.mjs';

let server, browser, desks, grid;
before(async () => {
  server = await startServer();
  browser = await openBrowser();
  desks = openDesks(browser, server);
  grid = await desks.sit((o) => o.login === 'beimen1');
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
const shot = async (page, name) => {
  if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/${name}.png`, fullPage: true });
};

async function choosePlace(page) {
  for (const name of ['东城街道', '北门社区']) {
    await page.locator('.levels .el-select').last().click();
    await page.locator('.el-select-dropdown:visible').getByText(name, { exact: true }).click();
  }
}

/** What a scanner reads off the printed sheets. */
function codesOf(pdf) {
  const dir = mkdtempSync(join(tmpdir(), 'poster-'));
  try {
    writeFileSync(join(dir, 'sheet.pdf'), pdf);
    execFileSync('pdftoppm', ['-r', '100', '-png', join(dir, 'sheet.pdf'), join(dir, 'page')]);
    const pages = execFileSync('ls', [dir]).toString().split('\n').filter((f) => f.endsWith('.png'));
    return pages.map((p) => execFileSync('zbarimg', ['--quiet', '--raw', join(dir, p)]).toString().trim());
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

test('a poster is made, printed, scanned, and the demand comes with its place', async () => {
  const { page } = grid;
  await page.goto('/desk/spots');
  await page.getByText('做海报', { exact: true }).click();
  await choosePlace(page);
  await page.getByLabel(/贴在哪里/).fill('3号楼下宣传栏');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  const row = page.locator('tbody tr').first();
  await row.getByText('北门社区').waitFor();
  await row.getByRole('checkbox').check();
  await assertAccessible(page, 'the desk’s list');
  await assertFits(page, 'the desk’s list');
  await shot(page, 'spots-poster');
  const href = await page.getByRole('link', { name: '打印选中的 1 张' }).getAttribute('href');

  const paper = await page.context().newPage();
  await paper.goto(href);
  await shot(paper, 'poster');
  const codes = codesOf(await paper.pdf({ preferCSSPageSize: true, printBackground: true }));
  await paper.close();
  assert.equal(codes.length, 1, 'one sheet');
  assert.ok(codes[0].startsWith(`${server.url}/q/`), codes[0]);

  const phone = await openPhone(browser, server);
  await phone.goto(codes[0]);
  await phone.getByRole('heading', { level: 1, name: '您要反映什么事' }).waitFor();
  await phone.getByText('东城街道 › 北门社区，3号楼下宣传栏').waitFor();
  await assertAccessible(phone, 'the words, with the place');
  await assertFits(phone, 'the words, with the place');
  await shot(phone, 'poster-phone');
  await phone.getByLabel('用自己的话说').fill('宣传栏玻璃碎了，怕划着小孩');
  await phone.getByRole('button', { name: '下一步' }).click();
  await phone.getByRole('heading', { level: 1, name: '事情在哪里' }).waitFor();
  assert.match(await phone.locator('.chosen').innerText(), /东城街道 › 北门社区/);
  await phone.getByRole('button', { name: '下一步' }).click();
  await phone.getByRole('button', { name: '下一步' }).click();
  await phone.getByRole('radio', { name: /匿名/ }).check();
  await phone.getByRole('button', { name: '下一步' }).click();
  await phone.getByRole('button', { name: '提交', exact: true }).click();
  const { num } = await receiptOf(phone);
  assert.deepEqual(phone.faults, []);

  const screener = await logIn(server, 'beimen2');
  const { row: demand } = (await screener.get(`/api/v1/demands/${num}`)).body;
  assert.deepEqual([demand.way, demand.channel], ['采', 'qr']);
  const { place_id, id } = (await screener.get('/api/v1/spots?kind=poster')).body.spots[0];
  assert.deepEqual([demand.place_id, demand.spot_id], [place_id, id]);

  await page.reload();
  await page.locator('tbody tr').first().getByRole('button', { name: '记录' }).click();
  await page.getByRole('link', { name: num.replace(/(\d{6})(\d{8})(\d+)/, '$1 $2 $3') }).or(page.locator('.below a')).first().waitFor();
  await shot(page, 'spots-history');

  await page.locator('tbody tr').first().getByRole('button', { name: '停用' }).click();
  await page.getByLabel('原因').fill('宣传栏拆了');
  await page.locator('.below').getByRole('button', { name: '停用' }).click();
  await page.getByText('还没有', { exact: true }).waitFor();
  for (const [code, told] of [[codes[0], '已经停用'], [`${codes[0].slice(0, -2)}xx`, '认不出这个二维码']]) {
    const other = await openPhone(browser, server);
    await other.goto(code);
    await other.getByText(told).waitFor();
    await assertAccessible(other, told);
    await shot(other, `poster-${told}`);
    await other.getByRole('link', { name: '直接反映' }).click();
    await other.getByRole('heading', { level: 1, name: '您要反映什么事' }).waitFor();
    assert.equal(await other.locator('.chosen').count(), 0, 'without the place');
    await other.context().close();
  }
});

test('a letter box that waits stands above the work list until it is opened, empty or not', async () => {
  const { page } = grid;
  const client = await logIn(server, 'beimen1');
  const { place_id } = (await client.get('/api/v1/spots?kind=poster&ended=1')).body.spots[0];
  const made = await client.post('/api/v1/spots', { kind: 'box', place_id, name: '社区大门口', every_days: 1 }, { key: newKey() });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await page.goto('/desk/');
  await page.getByText('1 个信箱该开了').waitFor();
  await shot(page, 'box-strip');
  await page.getByRole('link', { name: /社区大门口/ }).click();
  await page.getByRole('button', { name: '开箱', exact: true }).click();
  await page.getByLabel(/取出多少封/).fill('0');
  await page.getByRole('button', { name: '登记开箱' }).click();
  await page.locator('.below').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '记录' }).click();
  await page.getByText('开箱，没有信').waitFor();
  await assertAccessible(page, 'boxes');
  await shot(page, 'spots-box');
  await page.setViewportSize({ width: 390, height: 844 });
  await assertFits(page, 'boxes on a telephone');
  await shot(page, 'spots-box-phone');
  await page.setViewportSize({ width: 1366, height: 900 });
});

test('BZ-07: a stack of letters is entered by keyboard, with at most 25 keys beside each one\'s words', async () => {
  const { page } = grid;
  await page.goto('/desk/batch');
  await page.locator('#b-spot option', { hasText: '社区大门口' }).waitFor({ state: 'attached' });
  let keys = 0;
  const press = async (key) => {
    keys++;
    await page.keyboard.press(key);
  };
  await page.locator('#b-spot').focus();
  await press('ArrowDown');
  await press('Tab');
  const spent = [];
  const letters = ['楼道堆了杂物，请清理', '晚上有人唱歌到十二点', '公交站牌字太小，老人看不见', '井盖响'];
  for (const [i, words] of letters.entries()) {
    keys = 0;
    assert.equal(await page.evaluate(() => document.activeElement.id), 'b-words');
    await page.keyboard.insertText(words);
    await press('Tab');
    await press('ArrowDown'); // the first grid
    await press('Tab');
    for (let n = 0; n <= i; n++) await press('ArrowDown'); // another class each
    await press('Control+Enter');
    await page.getByText(`本次已录 ${i + 1} 件`).waitFor();
    spent.push(keys);
  }
  assert.ok(Math.max(...spent) <= 25, spent.join(' '));
  await press('Control+Enter');
  await page.getByText('请录入原话').waitFor(); // beside its field, and nothing was sent
  await assertAccessible(page, 'batch entry');
  await page.getByText('本次已录 4 件').waitFor();
  await assertFits(page, 'batch entry');
  await shot(page, 'batch');

  const client = await logIn(server, 'beimen2');
  const { spots } = (await client.get('/api/v1/spots?kind=box')).body;
  assert.equal(spots[0].demands, 4);
  const { gathered } = (await client.get(`/api/v1/spots/${spots[0].id}`)).body;
  const rows = await Promise.all(gathered.map(async (d) => (await client.get(`/api/v1/demands/${d.num}`)).body.row));
  assert.deepEqual(rows.map((r) => r.state), ['received', 'received', 'received', 'received']);
  assert.equal(new Set(rows.map((r) => r.class)).size, 4);
  for (const r of rows) assert.deepEqual([r.way, r.channel], ['收', 'box']);
});
