// SPDX-License-Identifier: Apache-2.0
// Units and officers by workbook: a whole office in one go, whole or not at all, the same again
// changes nothing; first passwords on slips; desks and place of a unit.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { startServer } from '../server.mjs';
import { Client } from '../api/lib.mjs';
import { OFFICERS, UNITS, officeBook } from '../office_book.mjs';
import { workbook } from '../workbook.mjs';
import { ask, must, run, scratch, sql } from './lib.mjs';

const dir = scratch();
const data = join(dir, 'office');
const file = join(dir, 'office.xlsx');
const book = officeBook('511902');
const here = (...args) => ask(...args, '--data', data);
const count = (text) => Number(sql(data, text));
const without = (sheets, change) => {
  const copy = structuredClone(sheets);
  change(copy);
  return copy;
};
const of = (plan, sheet, what) => plan.differences.filter((d) => d.sheet === sheet && d.what === what);

before(() => {
  must(['init', '--code', '511902', '--name', '示例区', '--data', data]);
  workbook(file, book);
});

test('the generated office is the same every time: 100 units, 900 officers', () => {
  assert.deepEqual(officeBook('511902'), book);
  assert.equal(book.单位.length - 1, UNITS);
  assert.equal(book.人员.length - 1, OFFICERS);
  assert.ok(book.单位.slice(1).every((u) => u[1].includes('示例')));
});

test('a dry run shows everything and writes nothing', () => {
  const plan = here('org', 'import', file, '--dry-run');
  assert.deepEqual(plan.faults, []);
  assert.equal(of(plan, 'unit', 'added').length, UNITS);
  assert.equal(of(plan, 'officer', 'added').length, OFFICERS);
  assert.equal(count('SELECT COUNT(*) FROM unit'), 1);
});

test('row errors name row, column and reason; the whole file stays out', () => {
  const bad = join(dir, 'bad.xlsx');
  workbook(bad, without(book, (b) => {
    b.单位[3][2] = '衙门';
    b.单位[4][6] = '甄别、算命';
    b.单位[5][3] = 'bm04';
    b.单位[6][3] = 'bm03';
    b.单位.push([...b.单位[7]]);
    b.人员[1][0] = '';
    b.人员[2][2] = '没有';
    b.人员[3][3] = '局长秘书';
    b.人员[4][1] = b.人员[5][1] = 'same';
    b.人员[6][3] = '系统管理员、审计管理员';
    b.人员[7][7] = 'no mail';
    b.人员[8][8] = 'nobody';
    b.人员[9][4] = '承办人@没有';
  }));
  const r = run(['org', 'import', bad, '--dry-run', '--data', data, '--json']);
  assert.equal(r.code, 1);
  const found = r.json().faults.filter((f) => !f.warning).map((f) => `${f.sheet} ${f.row} ${f.column}`);
  assert.deepEqual(found.sort(), [
    'officer 10 其他角色', 'officer 2 姓名', 'officer 3 单位代码', 'officer 4 岗位模板', 'officer 6 登录名', 'officer 7 岗位模板',
    'officer 8 邮箱', 'officer 9 AB角登录名', 'unit 4 类别', 'unit 5 岗位', 'unit 6 上级单位代码', 'unit 7 上级单位代码',
    `unit ${UNITS + 2} 单位代码`,
  ].sort());
  const refused = run(['org', 'import', bad, '--data', data]);
  assert.equal(refused.code, 2);
  assert.match(refused.err, /什么都没有写入/);
  assert.equal(count('SELECT COUNT(*) FROM unit'), 1);
  assert.equal(count('SELECT COUNT(*) FROM officer'), 3);
});

test('900 officers in seconds, with slips that nobody else can read and that stand nowhere else', () => {
  const begun = Date.now();
  const slips = join(dir, 'slips.html');
  here('org', 'import', file, '--slips', slips);
  assert.ok(Date.now() - begun < 30_000, `${Date.now() - begun} ms`);
  assert.equal(count('SELECT COUNT(*) FROM unit'), UNITS + 1);
  assert.equal(count("SELECT COUNT(*) FROM officer WHERE must_change = 1 AND password_hash <> '' AND title <> ''"), OFFICERS);
  assert.equal(statSync(slips).mode & 0o777, 0o600);
  const words = [...readFileSync(slips, 'utf8').matchAll(/初始密码<\/dt><dd class="key">([0-9A-Z]{12})</g)].map((m) => m[1]);
  assert.equal(new Set(words).size, OFFICERS);
  assert.ok(!sql(data, "SELECT data FROM event WHERE subject_kind = 'officer'").includes(words[0]));
  assert.ok(count("SELECT COUNT(*) FROM event WHERE subject_kind = 'officer' AND action = 'roles-set'") >= OFFICERS);
  assert.equal(run(['org', 'import', file, '--slips', slips, '--data', data]).code, 0, 'nobody is new: no slips, no file');
});

