// SPDX-License-Identifier: Apache-2.0
// Runs long.
// Every ledger that goes out comes in again, as XLSX and as CSV: into the same register it adds nothing, into
// an empty one it gives the same content, cell by cell. The register has lived: matters in every state the
// ledgers tell apart, and words that spreadsheets like to take for something else.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { startServer } from '../server.mjs';
import { ask, csv, found, must, run, scratch, sql } from './lib.mjs';

const dir = scratch();
const at = (name) => join(dir, name);
const lived = at('lived');
const clean = (data) => assert.deepEqual(found(data), []);
const unmasked = ['--unmasked', '--reason', '核对'];

/** What cannot come back: numbers, which a register gives itself, and its own people. */
const NUMBERS = ['编号', '事项编号', '任务编号', '首件编号', '责任领导', '责任人'];
const LEVELS = ['community', 'street', 'district', 'city', 'backstop'];

const hostile = [
  "=HYPERLINK(\"http://example.invalid\",\"点\")",
  '+86 电话打不通',
  '-1 号楼漏水',
  '@全体业主',
  "'=已经有撇号",
  '第一行\n第二行，带逗号\n"引号"和“引号”',
  '列一\t列二\t列三',
  '生僻字𠮷𡃁和表情😀👨‍👩‍👧',
  'W'.repeat(9000),
  '停水'.repeat(4900),
];

/** Demands and matters at every turn that a ledger shows. */
async function live(office) {
  const say = (words, more = {}) => office.demand({ words, ...more });
  const person = { name: '示例甲', phone: '13800138000', address: '示例路1号 2单元', head_count: 3 };
  await say(hostile[0], person);
  const valid = await say(hostile[1], { privacy: 'anonymous' });
  await office.act('beimen2', 'demand', valid.num, 'screen-valid', { class: 'municipal', title: hostile[2] });
  const invalid = await say(hostile[2]);
  await office.act('beimen2', 'demand', invalid.num, 'pass-up', { proposal: 'civil', reason: '属邻里纠纷' });
  await office.act('dongcheng2', 'demand', invalid.num, 'screen-invalid', { ground: 'civil', reason: hostile[3] });
  await office.act('dongcheng3', 'demand', invalid.num, 'explain', { how: 'phone', words: hostile[0] });
  const elsewhere = await say(hostile[3]);
  await office.act('xinfang4', 'demand', elsewhere.num, 'redirect', { ground: 'call_110', to: '110', words: '请拨打110' });
  const once = await office.demand({ words: hostile[4] }, await office.by('xinfang1'));
  await office.act('xinfang1', 'demand', once.num, 'answer-at-once', { words: hostile[1], result: 'explained', kind: 'consult' });
  const gone = await say(hostile[5]);
  await office.citizenActs(gone, 'withdraw', { reason: '已经好了' });
  // Matters: waiting for a level, at each level, moved up, of last resort, handled, reviewed, answered.
  await office.opened((await say(hostile[5], person)).num);
  const low = await office.opened((await say(hostile[6])).num, { title: hostile[6].slice(0, 8) });
  await office.act('beimen2', 'matter', low, 'level', { lvl: 'community', reason: '社区可办' });
  await office.act('beimen2', 'matter', low, 'dispatch', { lead: office.unit('北门社区') });
  const mid = await office.opened((await say('积水', person)).num);
  await office.act('beimen2', 'matter', mid, 'level-up', { reason: '社区无力' });
  await office.act('dongcheng2', 'matter', mid, 'level', { lvl: 'street', difficulty: 'complex', reason: '街道可办' });
  await office.act('dongcheng2', 'matter', mid, 'dispatch', { lead: office.unit('东城街道'), helpers: [office.unit('北门社区'), office.unit('综合办')] });
  const last = await office.climbed((await say('无人管的楼')).num);
  await office.act('xinfang3', 'matter', last, 'level', { lvl: 'backstop', reason: '各级均不能化解' });
  const up = await office.climbed((await say('跨区的河')).num);
  await office.act('xinfang3', 'matter', up, 'move-up', { upstream: '市住建局', upstream_no: '=SJ-1', reason: '属市级事权' });
  const many = await say(hostile[7], { privacy: 'confidential', name: '示例乙', phone: '13900139000' });
  const handled = await office.dispatched(many.num, { helpers: [office.unit('区综合行政'), office.unit('东城街道')], dispatch_no: '-7' });
  const also = await say(hostile[8]);
  await office.act('beimen2', 'demand', also.num, 'screen-valid');
  await office.act('beimen2', 'demand', also.num, 'join', { matter: handled, reason: '同一件事' });
  await office.act('zhujian1', 'task', `${handled}-1`, 'sign');
  await office.reported((await say(hostile[9])).num, { report: { words: hostile[5], cause: hostile[0] } });
  const review = await office.reported((await say('在审的')).num);
  await office.act('zhujian2', 'task', `${review}-1`, 'agree');
  await office.answered((await say('已答的', person)).num, { answer: { words: hostile[5] } });
  const good = await say('认可的', person);
  const closed = await office.answered(good.num, { report: { words: hostile[7], result: 'solved' } });
  await office.citizenActs(good, 'rate', { solved: 'yes', grade: 'very_satisfied', words: '好' });
  await office.act('xinfang7', 'matter', closed, 'close', { words: '群众认可' });
  const bad = await say('不认可的');
  await office.answered(bad.num);
  await office.citizenActs(bad, 'rate', { solved: 'no', grade: 'unsatisfied', words: hostile[0] });
}

