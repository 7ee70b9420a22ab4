// SPDX-License-Identifier: Apache-2.0
// Runs long.
// A running ledger is taken over once, whole rows only, whatever happens in between; what goes out
// comes in again; a bad file changes nothing.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync, truncateSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { bin } from '../server.mjs';
import { ask, beijing, csv, found, must, run, scratch, sql } from './lib.mjs';

const dir = scratch();
const at = (name) => join(dir, name);
const sheet = (kind, name) => {
  execFileSync('python3', [fileURLToPath(new URL('lib_sheet.py', import.meta.url)), kind, at(name)]);
  return at(name);
};

/** A fresh live register: root place, root unit and nothing else. */
function register(name) {
  must(['init', '--code', '511902', '--name', '示例区', '--data', at(name)]);
  return at(name);
}
const count = (data, table = 'demand') => Number(sql(data, `SELECT COUNT(*) FROM ${table}`));
const clean = (data) => assert.deepEqual(found(data), []);

function ledger(n) {
  const rows = ['编号,姓名,反映时间,诉求内容,答复意见,答复时间'];
  for (let i = 1; i <= n; i++) rows.push(`${i},示例${i},2024-01-${String(1 + (i % 28)).padStart(2, '0')} 08:00,第${i}件,答${i},2024-03-01`);
  return rows.join('\n');
}

test('dates typed in four ways in one column', () => {
  const data = register('dates');
  const r = ask('import', sheet('mixed', 'mixed.xlsx'), '--data', data);
  assert.equal(r.new, 4, JSON.stringify(r.rejects));
  const rows = sql(data, 'SELECT upstream_no, said_at FROM demand ORDER BY id').split('\n').map((r) => r.split('|'));
  assert.deepEqual(
    rows.map(([number, said]) => `${number} ${beijing(said)}`),
    ['2 2024-05-06T09:32:09', '3 2024-05-06T00:00:00', '4 2024-05-06T00:00:00', '5 2024-05-06T18:00:00'],
  );
  clean(data);
});