test('slips that cannot be put down stop everything before it begins; what is refused leaves no slips', () => {
  const more = join(dir, 'later.xlsx');
  const taken = join(dir, 'taken.html');
  const officers = () => count('SELECT COUNT(*) FROM officer');
  const was = officers();
  const hash = () => sql(data, "SELECT password_hash FROM officer WHERE must_change = 1 ORDER BY id LIMIT 1");
  workbook(more, { 单位: [['单位代码', '单位名称', '类别'], ['houlai', '后来科（示例）', '部门']], 人员: [['姓名', '登录名', '单位代码', '岗位模板'], ['示例后来', 'houlai', 'houlai', '局承办人']] });
  writeFileSync(taken, 'somebody else\'s');
  const refused = run(['org', 'import', more, '--slips', taken, '--data', data]);
  assert.notEqual(refused.code, 0);
  assert.match(refused.err, /taken\.html/);
  assert.deepEqual([officers(), count("SELECT COUNT(*) FROM unit WHERE code = 'houlai'")], [was, 0], 'nothing was written');
  assert.equal(readFileSync(taken, 'utf8'), 'somebody else\'s');
  assert.notEqual(run(['org', 'import', more, '--slips', join(dir, 'no/such/place.html'), '--data', data]).code, 0);
  assert.equal(officers(), was);
  const bad = join(dir, 'later_bad.xlsx');
  const none = join(dir, 'none.html');
  workbook(bad, { 人员: [['姓名', '登录名', '单位代码', '岗位模板'], ['示例后来', 'houlai', 'bm01', '局长秘书']] });
  assert.notEqual(run(['org', 'import', bad, '--slips', none, '--data', data]).code, 0);
  assert.ok(!existsSync(none));
  here('org', 'import', more, '--slips', none);
  assert.match(readFileSync(none, 'utf8'), /后来科（示例）/, 'the unit of the same file is named');
  assert.equal(officers(), was + 1);
  // New slips for those who have some: neither file nor password when the file cannot be made.
  const before = hash();
  assert.notEqual(run(['user', 'slips', taken, '--login', 'houlai', '--data', data]).code, 0);
  assert.notEqual(run(['user', 'slips', taken, '--unit', 'bm01', '--data', data]).code, 0);
  assert.equal(hash(), before);
});

test('the same file again, and the exported one, change nothing', () => {
  const events = () => count('SELECT COUNT(*) FROM event');
  const was = events();
  for (const again of [file, join(dir, 'out.xlsx')]) {
    if (again !== file) here('org', 'export', again);
    const plan = here('org', 'import', again);
    assert.deepEqual(plan.differences.filter((d) => d.what !== 'missing'), []);
  }
  assert.equal(events(), was);
});

test('a second file updates what differs and shows it first; what it leaves out stays', () => {
  const second = join(dir, 'second.xlsx');
  const gone = book.人员[20][0];
  workbook(second, without(book, (b) => {
    b.单位[3][1] = '区住房保障局（示例）';
    b.单位[30][3] = 'jd02';
    b.人员[10][5] = '新职务';
    b.人员[11][3] = '局承办人、督查员';
    b.人员.splice(20, 1);
  }));
  const plan = here('org', 'import', second, '--dry-run');
  assert.deepEqual(of(plan, 'officer', 'missing').map((d) => d.name).filter((n) => n === gone), [gone]);
  assert.match(of(plan, 'unit', 'changed').find((d) => d.code === 'bm01').said, /区住房和城乡建设局（示例） → 区住房保障局（示例）/);
  assert.match(of(plan, 'officer', 'changed').find((d) => d.name === book.人员[11][0]).said, /\+督查员@/);
  here('org', 'import', second);
  assert.equal(count('SELECT COUNT(*) FROM officer'), OFFICERS + 4);
  assert.equal(count("SELECT COUNT(*) FROM officer WHERE title = '新职务'"), 1);
  assert.deepEqual(here('org', 'import', second).differences.filter((d) => d.what !== 'missing'), []);
});

