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
import { workbookBytes } from '../workbook.mjs';
import { assertAccessible, assertFits, openPhone, receiptOf } from './citizen.mjs';
import { focused, openDesks } from './desk.mjs';

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
  const levels = page.locator('.levels .el-select');
  for (const name of ['东城街道', '北门社区']) {
    await levels.last().waitFor();
    const before = await levels.count();
    await levels.last().click();
    await page.locator('.el-select-dropdown:visible').getByText(name, { exact: true }).click();
    if (name === '东城街道') await levels.nth(before).waitFor(); // the next level comes with the choice
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

test('HY-07: a call for demands: made at a desk, found on the first page, followed on a telephone', async () => {
  const { page } = await desks.sit((o) => o.login === 'fabu1');
  await page.goto('/desk/spots');
  await page.getByRole('button', { name: '公开征集', exact: true }).click();
  await page.getByText('发起公开征集', { exact: true }).click();
  const levels = page.locator('.levels .el-select');
  await levels.last().click();
  await page.locator('.el-select-dropdown:visible').getByText('东城街道', { exact: true }).click();
  await page.getByLabel(/征集主题/).fill('老旧小区改造（示例）');
  await page.getByLabel(/想听什么/).fill('您最想先改什么？');
  await page.getByLabel(/由谁征集/).fill('改造专班');
  const day = (n) => new Date(Date.now() + n * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
  for (const [name, n] of [[/从什么时候起/, -1], [/到什么时候止/, 5]]) {
    await page.getByLabel(name).fill(`${day(n)} 09:00:00`);
    await page.getByLabel(name).press('Enter');
  }
  await page.getByRole('button', { name: '保存', exact: true }).click();
  const row = page.locator('tbody tr').first();
  await row.getByText('老旧小区改造（示例）').waitFor();
  await assertAccessible(page, 'the desk’s calls');
  await assertFits(page, 'the desk’s calls');
  await shot(page, 'spots-call');
  await row.getByRole('checkbox').check();
  const paper = await page.context().newPage();
  await paper.goto(await page.getByRole('link', { name: '打印选中的 1 张' }).getAttribute('href'));
  await shot(paper, 'call-poster');
  const [code] = codesOf(await paper.pdf({ preferCSSPageSize: true, printBackground: true }));
  await paper.close();

  const phone = await openPhone(browser, server);
  await phone.goto('/');
  await phone.getByRole('heading', { name: '正在公开征集' }).waitFor();
  await assertAccessible(phone, 'the first page with a call');
  await assertFits(phone, 'the first page with a call');
  await shot(phone, 'call-home');
  const link = phone.getByRole('link', { name: '老旧小区改造（示例）' });
  assert.equal(new URL(await link.getAttribute('href'), server.url).href, code, 'the poster leads where the page does');
  await link.click();
  await phone.getByRole('heading', { level: 1, name: '您要反映什么事' }).waitFor();
  await phone.getByText('您最想先改什么？').waitFor();
  await assertAccessible(phone, 'the words of a call');
  await shot(phone, 'call-words');
  await phone.getByLabel('用自己的话说').fill('先改下水管（示例）');
  await phone.getByRole('button', { name: '下一步' }).click();
  await phone.getByRole('heading', { level: 1, name: '事情在哪里' }).waitFor();
  for (let i = 0; i < 2; i++) await phone.getByRole('button', { name: '下一步' }).click();
  await phone.getByRole('radio', { name: /匿名/ }).check();
  await phone.getByRole('button', { name: '下一步' }).click();
  await phone.getByRole('button', { name: '提交', exact: true }).click();
  const { num } = await receiptOf(phone);
  const desk = await logIn(server, 'xinfang3');
  const call = (await desk.get('/api/v1/spots?kind=call')).body.spots[0];
  const { row: demand } = (await desk.get(`/api/v1/demands/${num}`)).body;
  assert.deepEqual([demand.spot_id, demand.place_id, call.demands], [call.id, call.place_id, 1]);

  // Something else instead: what was chosen is gone, what was written stays.
  await phone.goto(code);
  await phone.getByLabel('用自己的话说').fill('另一件事（示例）');
  await phone.getByRole('button', { name: '不说这个，另外反映' }).click();
  assert.equal(await phone.locator('.chosen').count(), 0);
  assert.equal(await phone.getByLabel('用自己的话说').inputValue(), '另一件事（示例）');
  assert.deepEqual(phone.faults, []);

  await row.getByRole('button', { name: '停用' }).click();
  await page.getByLabel('原因').fill('改期');
  await page.locator('.below').getByRole('button', { name: '停用' }).click();
  await page.getByText('还没有', { exact: true }).waitFor();
  await phone.goto(code);
  await phone.getByText('这次征集还没有开始，或者已经结束了。').waitFor();
  await phone.getByRole('link', { name: '直接反映' }).click();
  await phone.getByRole('heading', { level: 1, name: '您要反映什么事' }).waitFor();
  await phone.context().close();
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
    await focused(page, '#b-words');
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
  /* The day it was found and who went where stay; a scan is pasted, another chosen with Enter. Who listens only as the
   * key goes down may be too late: the browser is told to hand its file chooser over without an answer being awaited. */
  const chosen = page.waitForEvent('filechooser');
  keys = 0;
  await page.keyboard.insertText('院里的树倒了一棵');
  await page.evaluate(() => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='), (c) => c.charCodeAt(0));
    data.items.add(new File([bytes], 'scan.png', { type: 'image/png' }));
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.getByText('scan.png').waitFor();
  await page.getByText('1 / 9').waitFor();
  for (let n = 0; n < 5; n++) await press('Tab');
  await focused(page, '#b-found_at');
  const found = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  for (const digit of found.replaceAll('-', '')) await press(digit);
  await press('Tab');
  await press('ArrowDown');
  await press('Tab');
  await focused(page, 'input[type=file]');
  await press('Enter');
  await (await chosen).setFiles({ name: 'page2.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') });
  await page.getByText('2 / 9').waitFor();
  await page.waitForFunction(() => !document.body.innerText.includes('正在上传'));
  await shot(page, 'batch-scan');
  await press('Control+Enter');
  await page.getByText('本次已录 5 件').waitFor();
  assert.ok(keys <= 25, `${keys} keys`);
  assert.equal(await page.locator('#b-found_at').inputValue(), found.replaceAll('-', ''), 'it stays');
  assert.equal(await page.locator('#b-direction').inputValue(), 'come');
  await page.getByText('0 / 9').waitFor();
  await press('Control+Enter');
  await page.getByText('请录入原话').waitFor(); // beside its field, and nothing was sent
  await assertAccessible(page, 'batch entry');
  await page.getByText('本次已录 5 件').waitFor();
  await assertFits(page, 'batch entry');
  await shot(page, 'batch');

  /* One too many: taken back by keyboard; it is counted no more and stays in the register. */
  const screener = await logIn(server, 'beimen1'); // the letter that was there before is found a moment after it came
  for (let i = 0; i < 150 && (await screener.post('/api/v1/same', { words: '井盖响' })).body.rows?.length !== 1; i++) await page.waitForTimeout(200);
  await page.locator('#b-words').focus();
  await page.keyboard.insertText('井盖响');
  await press('Control+Enter');
  await page.getByText('本次已录 6 件').waitFor();
  const twice = page.locator('.entered li').first();
  await twice.getByText('可能与 1 件是同一件事').waitFor();
  const twiceNum = (await twice.getByRole('link').first().innerText()).replace(/\D/g, '');
  await twice.getByRole('button', { name: '误录撤回' }).focus();
  await press('Enter');
  await page.locator('#b-why').fill('同一封信录了两遍');
  await shot(page, 'batch-undo');
  await press('Enter');
  await twice.getByText('已撤回').waitFor();
  await page.getByText('本次已录 5 件').waitFor();
  await focused(page, '#b-words');
  await assertAccessible(page, 'an entry taken back');

  const client = await logIn(server, 'beimen2');
  const { spots } = (await client.get('/api/v1/spots?kind=box')).body;
  assert.equal(spots[0].demands, 6, 'all that came out of it');
  const back = (await client.get(`/api/v1/demands/${twiceNum}`)).body;
  assert.equal(back.row.state, 'withdrawn');
  const all = (await client.get(`/api/v1/spots/${spots[0].id}`)).body.gathered;
  const gathered = all.filter((d) => d.num !== twiceNum);
  assert.deepEqual([all.length, gathered.length], [6, 5]);
  const rows = await Promise.all(gathered.map(async (d) => (await client.get(`/api/v1/demands/${d.num}`)).body.row));
  assert.ok(rows.every((r) => r.state === 'received'), JSON.stringify(rows.map((r) => r.state)));
  assert.equal(new Set(rows.map((r) => r.class)).size, 5, 'four classes, and none');
  assert.equal(rows[0].found_at.slice(0, 10), found);
  assert.equal(rows[0].direction, 'come');
  const whole = (await client.get(`/api/v1/demands/${gathered[0].num}`)).body;
  assert.equal(JSON.stringify(whole).match(/scan\.png|page2\.png/g)?.length, 2, 'both scans are the letter’s');
  for (const r of rows) assert.deepEqual([r.way, r.channel], ['收', 'box']);
});

test('BZ-07 JN-36: a questionnaire is made from a table, entered by keyboard and on a telephone, and counted', async () => {
  const { page } = grid;
  const HEAD = ['题号', '题目', '题型', '选项', '必答', '形成诉求'];
  const good = [
    ['1', '您对社区工作满意吗？', '单选', '满意；一般；不满意', '是', ''],
    ['2', '家里最操心哪些事？', '多选', '路；水；电', '', ''],
    ['3', '家里几口人？', '数字', '', '', ''],
    ['4', '有什么事要社区办？', '文字', '', '', '是'],
  ];
  const choose = (rows) => page.locator('#questionnaire-file').setInputFiles({
    name: '问卷.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from(workbookBytes({ 问卷: [HEAD, ...rows] })),
  });
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await page.goto('/desk/');
  await page.getByRole('link', { name: '问卷', exact: true }).first().click();
  await page.getByText('用表格做一份问卷').click();
  await choose([['1', '满意吗', '作文', '', '', '']]);
  await page.getByRole('button', { name: '先核对' }).click();
  await page.locator('.faults li').first().filter({ hasText: '题型' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /^建立问卷/ }).count(), 0);
  await choose(good);
  await page.getByRole('button', { name: '先核对' }).click();
  await page.getByText('核对无误，共 4 题').waitFor();
  await page.getByLabel('问卷名称').fill('社区满意度');
  await choosePlace(page);
  await assertAccessible(page, 'a questionnaire that was looked at');
  for (const [id, at] of [['from', day(-2)], ['to', day(5)]]) {
    await page.locator(`#questionnaire-${id}`).fill(at);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
  }
  await shot(page, 'questionnaire-make');
  await page.getByRole('button', { name: '建立问卷（4 题）' }).click();
  await page.getByRole('heading', { level: 1, name: '社区满意度' }).waitFor();
  const address = await page.locator('.address a').innerText();
  const code = address.split('/w/')[1];
  assert.equal(address, `${server.url}/w/${code}`);

  await page.getByRole('link', { name: '录入答卷' }).click();
  const { keyboard } = page;
  const at = (id) => page.waitForFunction((x) => document.activeElement?.id === x, `s-${id}`);
  const sheets = [['A1', '3', '13', '4', '三号楼下水道堵了'], ['A2', '1', '', '2', '无'], ['A3', '1', '1', '', '']];
  for (const [i, answers] of sheets.entries()) {
    await at('paper');
    for (const [n, words] of answers.entries()) {
      await at(n || 'paper');
      if (i === 0 && n === 1) { // left out first: the fault stands beside it, and nothing is sent
        await keyboard.press('Control+Enter');
        await page.locator('#s-1-fault').waitFor();
        await at(1);
        await assertAccessible(page, 'entering, with a fault');
        await shot(page, 'questionnaire-fault');
      }
      if (words) await keyboard.type(words);
      await keyboard.press('Enter');
    }
    for (const id of ['name', 'phone', 'confidential']) {
      await at(id);
      await keyboard.press('Enter');
    }
    await page.getByText(`本次已录 ${i + 1} 份`).waitFor();
  }
  await at('paper');
  await keyboard.type('A1');
  await keyboard.press('Enter');
  await keyboard.type('2');
  await keyboard.press('Control+Enter');
  await page.locator('#s-paper-fault').waitFor();
  await at('paper');
  await shot(page, 'questionnaire-enter');
  await page.setViewportSize({ width: 390, height: 844 });
  await assertFits(page, 'entering on a small screen');
  await shot(page, 'questionnaire-enter-phone');
  await page.setViewportSize({ width: 1366, height: 900 });

  const phone = await openPhone(browser, server);
  await phone.goto(address);
  await phone.getByRole('heading', { level: 1, name: '社区满意度' }).waitFor();
  await phone.getByRole('button', { name: '交问卷' }).click();
  await phone.getByRole('link', { name: '第 1 题请回答' }).waitFor();
  await phone.getByText('一般', { exact: true }).click();
  await phone.getByText('电', { exact: true }).click();
  await phone.getByLabel(/家里几口人/).fill('3');
  await phone.getByLabel(/有什么事要社区办/).fill('路灯不亮');
  await assertAccessible(phone, 'the questionnaire on a telephone');
  await assertFits(phone, 'the questionnaire on a telephone');
  await shot(phone, 'questionnaire-phone');
  // The server takes it, the answer is lost on the way: sent again, it is the same sheet.
  const keys = [];
  await phone.route('**/sheets', async (r) => {
    keys.push(r.request().headers()['idempotency-key']);
    if (keys.length > 1) return r.continue();
    assert.equal((await r.fetch()).status(), 201);
    return r.abort();
  });
  await phone.getByRole('button', { name: '交问卷' }).click();
  await phone.getByText('没有收到回音').waitFor();
  await phone.reload();
  await phone.getByRole('button', { name: '再交一次' }).click();
  await phone.getByRole('heading', { level: 1, name: '收到了，谢谢您' }).waitFor();
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  const plain = async (name) => (await phone.locator(`[data-test=${name}]`).innerText()).replace(/[\s-]/g, '');
  const [num, secret] = [await plain('num'), await plain('code')];
  await assertAccessible(phone, 'thanks');
  await shot(phone, 'questionnaire-thanks');
  const again = await phone.context().newPage(); // another visit from the same telephone
  await again.goto(address);
  await again.getByText('一般', { exact: true }).click();
  await again.getByRole('button', { name: '交问卷' }).click();
  await again.getByRole('link', { name: /已经答过/ }).waitFor();
  await again.close();
  await phone.goto(`/follow/${num}#${secret}`);
  await phone.getByText('路灯不亮').waitFor();
  await phone.context().close();

  await page.goto(`/desk/questionnaires/${code}`);
  await page.getByText('共 4 份答卷，形成诉求 2 件').waitFor();
  await page.getByRole('row', { name: /^满意 2 50%/ }).waitFor();
  await page.getByText('平均数 3，中位数 3').waitFor();
  await assertAccessible(page, 'results');
  await shot(page, 'questionnaire');
  await page.setViewportSize({ width: 390, height: 844 });
  await assertFits(page, 'results on a small screen');
  await shot(page, 'questionnaire-small');
  await page.setViewportSize({ width: 1366, height: 900 });
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载结果（XLSX）' }).click()]);
  assert.match(file.suggestedFilename(), /\.xlsx$/);
  const { row } = (await (await logIn(server, 'beimen2')).get(`/api/v1/demands/${num}`)).body;
  assert.deepEqual([row.way, row.channel], ['征', 'survey']);

  await page.goto('/desk/questionnaires');
  await shot(page, 'questionnaires');
  await assertAccessible(page, 'the list of questionnaires');
  await page.getByRole('link', { name: '结束问卷' }).click();
  await page.getByLabel('原因').fill('已收齐');
  await page.getByRole('button', { name: '结束', exact: true }).click();
  await page.getByText('不收答卷', { exact: true }).waitFor();
});
