// SPDX-License-Identifier: Apache-2.0
// A unit's tasks as a table by command line: out, filled by a clerk, in again as drafts.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { filled, partsOf, rowsOf } from '../form.mjs';
import { startServer } from '../server.mjs';
import { ask, must, run, scratch, sql } from './lib.mjs';

let server, office, task, table;
const dir = scratch();
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  const matter = await office.dispatched((await office.demand({ words: '下水道堵了' })).num);
  task = `${matter}-1`;
  await office.act('zhujian1', 'task', task, 'sign');
  table = join(dir, '住建.xlsx');
});
after(() => server.stop());

const here = (...args) => [...args, '--data', server.data];

test('export tasks-form writes a form of the unit’s open tasks and is an event of the unit', () => {
  const done = ask(...here('export', 'tasks-form', '--unit', 'zjj', '--to', table));
  assert.deepEqual([done.unit, done.rows], ['zjj', 1]);
  assert.equal(rowsOf(table)[0]['编号'], task);
  assert.equal(partsOf(table).protected, true);
  assert.match(sql(server.data, "SELECT data FROM event WHERE action = 'export'"), /"form":"tasks","rows":1/);
});

test('import tasks-form makes drafts in the name of who uploads, once', async () => {
  const back = filled(table, [[task, '进展', '已疏通'], [task, '处理人', '老周']]);
  const first = ask(...here('import', 'tasks-form', back, '--unit', 'zjj', '--as', 'xinfang3'));
  assert.deepEqual([first.made, first.known, first.faults], [1, 0, []]);
  const again = ask(...here('import', 'tasks-form', back, '--unit', 'zjj', '--as', 'xinfang3'));
  assert.deepEqual([again.made, again.known], [0, 1]);
  const { body } = await (await office.by('zhujian1')).get(`/api/v1/drafts?num=${task}`);
  assert.equal(body.drafts[0].brought_by, '示例·王派单');
  assert.equal(body.drafts[0].fields[0].value, '已疏通\n处理人：老周');
  assert.equal((await office.see('zhujian1', 'task', task)).body.state, 'signed', 'nothing was filed');
});

test('rows that cannot be used are told by row, in words as well', () => {
  const back = filled(table, [[task, '进展', '又一次'], [task, '校验', 'x']]);
  const said = must(here('import', 'tasks-form', back, '--unit', 'zjj', '--as', 'xinfang3'));
  assert.match(said.out, /第 3 行 .*锁定的列被改动/);
});

for (const [what, args, code] of [
  ['no unit', () => ['export', 'tasks-form', '--to', join(dir, 'a.xlsx')], 2],
  ['an unknown unit', () => ['export', 'tasks-form', '--unit', 'nowhere', '--to', join(dir, 'a.xlsx')], 4],
  ['a CSV file', () => ['export', 'tasks-form', '--unit', 'zjj', '--to', join(dir, 'a.csv')], 2],
  ['no file', () => ['export', 'tasks-form', '--unit', 'zjj'], 2],
  ['nobody’s name', () => ['import', 'tasks-form', table, '--unit', 'zjj'], 2],
  ['who does not carry the unit’s tables', () => ['import', 'tasks-form', table, '--unit', 'zjj', '--as', 'lingdao1'], 3],
  ['a file that is not there', () => ['import', 'tasks-form', join(dir, 'none.xlsx'), '--unit', 'zjj', '--as', 'xinfang3'], 4],
  ['another table', () => {
    writeFileSync(join(dir, 'other.csv'), '编号,进展\r\n1,2\r\n');
    return ['import', 'tasks-form', join(dir, 'other.csv'), '--unit', 'zjj', '--as', 'xinfang3'];
  }, 2],
]) test(`refused: ${what}`, () => {
  const r = run(here(...args()));
  assert.equal(r.code, code, r.out + r.err);
});
