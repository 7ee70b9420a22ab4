// SPDX-License-Identifier: Apache-2.0
// Officers, units, clocks, calendar and acts by command line.
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startServer } from '../server.mjs';
import { Client } from '../api/lib.mjs';
import { ask, must, run, scratch, sql } from './lib.mjs';

let server;
let data;
before(async () => {
  server = await startServer();
  data = server.data;
});
after(() => server.stop());

const here = (...args) => ask(...args, '--data', data);
const logInAs = (login, password) => new Client(server).post('/api/v1/login', { login, password });

test('an account from beginning to end, each act an event of its officer', async () => {
  const made = here('user', 'add', 'xinren', '新人', '--unit', 'zjj', '--roles', 'handler,head', '--mail', 'a@example.cn');
  const first = await logInAs('xinren', made.password);
  assert.equal(first.status, 200);
  assert.equal(first.body.must_change, true);
  const { password } = here('user', 'password', 'xinren');
  assert.equal((await logInAs('xinren', made.password)).status, 401);
  assert.equal((await logInAs('xinren', password)).status, 200);
  here('user', 'role', 'remove', 'xinren', 'head', 'zjj');
  here('user', 'role', 'add', 'xinren', 'collector', 'zjj', '--until', '2030-01-01');
  const [row] = here('user', 'list', '--unit', 'zjj').officers.filter((o) => o.login === 'xinren');
  assert.deepEqual(row.roles.map((r) => r.role).sort(), ['collector', 'handler']);
  assert.match(row.roles.find((r) => r.role === 'collector').until, /^2030-01-01/);
  here('user', 'disable', 'xinren');
  assert.equal((await logInAs('xinren', password)).status, 401);
  here('user', 'enable', 'xinren');
  assert.equal((await logInAs('xinren', password)).status, 200);
  const acts = sql(data, `SELECT action FROM event WHERE subject_kind = 'officer' AND subject_id = ${made.id} AND role = 'system' ORDER BY seq`).split('\n');
  assert.deepEqual(acts, ['account-made', 'role-given', 'role-given', 'password-set', 'role-taken', 'role-given', 'account-disabled', 'account-enabled']);
});

test('a password from standard input is taken as it is, and never printed', async () => {
  here('user', 'add', 'youmi', '有密', '--unit', 'zjj', '--no-password');
  const r = must(['user', 'password', 'youmi', '--stdin', '--data', data], { input: 'correct horse battery\n' });
  assert.doesNotMatch(r.out, /correct/);
  assert.equal((await logInAs('youmi', 'correct horse battery')).status, 200);
  assert.equal(run(['user', 'password', 'youmi', '--stdin', '--data', data], { input: 'short\n' }).code, 2);
});

for (const [what, args, code] of [
  ['a log-in name that is taken', ['user', 'add', 'zhujian1', '另一人', '--unit', 'zjj'], 5],
  ['a unit that is not there', ['user', 'add', 'a1', '某人', '--unit', 'atlantis'], 4],
  ['a role that is not there', ['user', 'add', 'a1', '某人', '--unit', 'zjj', '--roles', 'king'], 2],
  ['a role that nobody is given', ['user', 'role', 'add', 'zhujian1', 'citizen', 'zjj'], 2],
  ['two administrators in one person', ['user', 'role', 'add', 'xitong', 'admin_audit', 'qu'], 5],
  ['an officer who is not there', ['user', 'password', 'nobody'], 4],
  ['a role that is not held', ['user', 'role', 'remove', 'zhujian1', 'leader', 'zjj'], 4],
  ['a unit code that is taken', ['unit', 'add', 'zjj', '又一局'], 5],
  ['a desk that is not there', ['unit', 'add', 'a2', '某局', '--desks', 'garden'], 2],
  ['a place code that is taken', ['place', 'add', '511902001', '街道', 'town'], 5],
]) {
  test(`refused: ${what}`, () => {
    const r = run([...args, '--data', data]);
    assert.equal(r.code, code, r.out + r.err);
    assert.notEqual(r.err, '');
  });
}

