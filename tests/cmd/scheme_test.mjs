// SPDX-License-Identifier: Apache-2.0
// Class schemes beside the mechanism's own: loaded from tables, compared first, in force from a day;
// what was counted before a change stays.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ask, must, run, scratch, sql } from './lib.mjs';

const dir = scratch();
const data = join(dir, 'data');
must(['init', '--demo', '--data', data]);
const file = (name, ...rows) => {
  const path = join(dir, name);
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
};
const scheme = (what, ...rest) => ask('scheme', what, ...rest, '--data', data);
const SEVEN = ['code,name,parent', 'live,住有所居,', 'live.water,饮水,live', 'old,老有所养,'];

test('a scheme is compared first, and written once', () => {
  const first = file('seven.csv', ...SEVEN);
  const dry = scheme('import', 'mine', first, '--name', '本地七有', '--from', '2020-01-01', '--dry-run');
  assert.deepEqual(dry.changes.map((c) => [c.kind, c.code]), [['added', 'live'], ['added', 'live.water'], ['added', 'old']]);
  assert.deepEqual(scheme('list').map((v) => v.scheme), ['seven-haves'], 'the shipped one of its mechanism alone');
  assert.equal(scheme('import', 'mine', first, '--name', '本地七有', '--source', 'HY-34', '--from', '2020-01-01').version, 1);
  assert.deepEqual(scheme('import', 'mine', first, '--from', '2021-01-01').changes, []);
  const kept = scheme('list').find((v) => v.scheme === 'mine');
  assert.deepEqual([kept.scheme, kept.version, kept.name, kept.source, kept.entries], ['mine', 1, '本地七有', 'HY-34', 3]);
});

test('what is wrong is told by row, and nothing written', () => {
  for (const [what, rows, said] of [
    ['twice', [...SEVEN, 'old,又一个,'], /第 5 行：代码与前面重复/],
    ['no parent', ['code,name,parent', 'a,甲,b'], /第 2 行：上级代码/],
    ['no name', ['code,name,parent', 'a,,'], /第 2 行：缺代码或名称/],
    ['no head', ['甲,乙'], /表头/],
  ]) {
    const r = run(['scheme', 'import', 'bad', file('bad.csv', ...rows), '--data', data]);
    assert.equal(r.code, 2, what);
    assert.match(r.err, said, what);
  }
  const early = run(['scheme', 'import', 'mine', file('e.csv', 'code,name,parent', 'x,新,'), '--from', '2019-01-01', '--data', data]);
  assert.match(early.err, /晚于上一版/);
  assert.equal(scheme('list').filter((v) => v.scheme === 'mine').length, 1);
});

test('a table carries classes over, by its source; what it does not know is refused', () => {
  const map = file('map.csv', 'class,code', '小区管理,live', 'municipal,live.water');
  assert.match(run(['scheme', 'map', 'mine', map, '--data', data]).err, /--source/);
  const wrong = file('wrong.csv', 'class,code', '小区管理,nowhere');
  assert.match(run(['scheme', 'map', 'mine', wrong, '--source', '示例', '--data', data]).err, /第 2 行：分类体系里没有这个代码/);
  assert.equal(scheme('map', 'mine', map, '--source', '示例', '--from', '2020-01-01').entries, 2);
});

/** Demands of made-up days: only class and day matter to what is counted. */
function demand(id, klass, day) {
  const at = Date.parse(`${day}T12:00:00+08:00`);
  const known = { jid: '(SELECT jid FROM register)', id, num: `'${id}'`, class: `'${klass}'`, recorded_at: at, said_at: at };
  const columns = sql(data, "SELECT name || ' ' || type FROM pragma_table_info('demand')").split('\n').map((line) => line.split(' '));
  assert.ok(columns.length > 20);
  const values = columns.map(([name, type]) => known[name] ?? (type === 'TEXT' ? "''" : '0'));
  sql(data, `INSERT INTO demand (${columns.map(([name]) => name).join(', ')}) VALUES (${values.join(', ')})`);
}

const counted = (...args) => Object.fromEntries(scheme('count', ...args).map((c) => [c.code, c.demands]));

test('demands are counted in a scheme, and the past stays when it changes', { skip: process.env.HUIYIN_TEST_ENGINE === 'postgres' && 'rows are put in by sqlite3' }, () => {
  demand(1, 'estate', '2022-05-01');
  demand(2, 'municipal', '2022-05-02');
  demand(3, 'policy', '2022-05-03');
  assert.deepEqual(counted('mine', '--from', '2022-01-01', '--until', '2022-12-31'), { live: 2, 'live.water': 1, old: 0, '': 1 });
  scheme('import', 'mine', file('two.csv', ...SEVEN, 'work,劳有所得,'), '--from', '2023-01-01');
  scheme('map', 'mine', file('map2.csv', 'class,code', 'estate,old', 'policy,work'), '--source', '示例', '--from', '2023-01-01');
  demand(4, 'estate', '2023-05-01');
  assert.deepEqual(counted('mine', '--from', '2022-01-01', '--until', '2022-12-31'), { live: 2, 'live.water': 1, old: 0, '': 1 });
  assert.deepEqual(counted('mine', '--from', '2023-01-01', '--until', '2023-12-31'), { live: 0, 'live.water': 0, old: 1, work: 0, '': 0 });
  assert.deepEqual(counted('mine', '--from', '2022-01-01', '--until', '2023-12-31'), { live: 2, 'live.water': 1, old: 1, work: 0, '': 1 });
  const own = counted('--from', '2022-01-01', '--until', '2023-12-31');
  assert.deepEqual([own.estate, own.municipal, own.policy], [2, 1, 1]);
  assert.equal(run(['scheme', 'count', 'none', '--data', data]).code, 4);
});

const real = process.env.HUIYIN_DATA;
const list = real && join(real, 'categories.csv');
test('a national list of three levels comes in whole', { skip: !(list && existsSync(list)) && 'no HUIYIN_DATA' }, () => {
  const done = scheme('import', 'national', list, '--name', '三级分类', '--from', '2020-01-01');
  const by = (digits) => done.changes.filter((c) => c.code.length === digits).length;
  assert.deepEqual([by(2), by(4), by(6)], [15, 118, 517]);
});
