// SPDX-License-Identifier: Apache-2.0
// The pictures of README and guides, taken from the running program: a demo register of its own, one
// demand on its way from a citizen's telephone to the unit that handles it; and the first day of an
// office that takes over its running work, in a practice register made from its tables.
//   node tools/screens.mjs        (after script/server has built program and pages)
// Writes docs/img/{say,follow,work,dossier}.png and docs/img/first-*.png.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { castOf } from '../tests/api/cast.mjs';
import { citizen, logIn, officerOf } from '../tests/api/lib.mjs';
import { openBrowser } from '../tests/chromium.mjs';
import { hotlineOrders, runningLedger } from '../tests/long/tables.mjs';
import { officeBook, slipsOf, SMALL } from '../tests/office_book.mjs';
import { huiyin, startServer } from '../tests/server.mjs';
import { workbook } from '../tests/workbook.mjs';

const img = fileURLToPath(new URL('../docs/img/', import.meta.url));
mkdirSync(img, { recursive: true });

const WORDS = '东城北门菜市场门口的路灯坏了快三个月，晚上一片黑，老人买菜摔过一次，打过电话也没人来修。';

async function placeOf(client, ...names) {
  let parent = '';
  for (const name of names) {
    const { body } = await client.get(`/api/v1/public/places?parent=${parent}`);
    const found = body.places.find((p) => p.name === name);
    assert.ok(found, `no place ${name}`);
    parent = found.id;
  }
  return parent;
}

async function step(desk, subject, num, name, body) {
  const dossier = await desk.get(`/api/v1/${subject}s/${num}`);
  const done = await desk.act(dossier, name, body);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  return done.body;
}

/** Up to the point where the lead works on it; returns the numbers. */
async function story(server) {
  const by = (login) => logIn(server, login);
  const person = citizen(server);
  const place = await placeOf(person, '东城街道', '北门社区');
  const sent = await person.submit({
    words: WORDS, place_id: place, channel: 'web', name: '李大爷', phone: '13800138000', privacy: 'confidential',
    address: '北门菜市场门口第三根灯杆', proposal: '换成不用接线的灯也行', head_count: 12,
  });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const { num, code } = sent.body;
  const [community, street, district, builder] = [
    await by('beimen2'), await by('dongcheng2'), await by('xinfang3'), await by('zhujian1'),
  ];
  await step(community, 'demand', num, 'screen-valid', { title: '北门菜市场路灯不亮', class: 'municipal', kind: 'collective', urgent: true });
  const { created: matter } = await step(community, 'demand', num, 'open-matter', {});
  await step(community, 'matter', matter, 'level-up', { reason: '灯杆属市政设施，社区没有维修力量' });
  await step(street, 'matter', matter, 'level-up', { reason: '需住建部门查线路' });
  await step(district, 'matter', matter, 'level', { lvl: 'district', difficulty: 'short' });
  const { body: choices } = await district.get('/api/v1/choices');
  const unit = (name) => choices.units.find((u) => (u.label ?? u.name).startsWith(name));
  const id = (name) => unit(name).id ?? unit(name).value;
  await step(district, 'matter', matter, 'dispatch', { lead: id('区住'), helpers: [id('东城街道')], words: '一周内恢复照明，先设临时灯' });
  await step(builder, 'task', `${matter}-1`, 'sign', {});
  await step(builder, 'task', `${matter}-1`, 'note', { words: '已到现场查看，地下电缆断了一处，明日开挖', tell_citizens: true });
  return { num, code, matter };
}

async function desk(browser, server, login, path, file, { width = 1280, height = 900, act } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, baseURL: server.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  const { password } = officerOf(server, (o) => o.login === login);
  await page.goto('/desk/login');
  await page.locator('input').nth(0).fill(login);
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.endsWith('/login'));
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  await act?.(page);
  await page.screenshot({ path: `${img}${file}.png` });
  await context.close();
}