before(async () => {
  // Two units of one name: a ledger has to say which.
  const prepare = (data) => ['cgj', 'zjj'].forEach((parent, i) => must(['unit', 'add', `zhb${i}`, '综合办', '--parent', parent, '--data', data]));
  const server = await startServer({ prepare });
  try {
    await live(await Office.of(server));
  } finally {
    await server.stop();
  }
  cpSync(server.data, lived, { recursive: true });
});

let made = 0;
/** A live register with root place and root unit and nothing else. */
function empty(...flags) {
  const data = at(`empty-${++made}`);
  must(['init', '--code', '511902', '--name', '示例区', ...flags, '--data', data]);
  return data;
}

function out(data, ledger, ext) {
  const file = at(`${ledger}-${++made}.${ext}`);
  const said = ask('export', ledger, '--to', file, ...unmasked, '--data', data);
  return { file, rows: said.rows };
}

const take = (file, data) => ask('import', file, '--make-units', '--data', data);

/** All cells of a ledger by title. The CSV is read, whichever file went in. */
function content(data, ledger) {
  const [titles, ...rows] = csv(out(data, ledger, 'csv').file);
  return rows.map((row) => Object.fromEntries(titles.map((t, i) => [t, row[i]])));
}

/** Equal but for the numbers; 原编号 was empty or stands, and then is the number it had there. */
function same(was, is, { besides = [], anyOrder = false } = {}) {
  const plain = (rows) => {
    const kept = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([t]) => !NUMBERS.includes(t) && !besides.includes(t))));
    return anyOrder ? kept.map((row) => JSON.stringify({ ...row, 序号: '' })).sort() : kept;
  };
  assert.equal(is.length, was.length);
  const before = was.map((row) => ('原编号' in row ? { ...row, 原编号: row.原编号 || row.编号 } : row));
  assert.deepEqual(plain(is), plain(before));
}

