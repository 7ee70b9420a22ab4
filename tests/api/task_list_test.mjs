// SPDX-License-Identifier: Apache-2.0
// BZ-22: the task list of each level: every matter of a ledger with who answers for it by name, or plainly nobody;
// named, unnamed and ended ones together are the ledger's matters, wherever one looks from and as of any past day.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { huiyin, startServer } from '../server.mjs';
import { logIn, newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const DAY = 86_400_000;
const scratch = mkdtempSync(join(tmpdir(), 'huiyin-tasklist-'));
let server, office, whole, low, mid, top, closed, again, first;

const today = async () => (await whole.get(`${V1}/me`)).body.register.now.slice(0, 10);
async function clock(offset) {
  const day = await today();
  huiyin('clock', 'offset', String(offset), '--json', '--data', server.data);
  for (let i = 0; (await today()) === day; i++) {
    assert.ok(i < 150, 'the server goes on to the next day');
    await sleep(100);
  }
  return day;
}

before(async () => {
  server = await startServer();
  office = await Office.of(server);
  whole = await office.by('xinfang3');
  const say = (words, more = {}) => office.demand({ words, ...more });
  low = await office.opened((await say('楼道灯不亮（示例）')).num, { class: 'estate' });
  await office.act('beimen2', 'matter', low, 'level', { lvl: 'community', difficulty: 'short' });
  await office.act('beimen2', 'matter', low, 'dispatch', { lead: office.unit('北门社区'), reason: '社区可办' });
  mid = await office.opened((await say('雨天积水（示例）')).num);
  await office.act('beimen2', 'matter', mid, 'level-up', { reason: '社区无力' });
  await office.act('dongcheng2', 'matter', mid, 'level', { lvl: 'street', reason: '街道可办' });
  top = await office.dispatched((await say('路灯坏了三个月（示例）', { privacy: 'confidential', name: '示例甲', phone: '13800138000' })).num);
  first = await clock(DAY);
  // Today: the department names its handler; another is closed; one is joined and so counted once.
  await office.act('zhujian1', 'task', `${top}-1`, 'sign');
  const joined = await say('同一盏路灯（示例）');
  await office.act('beimen2', 'demand', joined.num, 'screen-valid', { class: 'municipal' });
  await office.act('beimen2', 'demand', joined.num, 'join', { matter: top, reason: '同一件事' });
  const good = await say('井盖松了（示例）');
  closed = await office.answered(good.num, { report: { result: 'solved' } });
  await office.citizenActs(good, 'rate', { solved: 'yes', grade: 'very_satisfied', words: '好' });
  await office.act('xinfang7', 'matter', closed, 'close', { words: '群众认可' });
  again = await office.dispatched((await say('树倒了（示例）')).num);
});
after(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true });
});