test('units and places stand where they were put', () => {
  here('unit', 'add', 'xinju', '新设局', '--parent', 'zjj', '--kind', 'team', '--desks', 'screen,dispatch', '--level', 'street');
  const unit = here('unit', 'list').units.find((u) => u.code === 'xinju');
  assert.deepEqual([unit.parent, unit.kind, unit.level, unit.desks], ['zjj', 'team', 'street', ['screen', 'dispatch']]);
  here('place', 'add', '511902001999', '新社区', 'community', '--parent', '511902001');
  const place = here('place', 'list', '--under', '511902001').places.find((p) => p.code === '511902001999');
  assert.deepEqual([place.parent, place.kind], ['511902001', 'community']);
});

test('acts obey the flow: role, state, form and number', () => {
  must(['clock', 'now', '2026-03-05 10:00', '--data', data]);
  const place = here('place', 'list', '--under', '511902001').places.find((p) => p.name === '北门社区');
  const body = JSON.stringify({ read_back: 'agreed', words: '井盖丢了', place_id: place.id });
  const d = here('act', 'demand', '-', 'receive', '--as', 'beimen1', '--body', body);
  assert.match(d.num, /^51190220260305\d{6}$/);
  const act = (num, step, who, b = '{}') => run(['act', 'demand', num, step, '--as', who, '--body', b, '--data', data]);
  assert.equal(act(d.num, 'screen-valid', 'zhujian1').code, 4); // a stranger learns nothing
  assert.equal(act(d.num, 'screen-valid', 'lingdao1').code, 3);
  assert.equal(act(d.num, 'dance', 'beimen2').code, 2);
  assert.equal(act(d.num, 'screen-valid', 'beimen2', '{"tune":1}').code, 2);
  assert.equal(act(d.num, 'screen-valid', 'beimen2', '{').code, 2);
  assert.equal(act('51190220260305000099', 'screen-valid', 'beimen2').code, 2); // check digit
  assert.equal(act(d.num, 'screen-valid', 'beimen2', '{"title":"井盖"}').code, 0);
  assert.equal(act(d.num, 'screen-valid', 'beimen2').code, 5); // already
  const viaStdin = must(['act', 'demand', d.num, 'add', '--as', 'beimen1', '--body', '-', '--data', data], { input: '{"words":"昨天有人摔了"}' });
  assert.match(viaStdin.out, /补充情况/);
});

test('on a live register an act needs the password of the person it is by', () => {
  const live = join(scratch(), 'live');
  must(['init', '--data', live, '--code', '620702', '--name', '甘州区']);
  const { password } = ask('user', 'add', 'jie', '接诉', '--unit', '620702', '--roles', 'operator', '--data', live);
  const args = ['act', 'demand', '-', 'receive', '--as', 'jie', '--body', '{"words":"停水","place_id":"0","read_back":"agreed"}', '--data', live];
  assert.equal(run(args).code, 3);
  assert.equal(run(args, { input: 'wrong-password\n' }).code, 3);
  assert.equal(run(args, { input: `${password}\n` }).code, 0);
});

test('a clock explains itself; a new holiday moves it, is an event, and moves it only once', () => {
  must(['clock', 'now', '2026-03-05 10:00', '--data', data]);
  const place = here('place', 'list', '--under', '511902001').places.find((p) => p.name === '北门社区');
  const d = here('act', 'demand', '-', 'receive', '--as', 'beimen1', '--body', JSON.stringify({ words: '噪音', place_id: place.id, read_back: 'agreed' }));
  const screen = () => here('clock', 'explain', d.num).clocks.find((c) => c.kind === 'screen');
  const before_ = screen();
  assert.match(before_.due_at, /^2026-03-11T00:00/); // Thursday and three working days: Tuesday 24:00
  assert.ok(before_.lines.some((l) => /周末不计：2026-03-07 至 2026-03-08/.test(l)), before_.lines.join('\n'));
  const file = join(scratch(), 'h.csv');
  const csv = readFileSync(new URL('../../data/calendar/holidays-cn.csv', import.meta.url), 'utf8');
  const rows = csv.trimEnd().split('\n');
  const at = rows.findIndex((l, i) => i > 0 && l > '2026-03-09');
  writeFileSync(file, [...rows.slice(0, at), '2026-03-09,测试假,rest', ...rows.slice(at)].join('\n') + '\n');
  const loaded = here('calendar', 'load', file);
  assert.equal(loaded.changed, 1);
  const moved = loaded.moved.find((m) => m.num === d.num && m.clock === 'screen');
  assert.match(moved.after, /^2026-03-12T00:00/);
  assert.match(screen().due_at, /^2026-03-12T00:00/);
  assert.match(screen().lines.join('\n'), /测试假/);
  const again = here('calendar', 'load', file);
  assert.deepEqual([again.changed, again.moved.length], [0, 0]);
  const events = sql(data, "SELECT COUNT(*) FROM event WHERE action = 'calendar-loaded' AND role = 'system'");
  assert.equal(Number(events), loaded.moved.reduce((set, m) => set.add(m.num), new Set()).size);
  writeFileSync(file, 'date,name,day\n2026-13-01,坏,rest\n');
  assert.equal(run(['calendar', 'load', file, '--data', data]).code, 2);
});