test('the lived register holds what the ledgers are asked about', () => {
  clean(lived);
  const demands = content(lived, 'demands');
  for (const state of ['待甄别', '有效待立项', '已解释', '已告知其他渠道', '办理中', '已答复', '群众认可', '群众不满意', '已撤诉'])
    assert.ok(demands.some((r) => r.状态 === state), state);
  const matters = content(lived, 'matters');
  for (const state of ['待分级', '待派单', '办理中', '审核中', '回访中', '已销号', '已移交上级'])
    assert.ok(matters.some((r) => r.状态 === state), state);
  assert.ok(matters.some((r) => r.诉求件数 === '2'));
  assert.ok(matters.some((r) => /、.* · 综合办$/.test(r.配合单位)));
  // The door makes a tab a blank; all else stands as it was said.
  for (const words of hostile)
    assert.ok(demands.some((r) => r.诉求内容.replace(/^'(?=['=+@-])/, '') === words.replaceAll('\t', ' ')), words.slice(0, 40));
  for (const how of ['实名', '实名保密', '匿名']) assert.ok(demands.some((r) => r.实名方式 === how), how);
  for (const part of ['主办', '协办']) assert.ok(content(lived, 'tasks').some((r) => r.角色 === part), part);
  for (const level of LEVELS) assert.ok(content(lived, level).length > 0, level);
});

for (const ext of ['xlsx', 'csv']) {
  for (const ledger of ['demands', ...LEVELS]) {
    test(`${ledger}.${ext}: the same register knows every row; an empty one has the same afterwards`, () => {
      const { file, rows } = out(lived, ledger, ext);
      const again = ask('import', file, '--data', lived);
      assert.deepEqual([again.new, again.known, again.rejected], [0, rows, 0]);
      const data = empty();
      const into = take(file, data);
      assert.deepEqual([into.new, into.rejected], [rows, 0], JSON.stringify(into.rejects));
      same(content(lived, ledger), content(data, ledger));
      clean(data);
      const third = out(data, ledger, ext);
      assert.equal(ask('import', third.file, '--data', data).new, 0);
    });
  }

  test(`matters.${ext} and tasks.${ext}: the same, tasks after their matters`, () => {
    const matters = out(lived, 'matters', ext);
    const tasks = out(lived, 'tasks', ext);
    for (const { file, rows } of [matters, tasks]) {
      const again = ask('import', file, '--data', lived);
      assert.deepEqual([again.new, again.known, again.rejected], [0, rows, 0]);
    }
    const data = empty();
    const early = take(tasks.file, data);
    assert.deepEqual([early.new, early.rejected], [0, tasks.rows]);
    assert.match(early.rejects[0].reason, /还没有承接，请先导入诉求台账或事项台账/);
    const into = take(matters.file, data);
    assert.deepEqual([into.new, into.rejected], [matters.rows, 0], JSON.stringify(into.rejects));
    // A matter brings its first demand along; how many more there were, its row does not hold.
    same(content(lived, 'matters'), content(data, 'matters'), { besides: ['诉求件数'] });
    assert.ok(content(data, 'matters').every((r) => r.诉求件数 === '1'));
    clean(data);
    const later = take(tasks.file, data);
    assert.deepEqual([later.new, later.rejected], [tasks.rows, 0], JSON.stringify(later.rejects));
    same(content(lived, 'tasks'), content(data, 'tasks'), { anyOrder: true });
    same(content(lived, 'matters'), content(data, 'matters'), { besides: ['诉求件数'] });
    clean(data);
    for (const file of [matters.file, tasks.file]) assert.equal(take(file, data).new, 0);
  });

  test(`demands, matters and tasks as ${ext}, one after the other: all three are as they were`, () => {
    const data = empty();
    const files = ['demands', 'matters', 'tasks'].map((ledger) => out(lived, ledger, ext));
    for (const { file, rows } of files) {
      const into = take(file, data);
      assert.deepEqual([into.new, into.rejected], [rows, 0], JSON.stringify(into.rejects));
    }
    same(content(lived, 'demands'), content(data, 'demands'));
    for (const ledger of ['matters', 'tasks']) same(content(lived, ledger), content(data, ledger), { anyOrder: true });
    clean(data);
    for (const { file } of files) assert.equal(take(file, data).new, 0);
    for (const ledger of ['demands', 'matters', 'tasks']) {
      const back = ask('import', out(data, ledger, ext).file, '--data', data);
      assert.deepEqual([back.new, back.rejected], [0, 0], ledger);
    }
  });

  test(`events.${ext} is a record: refused with what to do instead`, () => {
    const { file } = out(lived, 'events', ext);
    const r = run(['import', file, '--data', lived]);
    assert.equal(r.code, 2);
    assert.match(r.err, /办理过程.*不能导入.*huiyin check.*backup/);
    assert.equal(r.err.trim().split('\n').length, 1);
  });
}