const list = async (query = '', client = whole) => {
  const answer = await client.get(`${V1}/task-list${query}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};
const nums = (body) => body.rows.map((r) => r.num);
const cell = (body, num, title) => body.rows.find((r) => r.num === num).cells[body.columns.findIndex((c) => c.title === title)];
const of = (body, ledger) => body.totals.ledgers.find((l) => l.ledger === ledger);
const figures = (t) => [t.named, t.unnamed, t.ended, t.matters];

/** The totals are the ledgers' own, level by level, and the rows are the totals. */
async function agrees(query, client) {
  const mine = await list(`?rows=200${query}`, client);
  const ledgers = (await client.get(`${V1}/ledgers?rows=10${query}`)).body;
  assert.equal(mine.totals.all.matters, ledgers.totals.all.matters);
  for (const t of mine.totals.ledgers) {
    assert.equal(t.named + t.unnamed + t.ended, t.matters, t.text);
    assert.equal(t.matters, ledgers.totals.ledgers.find((l) => l.ledger === t.ledger).matters, t.text);
    for (const who of ['named', 'unnamed', 'ended', 'overdue']) assert.equal((await list(`?ledger=${t.ledger}&who=${who}${query}`, client)).n, t[who], `${t.text} ${who}`);
    assert.equal((await list(`?ledger=${t.ledger}${query}`, client)).n, t.matters);
  }
  assert.equal(mine.n, mine.totals.all.matters);
  return mine;
}

test('BZ-22: every matter of each level with a name or plainly none; the totals are the ledgers’', async () => {
  const body = await agrees('', whole);
  assert.deepEqual(nums(body), [low, mid, top, closed, again]);
  assert.deepEqual(['community', 'street', 'district'].map((l) => figures(of(body, l))), [[0, 1, 0, 1], [0, 1, 0, 1], [1, 1, 1, 3]]);
  const handler = '示例·住建承办甲'; // zhujian1, who signed
  assert.deepEqual([low, mid, top, again].map((n) => cell(body, n, '责任人')), ['未明确责任人', '未明确责任人', handler, '未明确责任人']);
  assert.deepEqual([low, mid, top, closed].map((n) => cell(body, n, '下一步')), ['签收，明确承办人', '派单', '联系群众，开始办理', '']);
  assert.deepEqual(body.rows.map((r) => r.unnamed), [true, true, false, false, true]);
  assert.ok(cell(body, top, '责任领导').length > 1, 'who heads the lead unit');
  assert.deepEqual(body.people.map((p) => [p.label, p.n]), [[handler, 1]], 'of open ones');
  assert.deepEqual(nums(await list(`?person=${body.people[0].value}`)), [top, closed]);
  assert.deepEqual(nums(await list(`?person=${body.people[0].value}&who=named`)), [top]);
  assert.deepEqual(nums(await list('?ledger=district&who=unnamed')), [again]);
  assert.doesNotMatch(JSON.stringify(body), /13800138000|示例甲|路灯坏了三个月/, 'nothing of a citizen who asked for confidence');
  const past = await list('?rows=10&page=9');
  assert.deepEqual([past.page, past.pages, past.n], [1, 1, 5], 'past the last page is the last page');
});

test('the same from below the root: of a street, a community and a department', async () => {
  const street = await agrees('', await office.by('dongcheng2'));
  assert.ok(street.unit_text.includes('东城'), street.unit_text);
  await agrees('', await office.by('beimen2'));
  const department = await agrees('', await office.by('zhujian2'));
  assert.deepEqual(nums(department), [top, closed, again], 'what it leads');
  await agrees('&class=estate', whole);
  await agrees(`&unit=${office.unit('区住')}`, whole);
  await agrees(`&place=${office.place}`, whole);
  assert.equal((await (await office.by('zhujian1')).get(`${V1}/task-list`)).status, 403, 'who reads no ledgers');
  assert.equal((await (await logIn(server, 'anquan')).get(`${V1}/task-list`)).status, 403);
  assert.equal((await (await office.by('beimen2')).get(`${V1}/task-list?through=${office.unit('区住')}`)).status, 403);
  const wrong = await whole.get(`${V1}/task-list?who=x`);
  assert.deepEqual([wrong.status, wrong.body.field], [400, 'who']);
});

test('as of a past day: who answered then', async () => {
  const then = await agrees(`&as_of=${first}`, whole);
  assert.deepEqual(nums(then), [low, mid, top]);
  assert.equal(cell(then, top, '责任人'), '未明确责任人', 'nobody had signed');
  assert.equal(cell(then, top, '下一步'), '签收，明确承办人');
  assert.equal(then.people.length, 0);
  await agrees(`&as_of=${first}`, await office.by('dongcheng2'));
});

test('as a workbook, on paper and on the command line; both are recorded', async () => {
  const file = await whole.post(`${V1}/task-list/file`, { ledger: 'district', who: 'unnamed' }, { key: newKey() });
  assert.equal(file.status, 200);
  const path = join(scratch, 'list.xlsx');
  writeFileSync(path, file.body);
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print("".join(z.read(n).decode() for n in z.namelist() if n.endswith(".xml")))';
  const all = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' });
  for (const said of ['任务清单', '责任人', '下一步', '未明确责任人', again]) assert.ok(all.includes(said), said);
  for (const said of [top, low, closed]) assert.ok(!all.includes(said), said);
  const page = await whole.get(`${V1}/task-list/print?ledger=district`);
  assert.equal(page.status, 200);
  const paper = typeof page.body === 'string' ? page.body : Buffer.from(page.body).toString();
  for (const said of [top, closed, again, '已明确责任人 1 件，未明确 1 件，已了结 1 件', '区级台账']) assert.ok(paper.includes(said), said);
  assert.ok(!paper.includes(low));
  const events = join(scratch, 'events.csv');
  const csv = join(scratch, 'list.csv');
  huiyin('export', 'task-list', '--to', csv, '--data', server.data);
  huiyin('export', 'events', '--to', events, '--data', server.data);
  const told = readFileSync(events, 'utf8').split('\n').filter((l) => /export|导出/.test(l));
  assert.equal(told.length, 3, 'file, paper and command line are on record');
  assert.equal(readFileSync(csv, 'utf8').split('未明确责任人').length - 1, 3);
});