async function phone(browser, server, path, file, act) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, baseURL: server.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true });
  const page = await context.newPage();
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  await act?.(page);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${img}${file}.png` });
  await context.close();
}

// ---- the first day of an office (docs/first-day.zh.md) ----

const CODE = '511902';

/** The office's tables, in; a register of its own on Monday morning. */
async function office(dir) {
  const book = officeBook(CODE, { ...SMALL, centre: CODE });
  const communities = book.区划.filter((p) => p[2] === '社区村').map((p) => p[1]);
  const departments = book.单位.filter((u) => u[0].startsWith('bm')).map((u) => u[1]);
  const at = (name) => join(dir, name);
  workbook(at('office.xlsx'), book);
  workbook(at('ledger.xlsx'), { 台账: runningLedger(60, departments, communities).rows });
  workbook(at('orders.xlsx'), { 工单: hotlineOrders(12, communities).rows });
  const server = await startServer({
    init: ['--practice', '--code', CODE, '--name', '示例区', '--mechanism', 'bazhou'],
    prepare(data) {
      huiyin('clock', 'now', '2026-11-23 08:00', '--data', data);
      huiyin('org', 'import', at('office.xlsx'), '--slips', at('slips.html'), '--data', data);
      huiyin('upstream', 'load', 'hotline12345', '--data', data);
      huiyin('import', at('ledger.xlsx'), '--data', data);
    },
  });
  server.officers.push(...slipsOf(readFileSync(at('slips.html'), 'utf8')));
  const staff = JSON.parse(huiyin('user', 'list', '--json', '--data', server.data)).officers;
  const who = (unit, role) => staff.find((o) => o.roles.some((r) => r.role === role && r.unit === unit)).login;
  return { server, who, at };
}

/** A demand of 东城花园社区 that its grid worker has at hand; the task's number. */
async function errand(cast, who, unit) {
  const way = await cast.demand({ words: '楼道里堆着旧家具，老人走路不方便（示例）。', place: '东城花园社区' });
  await way.demand(who(unit, 'screener'), 'screen-valid', { title: '楼道堆放杂物（示例）', class: 'estate' });
  await way.demand(who(unit, 'dispatcher'), 'open-matter', {});
  await way.matter(who(unit, 'screener'), 'level', { lvl: 'community' });
  await way.matter(who(unit, 'dispatcher'), 'dispatch', { lead: cast.unit('花园社区') });
  await way.task(who(unit, 'handler'), 'sign');
  return way.numOf('task');
}

async function firstDay(browser) {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-first-'));
  const { server, who, at } = await office(dir);
  try {
    const paper = await browser.newPage({ viewport: { width: 900, height: 420 } });
    await paper.goto(pathToFileURL(at('slips.html')).href);
    await paper.screenshot({ path: `${img}first-slips.png` });
    await paper.close();
    const cast = await castOf(server, who(CODE, 'dispatcher'));
    for (const role of ['exchange', 'screener', 'leader']) await cast.as(who(CODE, role));
    await desk(browser, server, who(CODE, 'exchange'), '/desk/upstreams', 'first-orders', {
      width: 1100,
      height: 580,
      async act(page) {
        await page.locator('#up-orders').setInputFiles(at('orders.xlsx'));
        await page.getByText('检查结果').first().waitFor();
      },
    });
    huiyin('import', at('orders.xlsx'), '--upstream', 'hotline12345', '--data', server.data);
    await desk(browser, server, who(CODE, 'screener'), '/desk/', 'first-work', { width: 1100, height: 560 });
    const unit = 'jd0101';
    const task = await errand(cast, who, unit);
    await desk(browser, server, who(unit, 'handler'), `/desk/tasks/${task}`, 'first-phone', { width: 390, height: 844 });
    await desk(browser, server, who(CODE, 'leader'), '/desk/reports?date=2026-11-23', 'first-sheet', { width: 1100, height: 620 });
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true });
  }
}

const server = await startServer();
const browser = await openBrowser();
try {
  const { num, code, matter } = await story(server);
  await phone(browser, server, '/', 'say');
  await phone(browser, server, '/follow', 'follow', async (page) => {
    const fields = page.locator('main input');
    await fields.nth(0).fill(num);
    await fields.nth(1).fill(code);
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByText('现在的情况').waitFor();
  });
  await desk(browser, server, 'zhujian1', '/desk/', 'work', { height: 700 });
  await desk(browser, server, 'xinfang3', `/desk/matters/${matter}`, 'dossier');
  await firstDay(browser);
} finally {
  await browser.close();
  await server.stop();
}