test('a CSV of officers alone; a name twice gets another log-in; a mix of roles is warned of', () => {
  const csv = join(dir, 'more.csv');
  const rows = Array.from({ length: 31 }, (_, i) => `示例员${i},bm01,${i ? '局承办人' : '局承办人、审核员'}`);
  writeFileSync(csv, ['姓名,单位代码,岗位模板', '曾重,bm02,局承办人', '曾重,bm03,局承办人', ...rows].join('\n'));
  const plan = here('org', 'import', csv);
  assert.deepEqual(of(plan, 'officer', 'added').slice(0, 2).map((d) => d.code), ['zengchong', 'zengchong2']);
  assert.equal(plan.faults.filter((f) => f.warning).length, 1);
  assert.match(plan.faults[0].reason, /“承办人”和“审核员”/);
  writeFileSync(csv, '甲,乙\n1,2\n');
  assert.match(run(['org', 'import', csv, '--data', data]).err, /看不出/);
});

test('desks and place of a unit by command; the same again changes nothing', () => {
  here('unit', 'desk', 'bm01', 'review,callback');
  here('unit', 'place', 'bm01', '511902001');
  const u = here('unit', 'list').units.find((x) => x.code === 'bm01');
  assert.deepEqual([u.desks, u.place], [['review', 'callback'], '511902001']);
  const events = () => count("SELECT COUNT(*) FROM event WHERE action IN ('unit-desks', 'unit-placed')");
  assert.equal(events(), 2);
  here('unit', 'desk', 'bm01', 'review,callback');
  assert.equal(events(), 2);
  here('unit', 'desk', 'bm01', 'none');
  here('unit', 'place', 'bm01', 'none');
  assert.deepEqual(here('unit', 'list').units.find((x) => x.code === 'bm01').desks, []);
  assert.equal(run(['unit', 'desk', 'bm01', 'fortune', '--data', data]).code, 2);
  assert.equal(run(['unit', 'place', 'bm01', 'atlantis', '--data', data]).code, 4);
});

test('role templates are data: the register may have its own; a wrong file is named', () => {
  assert.ok(here('user', 'templates').templates.length > 20);
  const own = join(data, 'role_templates.json');
  writeFileSync(own, JSON.stringify({ templates: [{ code: 'x', zh: '示例岗', en: 'example', grants: [{ role: 'handler', at: 'above' }] }] }));
  assert.deepEqual(here('user', 'templates').templates.map((t) => t.name), ['示例岗']);
  writeFileSync(own, JSON.stringify({ templates: [{ code: 'x', zh: '示例岗', en: 'example', grants: [{ role: 'king', at: 'unit' }] }] }));
  assert.match(run(['user', 'templates', '--data', data]).err, /role_templates\.json.*king/);
  writeFileSync(own, JSON.stringify({ templates: [{ code: 'x', zh: '示例岗', en: 'e', grants: [{ role: 'admin_system', at: 'root' }, { role: 'admin_audit', at: 'root' }] }] }));
  assert.equal(run(['user', 'templates', '--data', data]).code, 2);
  writeFileSync(own, readFileSync(join(process.env.HUIYIN_SOURCE ?? '.', 'data/role_templates.json')));
  must(['check', '--data', data]);
});

test('a slip opens the door once: it must be changed at the first log-in; new slips end the old', async () => {
  const server = await startServer();
  try {
    const small = join(dir, 'small.xlsx');
    const page = join(dir, 'one.html');
    workbook(small, { 人员: [['姓名', '登录名', '单位代码', '岗位模板'], ['示例新人', 'xinren', 'slj', '局承办人']] });
    ask('org', 'import', small, '--slips', page, '--data', server.data);
    const word = (f) => readFileSync(f, 'utf8').match(/初始密码<\/dt><dd class="key">([0-9A-Z]+)</)[1];
    const me = new Client(server);
    await me.logIn({ login: 'xinren', password: word(page) });
    assert.equal((await me.get('/api/v1/me')).body.must_change, true);
    assert.equal((await me.get('/api/v1/work')).status, 403);
    assert.equal((await me.post('/api/v1/me/password', { old_password: word(page), new_password: 'brand new words 1' })).status, 204);
    assert.equal((await me.get('/api/v1/work')).status, 200);
    const again = join(dir, 'again.html');
    ask('user', 'slips', again, '--login', 'xinren', '--data', server.data);
    assert.equal((await me.get('/api/v1/me')).status, 401);
    assert.equal((await new Client(server).logIn({ login: 'xinren', password: word(again) })).must_change, true);
  } finally {
    await server.stop();
  }
});
