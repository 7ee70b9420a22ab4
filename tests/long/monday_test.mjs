// SPDX-License-Identifier: Apache-2.0
// Monday morning: an office takes over its running work. A register of its own from the workbook of a
// whole office, a dispatch directory, the running ledger and the hotline's orders, all XLSX; one day at the desks, with the
// first passwords from the slips; replies out and verdicts in; in the evening every total reconciles.
// Under --all 100 units, 900 officers, 3,000 items and 500 orders; otherwise a tenth of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { castOf, Way } from '../api/cast.mjs';
import { openDesks } from '../browser/desk.mjs';
import { openBrowser } from '../chromium.mjs';
import { ask, csv, must, scratch } from '../cmd/lib.mjs';
import { asFile, bytesOf, filled, rowsOf } from '../form.mjs';
import { newKey } from '../api/lib.mjs';
import { officeBook, slipsOf, SMALL } from '../office_book.mjs';
import { startServer } from '../server.mjs';
import { workbook } from '../workbook.mjs';
import { CLASSES, dispatchDirectory, dutyOf, hotlineOrders, hotlineVerdicts, orderNo, runningLedger } from './tables.mjs';

const CODE = '511902';
const FULL = Boolean(process.env.HUIYIN_TEST_ALL);
const SIZE = FULL ? { items: 3000, orders: 500 } : { items: 200, orders: 50 };
const CALLS = 3;
const book = officeBook(CODE, { ...(FULL ? {} : SMALL), centre: CODE });
const body = (sheet) => book[sheet].slice(1);
const departments = body('单位').filter((u) => u[0].startsWith('bm')).map((u) => u[1]);
const communities = body('区划').filter((p) => p[2] === '社区村').map((p) => p[1]);
const streets = body('区划').filter((p) => p[2] === '街道乡镇').map((p) => p[1]);
const ledger = runningLedger(SIZE.items, departments, communities);
const orders = hotlineOrders(SIZE.orders, communities);

const dir = scratch();
const at = (name) => join(dir, name);
const here = (...args) => ask(...args, '--data', server.data);
const clock = (time) => must(['clock', 'now', `2026-11-23 ${time}`, '--data', server.data]);
/** Until the server goes by it as well: this morning's orders are refused as long as it lives in the evening before. */
async function clockTaken(time) {
  const taken = () => server.log().split('reloaded').length;
  const before = taken();
  clock(time);
  for (let i = 0; taken() === before; i++) {
    assert.ok(i < 300, 'the server takes the clock');
    await sleep(100);
  }
}

let server, cast, browser, staff;
const took = {}; // what each import said
/** Orders by number: { no, i, fate, way, place, lead? }. */
const sent = new Map();
/** Some of what the ledger brought along in the midst of being handled: { way, lead }. */
const running = [];

function prepare(data) {
  const files = { office: book, ledger: { 台账: ledger.rows }, orders: { 工单: orders.rows }, directory: { 派单目录: dispatchDirectory(departments, streets) } };
  for (const [name, sheets] of Object.entries(files)) workbook(at(`${name}.xlsx`), sheets);
  must(['clock', 'now', '2026-11-22 19:00', '--data', data]);
  took.plan = ask('org', 'import', at('office.xlsx'), '--dry-run', '--data', data);
  took.office = ask('org', 'import', at('office.xlsx'), '--slips', at('slips.html'), '--data', data);
  must(['upstream', 'load', 'hotline12345', '--data', data]);
  took.directory = ask('directory', 'import', at('directory.xlsx'), '--from', '2026-11-22', '--data', data);
  took.dry = ask('import', at('ledger.xlsx'), '--dry-run', '--data', data);
  took.ledger = ask('import', at('ledger.xlsx'), '--rejects', at('left.csv'), '--data', data);
  staff = ask('user', 'list', '--data', data).officers;
}