test('the flow of each mechanism is drawn from the table', () => {
  let all = '';
  for (const m of ['bazhou', 'heyuan', 'jining', 'zhalainuoer', 'zhangye']) {
    const { out } = must(['flow', m, '--dot']);
    assert.match(out, /^digraph /);
    for (const c of ['demand', 'matter', 'task']) assert.match(out, new RegExp(`subgraph cluster_${c} `));
    all += out;
  }
  const file = join(scratch(), 'm.json');
  const root = new URL('../../mechanisms/', import.meta.url);
  const text = JSON.parse(readFileSync(new URL('bazhou.json', root), 'utf8'));
  copyFileSync(new URL('codes.json', root), join(file, '..', 'codes.json'));
  // What none of the five switches on.
  text.closing.rule = 'named_satisfied';
  writeFileSync(file, JSON.stringify(text));
  all += must(['flow', file, '--dot']).out;
  for (const { label } of ask('roles').steps) assert.ok(all.includes(label), label);
  text.screening.answer_at_once = false;
  writeFileSync(file, JSON.stringify(text));
  assert.match(must(['flow', file]).out, /style=dashed[^\n]*当场答复/);
  assert.equal(run(['flow', 'atlantis']).code, 4);
});

test('what is drawn in docs/flow is what the program does', () => {
  for (const m of ['bazhou', 'heyuan', 'jining', 'zhalainuoer', 'zhangye']) {
    const kept = readFileSync(new URL(`../../docs/flow/${m}.dot`, import.meta.url), 'utf8');
    assert.equal(must(['flow', m, '--dot', '--lang', 'zh']).out, kept, `tools/flow.sh was not run: ${m}`);
  }
});

test('roles and routes are whole', () => {
  const { steps } = ask('roles');
  for (const s of steps) assert.ok(s.roles.length > 0 || s.where === 'system', s.step);
  assert.ok(steps.filter((s) => s.roles.includes('closer')).length < steps.length);
  assert.deepEqual(ask('roles', '--role', 'citizen').steps, steps.filter((s) => s.roles.includes('citizen')));
  assert.equal(run(['roles', '--role', 'king']).code, 2);
  const routes = must(['routes', '--json']).json();
  const paths = new Set(routes.map((r) => r.path));
  for (const s of steps.filter((x) => x.from.length > 0 && x.where !== 'system')) {
    const citizens = s.roles.includes('citizen');
    if (citizens) assert.ok(paths.has(`/api/v1/public/demands/{num}/${s.step}`), s.step);
    if (!citizens || s.roles.length > 1) assert.ok(paths.has(`/api/v1/${s.subject}s/{num}/${s.step}`), s.step);
  }
});

test('mechanisms: a changed file is a new version, the old one stays', () => {
  const file = join(scratch(), 'zhangye.json');
  const root = new URL('../../mechanisms/', import.meta.url);
  const text = JSON.parse(readFileSync(new URL('zhangye.json', root), 'utf8'));
  text.callback.rate_days = 20;
  writeFileSync(file, JSON.stringify(text));
  copyFileSync(new URL('codes.json', root), join(file, '..', 'codes.json'));
  assert.equal(here('mechanism', 'load', file).version, 2);
  assert.equal(here('mechanism', 'load', file).version, 2);
  assert.equal(here('mechanism', 'list').mechanisms.filter((m) => m.name === 'zhangye').length, 2);
  assert.equal(here('mechanism', 'list').in_use, 'bazhou');
  here('mechanism', 'use', 'zhangye');
  assert.equal(here('mechanism', 'list').in_use, 'zhangye');
  assert.equal(run(['mechanism', 'use', 'atlantis', '--data', data]).code, 4);
  here('mechanism', 'use', 'bazhou');
});