test('units that nobody knows: refused, or named and then made under the root unit', () => {
  const { file, rows } = out(lived, 'street', 'xlsx');
  const data = empty();
  const units = () => Number(sql(data, 'SELECT COUNT(*) FROM unit'));
  const had = units();
  const no = ask('import', file, '--data', data);
  assert.equal(no.new, 0);
  assert.equal(no.rejected, rows);
  assert.match(no.rejects[0].reason, /没有名为“.*”的单位/);
  assert.deepEqual([no.units, units()], [[], had]);
  const dry = ask('import', file, '--make-units', '--dry-run', '--data', data);
  assert.deepEqual([dry.new, dry.rejected, units()], [rows, 0, had]);
  const street = dry.units.find((u) => u.name.startsWith('东城街道'));
  assert.equal(street.level, 'street');
  assert.match(must(['import', file, '--make-units', '--dry-run', '--data', data]).out, /将建立 \d+ 个单位，都在根单位之下.*\n.*T001/);
  const yes = take(file, data);
  assert.deepEqual(yes.units, dry.units);
  assert.equal(units(), had + dry.units.length);
  assert.equal(sql(data, "SELECT COUNT(*) FROM event WHERE subject_kind = 'unit' AND action = 'unit-made'"), String(dry.units.length));
  assert.equal(sql(data, 'SELECT COUNT(DISTINCT parent_id) FROM unit WHERE parent_id > 0 AND desks = 0'), '1');
  assert.ok(content(data, 'street').some((r) => r.牵头单位.startsWith('东城街道')));
  clean(data);
});

test('what somebody has worked on since is not completed', () => {
  const data = empty('--practice');
  take(out(lived, 'demands', 'csv').file, data);
  const matter = sql(data, "SELECT num FROM matter WHERE state = 'to_dispatch' LIMIT 1");
  const root = sql(data, 'SELECT code FROM unit WHERE parent_id = 0');
  must(['user', 'add', 'zhang', '示例·张三', '--unit', root, '--roles', 'screener,dispatcher', '--no-password', '--data', data]);
  must(['act', 'matter', matter, 'level-again', '--as', 'zhang', '--body', '{"reason":"重新分级"}', '--data', data]);
  const r = take(out(lived, 'matters', 'csv').file, data);
  assert.equal(r.rejected, 1);
  assert.match(r.rejects[0].reason, /承接之后已有人办理/);
  clean(data);
});

test('a ledger of ours with a column taken out is read by its titles like any other', () => {
  const [titles, ...rows] = csv(out(lived, 'demands', 'csv').file);
  const drop = titles.indexOf('事项状态');
  const text = [titles, ...rows].map((row) => row.filter((_, i) => i !== drop).map((c) => `"${c.replaceAll('"', '""')}"`).join(',')).join('\r\n');
  writeFileSync(at('less.csv'), text);
  assert.ok(existsSync(at('less.csv')) && readFileSync(at('less.csv'), 'utf8').startsWith('"序号"'));
  const r = ask('import', at('less.csv'), '--dry-run', '--unknown-units-to-root', '--data', empty());
  assert.ok(r.new > 0);
  assert.ok(!r.mapping.columns.some((c) => c.target === 'matter_no'));
});