test('an import that is killed goes on: every row exactly once', async () => {
  const data = register('killed');
  const file = at('big.csv');
  const rows = 3000;
  writeFileSync(file, ledger(rows));
  for (let kill = 1; kill <= 2; kill++) {
    const child = spawn(bin, ['import', file, '--data', data], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    const goal = kill * 400;
    for (let i = 0; i < 2000 && child.exitCode === null; i++) {
      if (count(data) >= goal) break;
      await sleep(10);
    }
    child.kill('SIGKILL');
    await ended;
    assert.equal(child.signalCode, 'SIGKILL', 'it was still at work');
    const had = count(data);
    assert.ok(had >= goal && had < rows, `${had} rows when it was killed`);
    clean(data);
  }
  const had = count(data);
  const r = ask('import', file, '--data', data);
  assert.equal(r.resumed, true);
  assert.equal(r.known, had);
  assert.equal(r.new, rows - had);
  assert.equal(count(data), rows);
  assert.equal(count(data, 'batch'), 1);
  assert.equal(sql(data, 'SELECT rows_new FROM batch'), String(rows));
  assert.equal(Number(sql(data, 'SELECT COUNT(DISTINCT upstream_no) FROM demand')), rows);
  assert.equal(ask('import', file, '--data', data).new, 0);
  assert.equal(count(data), rows);
  clean(data);
});

test('what is not taken over is reported by row, column and reason, also as a file', () => {
  const data = register('rejects');
  writeFileSync(at('some.csv'), '编号,反映时间,诉求内容\n1,前天,甲\n2,2024-01-01,乙\n3,2024-01-02,\n');
  const r = ask('import', at('some.csv'), '--rejects', at('left.csv'), '--data', data);
  assert.deepEqual([r.new, r.rejected], [1, 2]);
  assert.deepEqual(r.rejects.map((x) => [x.row, x.column]), [[2, '反映时间'], [4, '诉求内容']]);
  const rows = csv(at('left.csv'));
  assert.deepEqual(rows[0], ['行号', '列', '编号', '原因']);
  assert.deepEqual(rows.slice(1).map((x) => x.slice(0, 3)), [['2', '反映时间', '1'], ['4', '诉求内容', '3']]);
  must(['import', at('some.csv'), '--rejects', at('left.xlsx'), '--data', data]);
  assert.equal(readFileSync(at('left.xlsx')).subarray(0, 2).toString(), 'PK');
  assert.match(must(['import', at('some.csv'), '--data', data]).out, /不是日期/);
});

test('a dry run writes nothing; a mapping is saved, corrected and given', () => {
  const data = register('maps');
  writeFileSync(at('odd.csv'), '甲列,乙列,反映时间\n1,路灯不亮,2024-01-01\n');
  const first = run(['import', at('odd.csv'), '--save-map', at('map.json'), '--dry-run', '--data', data]);
  assert.equal(first.code, 2);
  assert.match(first.err, /诉求内容/);
  const map = JSON.parse(readFileSync(at('map.json'), 'utf8'));
  map.columns[0].target = 'number';
  map.columns[1].target = 'words';
  writeFileSync(at('map.json'), JSON.stringify(map));
  const tables = ['demand', 'event', 'batch', 'person'];
  const before = tables.map((t) => count(data, t));
  const dry = ask('import', at('odd.csv'), '--map', at('map.json'), '--dry-run', '--data', data);
  assert.deepEqual([dry.new, dry.dry_run], [1, true]);
  assert.deepEqual(tables.map((t) => count(data, t)), before);
  assert.equal(ask('import', at('odd.csv'), '--map', at('map.json'), '--data', data).new, 1);
});

test('the mappings that come along fit the layouts they are for', () => {
  const data = register('layouts');
  const folder = fileURLToPath(new URL('../../data/maps/', import.meta.url));
  for (const [name, row] of [
    ['messages', { words: '一', said_at: '2024-01-01', answer: '答', answered_at: '2024-01-02' }],
    ['district-hotline', { words: '二', said_at: '2024-01-01', state: '已办结', answer: '答', reported_at: '2024-01-03', grade: '满意', solved: '是' }],
    ['petition', { words: '三', said_at: '2024-01-01', state: '办理中', due: '2024-02-01' }],
  ]) {
    const { columns } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    const used = new Set();
    const cells = columns.map((c) => {
      if (c.target) used.add(c.target);
      return row[c.target] ?? '';
    });
    for (const k of Object.keys(row)) assert.ok(used.has(k), `${name}: ${k}`);
    writeFileSync(at(`${name}.csv`), `${columns.map((c) => c.title).join(',')}\n${cells.join(',')}\n`);
    const r = ask('import', at(`${name}.csv`), '--map', join(folder, `${name}.json`), '--data', data);
    assert.equal(r.new, 1, JSON.stringify(r.rejects));
  }
  assert.equal(sql(data, 'SELECT state FROM demand ORDER BY id'), 'no_verdict\naccepted\nin_matter');
  clean(data);
});

test('bad files: one clear sentence, nothing changed', () => {
  const data = register('bad');
  writeFileSync(at('good.csv'), ledger(20));
  ask('import', at('good.csv'), '--data', data);
  must(['export', 'demands', '--to', at('good.xlsx'), '--data', data]);
  const before = [count(data), count(data, 'event')];
  copyFileSync(at('good.xlsx'), at('cut.xlsx'));
  truncateSync(at('cut.xlsx'), Math.floor(readFileSync(at('good.xlsx')).length / 2));
  const torn = readFileSync(at('good.xlsx'));
  torn.fill(0x5a, Math.floor(torn.length / 3), Math.floor(torn.length / 2));
  writeFileSync(at('torn.xlsx'), torn);
  writeFileSync(at('picture.xlsx'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
  writeFileSync(at('old.xlsx'), Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]));
  writeFileSync(at('page.xlsx'), '<html><table><tr><td>编号</td></tr></table></html>');
  writeFileSync(at('encoding.csv'), Buffer.concat([Buffer.from('编号,反映时间,诉求内容\n1,2024-01-01,路灯'), Buffer.from([0xff, 0xfe, 0x81])]));
  writeFileSync(at('empty.csv'), '');
  writeFileSync(at('quote.csv'), '编号,反映时间,诉求内容\n1,2024-01-01,"没有结束\n');
  sheet('bomb', 'bomb.xlsx');
  for (const name of ['cut.xlsx', 'torn.xlsx', 'picture.xlsx', 'old.xlsx', 'page.xlsx', 'encoding.csv', 'empty.csv', 'quote.csv', 'bomb.xlsx', 'absent.xlsx']) {
    const r = run(['import', at(name), '--data', data]);
    assert.ok([2, 4, 1].includes(r.code), `${name}: ${r.code} ${r.out}`);
    assert.equal(r.err.trim().split('\n').length, 1, `${name}: ${r.err}`);
    assert.match(r.err, new RegExp(`^huiyin：.*${name.replace('.', '\\.')}`), name);
    assert.equal(count(data), before[0], name);
  }
  assert.deepEqual([count(data), count(data, 'event')], before.slice(0, 2));
  clean(data);
});

test('a CSV in GB18030 and one called .xlsx are read by what they are', () => {
  const data = register('content');
  // 编号,反映时间,诉求内容 / 9,2024-01-01,路灯
  const gb = Buffer.from('b1e0bac52cb7b4d3b3cab1bce42ccbdfc7f3c4dac8dd0a392c323032342d30312d30312cc2b7b5c60a', 'hex');
  writeFileSync(at('gb.csv'), gb);
  assert.equal(ask('import', at('gb.csv'), '--data', data).new, 1);
  assert.equal(sql(data, "SELECT body FROM event_text WHERE name = 'words'"), '路灯');
  writeFileSync(at('really.xlsx'), ledger(3));
  assert.equal(ask('import', at('really.xlsx'), '--data', data).new, 3);
  clean(data);
});

test('unmasked only with a reason, which is kept; every export is an event', () => {
  const data = register('masks');
  writeFileSync(at('p.csv'), '编号,姓名,联系电话,反映时间,诉求内容\n1,示例甲,13800138000,2024-01-01,=1+1\n');
  ask('import', at('p.csv'), '--data', data);
  must(['export', 'demands', '--to', at('m.csv'), '--data', data]);
  const masked = readFileSync(at('m.csv'), 'utf8');
  assert.ok(!masked.includes('示例甲') && !masked.includes('13800138000') && masked.includes('138****8000'));
  assert.ok(masked.includes("'=1+1"), 'a formula is text');
  const no = run(['export', 'demands', '--to', at('u.csv'), '--unmasked', '--data', data]);
  assert.equal(no.code, 2);
  assert.equal(existsSync(at('u.csv')), false);
  must(['export', 'demands', '--to', at('u.csv'), '--unmasked', '--reason', '移交档案', '--data', data]);
  assert.ok(readFileSync(at('u.csv'), 'utf8').includes('13800138000'));
  assert.equal(sql(data, "SELECT COUNT(*) FROM event WHERE action = 'export'"), '2');
  assert.equal(sql(data, "SELECT body FROM event_text WHERE name = 'reason'"), '移交档案');
  const wrong = run(['export', 'nothing', '--to', at('u.csv'), '--data', data]);
  assert.equal(wrong.code, 2);
  clean(data);
});

test('what goes out comes in again with the same content', () => {
  const a = register('out');
  writeFileSync(at('all.csv'), [
    '编号,姓名,联系电话,住址,反映时间,诉求内容,答复意见,答复时间,状态,时限,满意度,是否解决,类别,办理进展,反映人数,点赞数',
    '1,示例甲,13800138000,示例路1号,2024-01-01 08:00:01,"两行\n内容",已答,2024-01-09,,,,,小区管理,,3,2097',
    '2,示例乙,,,2024-01-02,二,答,2024-01-10,已办结,2024-01-20,满意,是,别的类,,',
    '3,示例丙,,,2024-01-03,三,答,2024-01-11,已办结,,非常不满意,否,,,',
    '4,,,,2024-01-04,四,,,办理中,2099-01-01,,,,正在协调,',
    '5,,,,2024-01-05,五,,,未受理,,,,,,',
    '6,,,,2024-01-06,六,,,已受理,,,,,,',
    '7,,,,2024-01-07,七,不属范围,2024-01-08,无效,,,,,,',
    '8,,,,2024-01-08,八,,,撤单,,,,,,',
  ].join('\n'));
  assert.equal(ask('import', at('all.csv'), '--data', a).new, 8);
  for (const ext of ['xlsx', 'csv']) {
    const flags = ['--unmasked', '--reason', '核对'];
    must(['export', 'demands', '--to', at(`out.${ext}`), ...flags, '--data', a]);
    const same = ask('import', at(`out.${ext}`), '--data', a);
    assert.deepEqual([same.new, same.known, same.rejected], [0, 8, 0], ext);
    const b = register(`in-${ext}`);
    const into = ask('import', at(`out.${ext}`), '--data', b);
    assert.deepEqual([into.new, into.rejected], [8, 0], JSON.stringify(into.rejects));
    must(['export', 'demands', '--to', at('back.csv'), ...flags, '--data', b]);
    must(['export', 'demands', '--to', at('first.csv'), ...flags, '--data', a]);
    const [x, y] = [csv(at('first.csv')), csv(at('back.csv'))];
    const number = x[0].indexOf('编号');
    assert.ok(number > 0);
    for (const rows of [x, y]) for (const row of rows) row[number] = '';
    assert.equal(x.length, 9);
    assert.deepEqual(y, x);
    clean(b);
  }
  for (const name of ['matters', 'tasks', 'events', 'community', 'street', 'district', 'city', 'backstop', 'unscreened', 'invalid', 'redirected', 'withdrawn', 'unlevelled']) {
    const r = ask('export', name, '--to', at(`${name}.xlsx`), '--data', a);
    // Each of the eight stands in one ledger.
    const rows = { matters: 4, tasks: 2, district: 5, community: 0, street: 0, city: 0, backstop: 0, unscreened: 1, invalid: 1, redirected: 0, withdrawn: 1, unlevelled: 0 }[name];
    if (rows !== undefined) assert.equal(r.rows, rows, name);
    else assert.ok(r.rows > 8, name);
  }
  clean(a);
});

test('a look before taking over says which rows may be in the register; likes are a number of persons', async () => {
  const data = register('alike');
  const words = '银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉，盼望查处';
  writeFileSync(at('here.csv'), `编号,反映时间,诉求内容\n1,2024-05-01,${words}\n2,2024-05-02,东城路的路灯坏了三天\n`);
  assert.equal(ask('import', at('here.csv'), '--data', data).new, 2);
  must(['index', 'rebuild', '--data', data]);
  writeFileSync(at('more.csv'), `编号,反映时间,诉求内容,点赞数\n7,2024-05-03,${words}请尽快,12\n8,2024-05-03,公园里想添两张长椅,\n9,2024-05-04,又一件,许多\n`);
  const dry = ask('import', at('more.csv'), '--dry-run', '--data', data);
  assert.deepEqual([dry.new, dry.rejected, dry.alike_rows], [2, 1, 1], JSON.stringify(dry));
  assert.deepEqual([dry.rejects[0].row, dry.rejects[0].column], [4, '点赞数']);
  const [row] = dry.alike;
  assert.deepEqual([row.row, row.number, row.others], [2, '7', 0]);
  assert.equal(row.num, sql(data, "SELECT num FROM demand WHERE upstream_no = '1'"));
  assert.ok(row.score >= 50 && row.reasons.some((r) => r.code === 'share'), JSON.stringify(row));
  assert.equal(count(data), 2, 'nothing was written');
  const said = must(['import', at('more.csv'), '--dry-run', '--data', data]).out;
  assert.match(said, new RegExp(`第 2 行可能就是 ${row.num}`));
  assert.match(said, /1 行可能说的是已经在册的事/);
  assert.equal(ask('import', at('more.csv'), '--data', data).new, 2);
  assert.equal(sql(data, "SELECT likes FROM demand WHERE upstream_no = '7'"), '12');
  clean(data);
});

test('an upstream by command line: orders, what it says anew, a redo, verdicts; no reply is owed twice', () => {
  const data = register('upstream');
  must(['upstream', 'load', 'hotline12345', '--data', data]);
  const take = (name, rows, ...more) => {
    writeFileSync(at(name), `${rows.join('\n')}\n`);
    const r = ask('import', at(name), '--upstream', 'hotline12345', ...more, '--data', data);
    return [r.new, r.known, r.events, r.rejected];
  };
  const head = '工单编号,主要内容,办理时限,是否重办,原工单编号';
  const first = [head, 'GD2026000001,路灯不亮（示例）,2099-12-01,,', 'GD2026000002,井盖松动（示例）,2099-12-01,,'];
  assert.deepEqual(take('orders.csv', first), [2, 0, 0, 0]);
  assert.deepEqual(take('again.csv', [...first, 'GD2026000001,又坏一盏（示例）,2099-12-02,,']), [0, 2, 1, 0]);
  assert.deepEqual(take('redo.csv', [head, 'GD2026000003,请重办（示例）,2099-12-03,是,GD2026000002']), [0, 0, 1, 0], 'still the one demand');
  assert.deepEqual(take('verdicts.csv', ['工单编号,是否联系,是否解决,是否满意', 'GD2026000001,是,是,满意'], '--verdicts'), [0, 0, 0, 1]);
  assert.equal(count(data), 2);
  assert.equal(ask('export', 'replies', '--upstream', 'hotline12345', '--to', at('replies.csv'), '--data', data).open, 2);
  must(['export', 'events', '--to', at('events.csv'), '--data', data]);
  assert.ok(csv(at('events.csv')).flat().includes('上级补充工单'), 'the record speaks in words');
  clean(data);
});

// ---- real public messages ------------------------------------------------------------------------

const real = process.env.HUIYIN_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const replied = join(real, 'messages-replied.xlsx');
const skip = existsSync(replied) ? false : `no sample data: ${replied}`;

/** The naive reckoning: day after day, from the list of holidays. */
function reckoner() {
  const list = readFileSync(new URL('../../data/calendar/holidays-cn.csv', import.meta.url), 'utf8');
  const days = new Map(list.trim().split('\n').slice(1).map((l) => [l.split(',')[0], l.split(',')[2]]));
  const works = (d) => {
    const kind = days.get(d.toISOString().slice(0, 10));
    return kind ? kind === 'work' : d.getUTCDay() !== 0 && d.getUTCDay() !== 6;
  };
  return (day, n) => {
    const d = new Date(`${day}T00:00:00Z`);
    while (n > 0) {
      d.setUTCDate(d.getUTCDate() + 1);
      if (works(d)) n--;
    }
    return d.toISOString().slice(0, 10);
  };
}

test('2,816 real messages: once, counted to the day, out and in again', { skip }, () => {
  const data = register('real');
  const started = Date.now();
  const r = ask('import', replied, '--data', data);
  assert.deepEqual([r.rows, r.new, r.rejected], [2816, 2816, 0], JSON.stringify(r.rejects.slice(0, 3)));
  assert.ok(Date.now() - started < 60000, 'in seconds');
  const again = ask('import', replied, '--data', data);
  assert.deepEqual([again.new, again.known], [0, 2816]);
  assert.equal(count(data), 2816);
  assert.equal(sql(data, "SELECT COUNT(*) FROM matter WHERE close_ground = 'taken_over' AND state = 'closed' AND drawn = 0"), '2816');
  must(['export', 'demands', '--to', at('real.csv'), '--data', data]);
  must(['export', 'demands', '--to', at('real.xlsx'), '--data', data]);
  assert.equal(ask('import', at('real.xlsx'), '--data', data).new, 0);
  const rows = csv(at('real.csv'));
  assert.equal(rows.length, 2817);
  const [said, answered] = ['反映时间', '答复时间'].map((t) => rows[0].indexOf(t));
  const due = reckoner();
  for (const workdays of [5, 15]) {
    const want = new Map();
    for (const row of rows.slice(1)) {
      const year = Number(row[said].slice(0, 4));
      const y = want.get(year) ?? { demands: 0, in_time: 0, late: 0 };
      y.demands++;
      y[row[answered].slice(0, 10) <= due(row[said].slice(0, 10), workdays) ? 'in_time' : 'late']++;
      want.set(year, y);
    }
    const report = ask('report', 'ontime', '--workdays', String(workdays), '--data', data);
    assert.deepEqual(
      report.years.map((y) => [y.year, y.demands, y.answered, y.in_time, y.late, y.unanswered]),
      [...want.keys()].sort().map((k) => [k, want.get(k).demands, want.get(k).demands, want.get(k).in_time, want.get(k).late, 0]),
    );
    assert.equal(report.total.demands, 2816);
    assert.equal(report.provisional, false);
  }
  const b = register('real-again');
  assert.equal(ask('import', at('real.xlsx'), '--data', b).new, 2816);
  must(['export', 'demands', '--to', at('real-b.csv'), '--data', b]);
  const back = csv(at('real-b.csv'));
  const number = rows[0].indexOf('编号');
  for (const list of [rows, back]) for (const row of list) row[number] = '';
  assert.deepEqual(back, rows);
  clean(data);
});