const verdicts = (dir) => {
  const r = run(['doctor', '--json', '--data', dir]);
  return { code: r.code, of: Object.fromEntries((r.out ? r.json().checks : []).map((k) => [k.check, k.result])) };
};

test('doctor: well beside a running server, and what is wrong has a name', () => {
  const well = run(['doctor', '--json', '--data', data]);
  assert.equal(well.code, 0, well.out);
  assert.match(well.json().checks.find((k) => k.check === 'server').said, /正在运行/);
  const ill = join(scratch(), 'ill');
  must(['init', '--practice', '--data', ill]);
  assert.equal(verdicts(ill).of.calendar === 'fail', false);
  // Every desk is there, and nobody to sit at them.
  assert.equal(verdicts(ill).of.desks, 'warn');
  assert.match(run(['doctor', '--data', ill]).out, /设了岗位，却没有甄别员/);
  assert.equal(verdicts(ill).of.people, 'warn');
  assert.equal(verdicts(data).of.people, 'ok');
  chmodSync(join(ill, 'secret.key'), 0o644);
  assert.equal(run(['doctor', '--data', ill]).code, 1);
  assert.match(run(['doctor', '--data', ill]).out, /chmod 600/);
  chmodSync(join(ill, 'secret.key'), 0o600);
  chmodSync(ill, 0o755);
  sql(ill, 'DELETE FROM calendar_day; DELETE FROM calendar_year; DELETE FROM mechanism; UPDATE unit SET desks = 0');
  writeFileSync(join(ill, 'huiyin.conf'), 'mail_host = 127.0.0.1\nmail_port = 1\nmail_from = a@example.cn\n', { mode: 0o600 });
  const r = run(['doctor', '--data', ill]);
  assert.equal(r.code, 1);
  for (const line of [/warn\s+数据目录/, /fail\s+机制/, /fail\s+节假日表/, /warn\s+岗位/, /fail\s+邮件服务器/]) assert.match(r.out, line);
});

test('doctor: a bad configuration is one failed check among the others', () => {
  const ill = join(scratch(), 'ill');
  const conf = join(ill, 'huiyin.conf');
  must(['init', '--practice', '--data', ill]);
  writeFileSync(conf, 'port = many\nhotlime = 12345\nmail_host = 127.0.0.1\nmail_port = 1\nmail_from = a@example.cn\n', { mode: 0o600 });
  // Every other command refuses to run.
  const other = run(['check', '--data', ill]);
  assert.equal(other.code, 2);
  assert.match(other.err, /huiyin\.conf:1/);
  const r = run(['doctor', '--json', '--data', ill]);
  assert.equal(r.code, 1, r.err);
  const said = r.json();
  const of = (name) => said.checks.find((k) => k.check === name);
  assert.equal(of('config').result, 'fail');
  // File, line and what is wrong there, each of them.
  assert.match(of('config').said, /huiyin\.conf:1.*port.*1…65535.*huiyin\.conf:2.*hotlime/);
  assert.ok(of('config').todo.includes(conf));
  // What can be looked at is looked at, by the settings that could be read.
  for (const name of ['register', 'database', 'mechanism', 'disk']) assert.equal(of(name).result, 'ok', name);
  assert.equal(of('mail').result, 'fail');
  assert.match(of('mail').said, /127\.0\.0\.1:1 /);
  assert.equal(said.fail, 2);
  // A file that is not there is named as well, and an open one that holds a password.
  const gone = run(['doctor', '--data', ill, '--config', join(ill, 'none.conf')]);
  assert.equal(gone.code, 1);
  assert.match(gone.out, /fail\s+配置.*none\.conf/);
  writeFileSync(conf, 'sms_token = secret-of-ours\n');
  chmodSync(conf, 0o644);
  const open = run(['doctor', '--lang', 'en', '--data', ill]);
  assert.equal(open.code, 1);
  assert.match(open.out, /fail\s+Configuration.*sms_token.*chmod 600/);
  assert.doesNotMatch(open.out, /secret-of-ours/);
});

test('doctor finds a damaged database', () => {
  const ill = join(scratch(), 'ill');
  must(['init', '--practice', '--data', ill]);
  const file = join(ill, 'huiyin.db');
  const bytes = readFileSync(file);
  // Pages in the middle, behind the schema.
  bytes.fill(0xa5, 4096 * 60, 4096 * 64);
  writeFileSync(file, bytes);
  assert.equal(run(['doctor', '--data', ill]).code, 1);
});