before(async () => {
  server = await startServer({ init: ['--practice', '--code', CODE, '--name', '示例区', '--mechanism', 'bazhou'], prepare });
  server.officers.push(...slipsOf(readFileSync(at('slips.html'), 'utf8')));
  cast = await castOf(server, who(CODE, 'dispatcher'));
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The nth officer who holds the role for that unit: the log-in name. */
function who(unit, role, n = 0) {
  const found = staff.filter((o) => o.roles.some((r) => r.role === role && r.unit === unit));
  assert.ok(found[n], `nobody is ${role} of ${unit}`);
  return found[n].login;
}
const unitOf = (name) => body('单位').find((u) => u[1] === name);
const desk = (role, n) => who(CODE, role, n);


test('Sunday evening: the office stands, the ledger is in, every row accounted for', () => {
  assert.deepEqual(took.plan.faults, []);
  assert.equal(staff.length, body('人员').length + 3);
  assert.equal(server.officers.length, staff.length, 'a slip for everybody');
  const { dry, ledger: taken } = took;
  const sums = (r) => [r.rows, r.new, r.known + r.repeated, r.rejected];
  assert.deepEqual(sums(taken), [ledger.rows.length - 1, ledger.good, ledger.twice, ledger.bad]);
  assert.deepEqual(sums(dry), sums(taken), 'the dry run had said the same');
  assert.deepEqual(csv(at('left.csv')).slice(1).map((r) => r[2]), ['TZ900001', 'TZ900002', 'TZ900003']);
  assert.equal(here('directory', 'list').versions.length, 1, JSON.stringify(took.directory));
  const well = here('doctor').checks;
  assert.deepEqual(well.filter((c) => c.result === 'fail'), []);
  assert.equal(well.find((c) => c.check === 'people').result, 'ok');
});

/** First log-in by the page: the slip's password, then one's own. */
async function firstDay(login) {
  const officer = server.officers.find((o) => o.login === login);
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 }, baseURL: server.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  context.setDefaultTimeout(30000);
  const page = await context.newPage();
  await page.goto('/desk/login');
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(officer.password);
  await page.locator('button[type=submit]').click();
  await page.getByText('首次').or(page.locator('#fresh')).first().waitFor();
  const own = 'zhou-yi-zao-shang-8';
  await page.locator('#old').fill(officer.password);
  await page.locator('#fresh').fill(own);
  await page.locator('#again').fill(own);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((url) => !url.pathname.endsWith('/password'));
  await page.getByRole('heading', { name: '工作清单' }).waitFor();
  Object.assign(officer, { password: own, given: false });
  return page;
}

test('8:00: the exchange desk opens the slip and takes the hotline\'s orders in, in the browser', async () => {
  await clockTaken('08:00');
  const page = await firstDay(desk('exchange'));
  await page.getByRole('link', { name: '上级工单' }).click();
  await page.locator('#up-orders').setInputFiles(at('orders.xlsx'));
  await page.getByText(`共 ${orders.good + orders.bad} 行，新工单 ${orders.good}`).waitFor();
  await page.getByRole('button', { name: `确认导入 ${orders.good} 行` }).click();
  await page.getByText(`已导入：共 ${orders.good + orders.bad} 行，新工单 ${orders.good}`).waitFor();
  await page.context().close();
  const again = here('import', at('orders.xlsx'), '--upstream', 'hotline12345');
  assert.deepEqual([again.rows, again.new, again.known, again.rejected], [orders.good + orders.bad, 0, orders.good, orders.bad]);
  const [titles, ...rows] = ledgerOf('demands');
  const [own, theirs, matter, lead, state] = ['编号', '原编号', '事项编号', '牵头单位', '状态'].map((t) => titles.indexOf(t));
  const nums = new Map(rows.map((r) => [r[theirs], r[own]]));
  for (let i = 0; i < SIZE.orders; i++) {
    const no = orderNo(i);
    assert.ok(nums.get(no), `${no} is in the ledger`);
    sent.set(no, { i, no, fate: FATES[i % FATES.length], way: new Way(cast, nums.get(no)), place: i % 2 ? communities[i % communities.length] : '' });
  }
  for (const r of rows.filter((x) => x[theirs].startsWith('TZ') && x[state] === '办理中').slice(0, SIZE.items / 40)) takeUp(r[own], r[matter], r[lead]);
  assert.equal(running.length, SIZE.items / 40);
});

/** The lead's work on what the ledger brought along goes on where it was. */
function takeUp(num, matterNum, lead) {
  const way = new Way(cast, num);
  way.matterNum = matterNum;
  running.push({ way, lead: unitOf(lead)[0] });
}

/** A ledger as CSV, header first. */
function ledgerOf(name) {
  const file = at(`${name}.csv`);
  here('export', name, '--to', file);
  return csv(file);
}

// ---- the desks' work ------------------------------------------------------------------------------

const FATES = ['back', 'explain', 'at once', 'returned', 'excel', 'community', 'waiting', 'handling', 'whole', 'whole'];
const of = (fate) => [...sent.values()].filter((o) => o.fate === fate);
const reason = { reason: '情况说明如下（示例）' };

const communityOf = (o) => unitOf(`${o.place}（示例）`)[0];
const streetOf = (o) => unitOf(`${o.place}（示例）`)[3];

/** Screened and opened where it was received; its matter at the desk of that level. */
async function opened(o, valid) {
  const [screener, dispatcher] = o.place ? [who(communityOf(o), 'screener'), who(communityOf(o), 'dispatcher')] : [desk('screener'), desk('dispatcher')];
  await o.way.demand(screener, 'screen-valid', { class: o.fate === 'community' ? 'other' : CLASSES[classOf(o)][0], ...valid });
  await o.way.demand(dispatcher, 'open-matter', {});
}

async function atCentre(o, valid) {
  await opened(o, valid);
  if (!o.place) return;
  await o.way.matter(who(communityOf(o), 'screener'), 'level-up', reason);
  await o.way.matter(who(streetOf(o), 'screener'), 'level-up', reason);
}

/** Whose class it is; the table off-line is one unit's. */
const classOf = (o) => (o.fate === 'excel' ? 0 : o.i % CLASSES.length);
const departmentOf = (o) => unitOf(departments[dutyOf(classOf(o), o.place ? streets.findIndex((s) => o.place.startsWith(s.replace(/街道$/, ''))) : -1, departments.length)]);

/** The lead that the dispatch form begins with. */
async function proposalFor(o) {
  const form = (await o.way.see(desk('dispatcher'), 'matter')).body.actions.find((a) => a.name === 'dispatch');
  return form.fields.find((f) => f.name === 'lead').value;
}

/** Dispatched to whom the directory proposes. */
async function dispatched(o, valid) {
  await atCentre(o, valid);
  await o.way.matter(desk('screener'), 'level', { lvl: 'district' });
  const unit = departmentOf(o);
  const lead = await proposalFor(o);
  assert.equal(lead, cast.unit(unit[1]), `${o.no}: the directory's proposal`);
  await o.way.matter(desk('dispatcher'), 'dispatch', { lead, words: '请按时办理（示例）' });
  o.lead = unit[0];
}

async function worked(o) {
  const handler = who(o.lead, 'handler');
  if ((await o.way.state(handler, 'task')) === 'sent') await o.way.task(handler, 'sign');
  if ((await o.way.state(handler, 'task')) === 'signed') await o.way.task(handler, 'verify', { truth: '属实' });
  await o.way.task(handler, 'report', { words: '已派人处理（示例）', result: 'solved' });
  await answered(o);
}

/** The head of the lead unit who is not its handler. */
const headOf = (o, handler) => staff.find((s) => s.login !== handler && s.roles.some((r) => r.role === 'head' && r.unit === o.lead)).login;

/** From the report: the head of the unit, the review, the answer. */
async function answered(o) {
  const handler = who(o.lead, 'handler');
  await o.way.task(headOf(o, handler), 'agree');
  await o.way.matter(desk('reviewer'), 'review-agree', { solved: 'yes', ...reason });
  await o.way.matter(handler, 'answer', { words: '已经办好，谢谢您的反映（示例）', result: 'solved' });
  assert.equal(await o.way.state(handler, 'demand'), 'answered');
}

test('9:00: calls are written down; screening: sent back, explained, answered at once', { timeout: 300_000 }, async () => {
  clock('09:00');
  for (let i = 0; i < CALLS; i++)
    await cast.demand({ by: desk('operator'), words: `菜市场门口的路灯不亮（示例来电${i}）`, place: communities[i % communities.length], channel: 'hotline', read_back: 'agreed', name: '示例·丙', phone: `1380000000${i}` });
  for (const o of of('back')) await o.way.demand(desk('exchange'), 'redirect', { ground: 'sender', words: '不属本区职责，请改派（示例）' });
  for (const o of of('explain')) {
    await o.way.demand(who(communityOf(o), 'screener'), 'pass-up', { proposal: 'civil', reason: '属邻里纠纷（示例）' });
    await o.way.demand(who(streetOf(o), 'screener'), 'screen-invalid', { ground: 'civil', reason: '属民事关系（示例）' });
    await o.way.demand(who(streetOf(o), 'screener'), 'explain', { how: 'phone', words: '可到社区调解室（示例）' });
  }
  for (const o of of('at once')) await o.way.demand(desk('operator'), 'answer-at-once', { words: '请到政务大厅三号窗口（示例）', result: 'explained', kind: 'consult' });
});

test('10:00: opened, levelled, dispatched; one urgent, one with a leader\'s instruction, some returned', { timeout: 300_000 }, async () => {
  clock('10:00');
  const [urgent, instructed] = of('whole');
  for (const o of of('whole')) await dispatched(o, o === urgent ? { urgent: true } : {});
  for (const o of ['returned', 'handling', 'excel'].flatMap(of)) await dispatched(o);
  assert.equal((await urgent.way.see(desk('dispatcher'), 'matter')).body.row.urgent, true);
  await instructed.way.matter(desk('leader'), 'instruct', { words: '请一周内办好（示例）', units: [cast.unit(departmentOf(instructed)[1])] });
  for (const o of of('returned')) {
    await o.way.task(who(o.lead, 'handler'), 'ask-return', { ground: 'not_duty', reason: '不属我局职责（示例）' });
    await o.way.task(desk('dispatcher'), 'grant-return', { reason: '同意（示例）' });
    // The directory passes over who gave it back: the next entry that fits, else the desk's own choice.
    const proposed = await proposalFor(o);
    const next = departments[(departments.indexOf(departmentOf(o)[1]) + 1) % departments.length];
    const lead = proposed ?? cast.unit(next);
    await o.way.matter(desk('dispatcher'), 'dispatch', { lead });
    Object.assign(o, { lead: unitOf(cast.choices.units.find((u) => u.value === lead).label)[0], followed: Boolean(proposed) });
    o.way.serial = 2;
  }
  for (const o of of('handling')) await o.way.task(who(o.lead, 'handler'), 'sign');
});

test('11:00: the communities do their own', { timeout: 300_000 }, async () => {
  clock('11:00');
  for (const o of of('community')) {
    const unit = communityOf(o);
    await opened(o);
    await o.way.matter(who(unit, 'screener'), 'level', { lvl: 'community' });
    await o.way.matter(who(unit, 'dispatcher'), 'dispatch', { lead: cast.unit(unitOf(`${o.place}（示例）`)[1]) });
    Object.assign(o, { lead: unit });
    await worked(o);
  }
});

test('14:00: one unit fills its table off-line: out, filled, in again as drafts, filed', { timeout: 300_000 }, async () => {
  clock('14:00');
  const mine = of('excel');
  const [unit, name] = unitOf(departments[0]);
  for (const o of mine) {
    await o.way.task(who(unit, 'handler'), 'sign');
    await o.way.task(who(unit, 'handler'), 'verify', { truth: '属实' });
  }
  const clerk = await cast.as(desk('dispatcher'));
  const got = await clerk.get(`/api/v1/tasks-form?unit=${cast.unit(name)}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  const table = asFile(got.body);
  const nums = mine.map((o) => o.way.numOf('task'));
  assert.deepEqual(nums.filter((n) => !rowsOf(table).some((r) => r['编号'] === n)), [], 'every open task is in the table');
  const back = filled(table, nums.flatMap((n) => [[n, '书面反馈', '已经修好（示例）'], [n, '办理结果', '已解决']]));
  const brought = await clerk.post(`/api/v1/drafts?unit=${cast.unit(name)}`, bytesOf(back), { key: newKey(), headers: { 'x-file-name': encodeURIComponent('周一.xlsx') } });
  assert.deepEqual([brought.body.rows, brought.body.made, brought.body.faults], [nums.length, nums.length, []], JSON.stringify(brought.body));
  const handler = await cast.as(who(unit, 'handler'));
  for (const o of mine) {
    const { body: kept } = await handler.get(`/api/v1/drafts?num=${o.way.numOf('task')}`);
    const [draft] = kept.drafts;
    const done = await handler.post(`/api/v1/drafts/${draft.id}/file`, {}, { etag: `"${draft.version}"`, key: newKey() });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    await answered(o);
  }
});

test('15:00: one matter in the browser from signing to review; the others go on', { timeout: 300_000 }, async () => {
  await clockTaken('15:00');
  const [first, ...others] = of('whole');
  const handler = who(first.lead, 'handler');
  for (const login of [handler, headOf(first, handler), desk('reviewer')]) await cast.as(login);
  const desks = openDesks(browser, server);
  const unit = await desks.sit(handler);
  await unit.open('task', first.way.numOf('task'));
  await unit.act('签收', 'sign');
  await unit.act('核查办理', 'verify', { truth: '属实' });
  await unit.act('书面反馈', 'report', { words: '已派人修好（示例）', result: '已解决' });
  const head = await desks.sit(headOf(first, handler));
  await head.open('task', first.way.numOf('task'));
  await head.act('负责人同意', 'agree');
  const reviewer = await desks.sit(desk('reviewer'));
  await reviewer.open('matter', first.way.matterNum);
  await reviewer.act('审核同意', 'review-agree', { solved: '是' });
  await first.way.matter(handler, 'answer', { words: '已经修好（示例）', result: 'solved' });
  for (const o of [...others, ...of('returned'), ...running]) await worked(o);
  const [, instructed] = of('whole');
  await instructed.way.matter(who(instructed.lead, 'handler'), 'instruction-receive', {});
  await instructed.way.matter(who(instructed.lead, 'handler'), 'instruction-answer', { serial: 1, words: '已办好（示例）' });
  await instructed.way.matter(desk('leader'), 'instruction-accept', { serial: 1 });
});

/** What the hotline has to be told, by number: the state in its words. */
const REPLIED = { back: '退回', explain: '已办结（解释说明）', 'at once': '已办结', returned: '已办结', excel: '已办结', community: '已办结', whole: '已办结' };

test('16:00: called back and closed; the replies go out, each once', { timeout: 300_000 }, async () => {
  clock('16:00');
  for (const o of [...of('whole').filter((_, k) => k % 2 === 0), ...running]) {
    await o.way.demand(desk('callback'), 'verdict', { reached: 'yes', solved: 'yes', grade: 'satisfied', words: '修好了（示例）' });
    await o.way.matter(desk('closer'), 'close', { words: '群众认可（示例）' });
    o.closed = true;
  }
  const told = [...sent.values()].filter((o) => REPLIED[o.fate]);
  const replies = (...more) => here('export', 'replies', '--upstream', 'hotline12345', '--to', at('replies.csv'), ...more);
  const out = replies();
  assert.deepEqual([out.rows, out.open], [told.length, sent.size - told.length], JSON.stringify(out));
  const [titles, ...rows] = csv(at('replies.csv'));
  const said = Object.fromEntries(rows.map((r) => [r[titles.indexOf('工单编号')], r[titles.indexOf('工单状态')]]));
  assert.deepEqual(said, Object.fromEntries(told.map((o) => [o.no, REPLIED[o.fate]])));
  const again = replies();
  assert.deepEqual([again.rows, again.before], [0, told.length]);
});

test('17:00: the hotline\'s verdicts come in; who is not satisfied is dispatched again or reopened', { timeout: 300_000 }, async () => {
  clock('17:00');
  const judged = [...of('whole'), ...of('community'), ...of('excel')].map((o, k) => ({ ...o, o, pleased: k % 4 > 1 }));
  workbook(at('verdicts.xlsx'), { 回访: hotlineVerdicts(judged.map((j) => [j.no, j.pleased])) });
  const take = () => here('import', at('verdicts.xlsx'), '--upstream', 'hotline12345', '--verdicts');
  const first = take();
  assert.deepEqual([first.rows, first.new, first.rejected], [judged.length + 1, judged.length, 1], JSON.stringify(first.rejects));
  const again = take();
  assert.deepEqual([again.new, again.known, again.rejected], [0, judged.length, 1]);
  for (const { o, pleased } of judged) {
    const state = await o.way.state(desk('closer'), 'demand');
    assert.equal(state, pleased ? 'accepted' : 'unsatisfied', o.no);
    o.pleased = pleased;
    if (pleased) continue;
    if (o.closed) await o.way.matter(desk('closer'), 'reopen', { cause: 'upstream', ...reason });
    else await o.way.matter(desk('closer'), 'dispatch-again', { to: 'same', ...reason });
    assert.equal(await o.way.state(desk('closer'), 'demand'), 'in_matter');
    o.again = true;
  }
  assert.ok(judged.some((j) => j.o.again && j.o.closed) && judged.some((j) => j.o.again && !j.o.closed), 'both ways were taken');
});

// ---- the evening ----------------------------------------------------------------------------------

const tally = (values) => values.reduce((sum, v) => ({ ...sum, [v]: (sum[v] ?? 0) + 1 }), {});

/** Rows of one named list of an officer's unit, page by page. */
async function listed(client, list, unit) {
  const rows = [];
  for (let after = ''; after !== null; ) {
    const { status, body: page } = await client.get(`/api/v1/work?list=${list}&unit=${unit}&limit=100${after ? `&after=${encodeURIComponent(after)}` : ''}`);
    assert.equal(status, 200, JSON.stringify(page));
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

/** How many rows of a ledger stand in each state, by the state's word. */
function statesOf(name) {
  const [titles, ...rows] = ledgerOf(name);
  return { rows, count: tally(rows.map((r) => r[titles.indexOf('状态')])) };
}

test('18:00: every total reconciles', { timeout: 300_000 }, async () => {
  clock('18:00');
  const books = Object.fromEntries(['demands', 'matters', 'tasks'].map((name) => [name, statesOf(name)]));
  // Rows in: what the imports took is what the ledgers hold.
  assert.equal(books.demands.rows.length, ledger.good + orders.good + CALLS);
  const checked = here('check');
  assert.deepEqual([checked.findings, checked.ok], [[], true]);
  for (const [name, { rows }] of Object.entries(books)) assert.equal(checked[name], rows.length, name);
  // States: the centre sees the whole register, and its list says of each state what the ledger says.
  const look = await cast.as(desk('dispatcher'));
  const unit = (await look.get('/api/v1/me')).body.lists[0].unit_id;
  const all = await listed(look, 'all', unit);
  for (const subject of ['demand', 'matter', 'task'])
    assert.deepEqual(tally(all.filter((r) => r.subject === subject).map((r) => r.state_text)), books[`${subject}s`].count, subject);
  // Orders: each stands where the day left it.
  const stands = { back: 'redirected', explain: 'explained', 'at once': 'answered', returned: 'answered', excel: 'accepted', community: 'accepted', whole: 'accepted', waiting: 'received', handling: 'in_matter' };
  const states = new Map(all.map((r) => [r.num, r.state]));
  for (const o of sent.values()) assert.equal(states.get(o.way.num), o.again ? 'in_matter' : stands[o.fate], `${o.no} ${o.fate}`);
  // The sheet of the day: what came in, what was opened, what was ended, what is to be signed.
  const sheet = here('report', 'daily', '--date', '2026-11-23', '--format', 'json');
  const { demands_in, matters_in, demands_done, matters_done, unsigned } = sheet.total;
  const opened = [...sent.values()].filter((o) => o.way.matterNum).length;
  const ended = [...sent.values()].filter((o) => ['back', 'explain'].includes(o.fate) || o.closed || o.pleased).length + running.length;
  assert.deepEqual([demands_in, sheet.taken_over, matters_in], [orders.good + CALLS, 0, opened]);
  assert.deepEqual([demands_done, matters_done], [ended, [...sent.values()].filter((o) => o.closed).length + running.length]);
  assert.equal(unsigned, all.filter((r) => r.subject === 'task' && r.state === 'sent').length);
  // The directory: what followed it, what was returned; nothing open that nobody can take up.
  const followed = Object.fromEntries(here('report', 'directory').counts.map((c) => [c.outcome, c.n]));
  const toDepartments = ['returned', 'handling', 'excel', 'whole'].flatMap(of).length + of('returned').filter((o) => o.followed).length;
  assert.deepEqual([followed.followed, followed.granted], [toDepartments, of('returned').length]);
  assert.deepEqual(here('org', 'check').ownerless, []);
  // Replies and verdicts: nothing is owed, and what was sent again is open again.
  const owed = here('export', 'replies', '--upstream', 'hotline12345', '--to', at('evening.csv'));
  const open = [...sent.values()].filter((o) => o.again || !REPLIED[o.fate]).length;
  assert.deepEqual([owed.rows, owed.open], [0, open], JSON.stringify(owed));
});

test('18:00: the record of the day says in words who did what', () => {
  const [titles, ...rows] = ledgerOf('events');
  const acts = rows.map((r) => r[titles.indexOf('动作')]);
  assert.equal(acts.filter((a) => a === '审核同意').length, ['returned', 'excel', 'community', 'whole'].flatMap(of).length + running.length);
});

test('18:00: every officer who worked finds on each list as many rows as it says', { timeout: 300_000 }, async () => {
  for (const login of cast.desks.keys()) {
    const client = await cast.as(login);
    for (const l of (await client.get('/api/v1/me')).body.lists) {
      if (l.more) continue;
      const rows = await listed(client, l.list, l.unit_id);
      assert.equal(rows.length, l.n, `${login} ${l.list}`);
      assert.equal(new Set(rows.map((r) => r.num)).size, l.n, `${login} ${l.list}: each once`);
    }
  }
});
