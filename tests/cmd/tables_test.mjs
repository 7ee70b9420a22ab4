// SPDX-License-Identifier: Apache-2.0
// What an office really hands in: tables of an upstream and dispatch directories as XLSX with the
// faults that people's tables have. Each is refused with its own sentence and ends with its own code,
// or is read for what the eye sees; what is wrong in a row names the row, and the good rows of a table
// of orders come in while a directory comes in whole or not at all.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { workbook } from '../workbook.mjs';
import { ask, beijing, must, run, scratch, sql } from './lib.mjs';

const dir = scratch();
const data = join(dir, 'register');
const at = (name) => join(dir, name);
const book = (name, sheets) => {
  workbook(at(`${name}.xlsx`), sheets);
  return at(`${name}.xlsx`);
};
const here = (...args) => ask(...args, '--data', data);
const said = (...args) => run([...args, '--data', data]);
const count = (table) => Number(sql(data, `SELECT COUNT(*) FROM ${table}`));
const merged = (rows, ...merges) => Object.assign(rows, { merges });

/** Ends with the code, one sentence that says why, and leaves the register as it was. */
function refused(args, code, why) {
  const was = [count('demand'), count('event'), count('directory_version')];
  const r = said(...args);
  assert.equal(r.code, code, r.out + r.err);
  assert.match(r.err, why);
  assert.equal(r.err.trim().split('\n').length, 1, r.err);
  assert.deepEqual([count('demand'), count('event'), count('directory_version')], was, 'nothing was written');
}

before(() => {
  must(['init', '--code', '511902', '--name', '示例区', '--data', data]);
  must(['unit', 'add', 'zjj', '住建局（示例）', '--data', data]);
  for (const name of ['hotline12345', 'petition']) must(['upstream', 'load', name, '--data', data]);
});

// ---- tables of an upstream ------------------------------------------------------------------------

const HEAD = ['工单编号', '主要内容', '派单时间', '办理时限', '来电人电话/账号'];
const PETITION = ['信访件编号', '信访内容', '姓名', '限办时间'];
const order = (n, ...rest) => [`GD10${n}`, `第${n}盏路灯不亮（示例）`, '2026-11-20', '2099-12-01', '', ...rest];
const orders = (name, rows, ...more) => here('import', book(name, { 工单: rows }), '--upstream', 'hotline12345', ...more);
const sums = (r) => [r.rows, r.new, r.known, r.events, r.rejected];
const faults = (r) => r.rejects.map((f) => `${f.row} ${f.column}`).sort();
const as = (upstream, ...more) => ['--upstream', upstream, ...more];

for (const [what, sheets, upstream, why] of [
  ['another worksheet first', { 说明: [['填表说明']], 工单: [HEAD, order(1)] }, 'hotline12345', /没有找到编号列（第 1 行：填表说明）；读的是第一张工作表“说明”，另有：工单，请把要导入的移到最前/],
  ['no column for the number', { 工单: [['主要内容', '办理时限'], ['路灯', '2099-12-01']] }, 'hotline12345', /不是“12345政务服务便民热线”的工单表：没有找到编号列（第 1 行：主要内容、办理时限）/],
  ['no column for the words', { 工单: [['工单编号', '办理时限'], ['GD1', '2099-12-01']] }, 'hotline12345', /没有找到内容或评价列/],
  ['a petition table without its number', { 信访: [['信访内容', '姓名'], ['低保（示例）', '示例']] }, 'petition', /的工单表：没有找到编号列/],
  ['verdicts handed in as orders', { 回访: [['工单编号', '是否联系', '是否解决', '是否满意'], ['GD1', '是', '是', '满意']] }, 'hotline12345', /没有找到内容或评价列/],
  ['a title twice', { 工单: [[...HEAD, '主要内容'], [...order(2), '另一份内容']] }, 'hotline12345', /第 1 行有两列都叫“主要内容”（B1、F1）：请删去一列或改名/],
  ['cells merged downwards', { 工单: merged([HEAD, order(3), ['GD104', '', '', '', '']], 'B2:B3') }, 'hotline12345', /单元格 B2:B3 上下合并，只有第一行有内容：请取消合并，逐行填写/],
  ['nothing', { 工单: [] }, 'hotline12345', /没有内容/],
  ['an upstream that is not there', { 工单: [HEAD, order(5)] }, 'nobody', /没有上级平台“nobody”，已有：hotline12345, petition/],
]) test(`refused as a table of orders: ${what}`, () => {
  refused(['import', book('refused', sheets), ...as(upstream)], upstream === 'nobody' ? 4 : 2, why);
  refused(['import', book('refused', sheets), ...as(upstream), '--dry-run'], upstream === 'nobody' ? 4 : 2, why);
});

test('orders handed in as verdicts, and options that do not go together', () => {
  const file = book('as-verdicts', { 工单: [HEAD, order(6)] });
  refused(['import', file, ...as('hotline12345', '--verdicts')], 2, /的回访表：没有找到内容或评价列/);
  refused(['import', file, '--verdicts'], 2, /--verdicts 须与 --upstream 一起用/);
  refused(['import', file, ...as('hotline12345', '--make-units')], 2, /--make-units 不能与 --upstream 一起用/);
});

test('a title over the whole width, merged, is no header and no fault', () => {
  const r = orders('titled', merged([['12345工单表（示例）', '', '', '', ''], HEAD, order(10)], 'A1:E1'));
  assert.deepEqual(sums(r), [1, 1, 0, 0, 0], JSON.stringify(r.rejects));
});

test('dates as text in many ways, as day numbers, a number that is no day', () => {
  const r = orders('dates', [
    HEAD,
    ['GD1011', '日期一（示例）', { n: 46000 }, { n: 46500.75 }, { n: 13900000007 }],
    ['GD1012', '日期二（示例）', '2025年12月9日', '2099/12/1 18:00', ''],
    ['GD1013', '日期三（示例）', '２０２５－１２－０９', '2027-04-23 18:00:00', '１３９００００００８８'],
    ['GD1014', '日期四（示例）', '昨天', '2099-12-01', ''],
    ['GD1015', '日期五（示例）', { n: 12 }, '2099-12-01', ''],
  ]);
  assert.deepEqual([...sums(r), ...faults(r)], [5, 3, 0, 0, 2, '5 派单时间', '6 派单时间'], JSON.stringify(r.rejects));
  const kept = sql(data, "SELECT upstream_no, said_at, upstream_due_at FROM demand WHERE upstream_no IN ('GD1011', 'GD1012', 'GD1013') ORDER BY upstream_no");
  assert.deepEqual(
    kept.split('\n').map((l) => l.split('|')).map(([no, from, due]) => [no, beijing(from), beijing(due)]),
    [['GD1011', '2025-12-09T00:00:00', '2027-04-23T18:00:00'], ['GD1012', '2025-12-09T00:00:00', '2099-12-01T18:00:00'], ['GD1013', '2025-12-09T00:00:00', '2027-04-23T18:00:00']],
  );
});

test('a number in full-width letters and digits is the same number', () => {
  const file = (name, no) => orders(name, [HEAD, [no, '全角（示例）', '', '2099-12-01', '']]);
  assert.deepEqual(sums(file('narrow', 'GD1020')), [1, 1, 0, 0, 0]);
  assert.deepEqual(sums(file('wide', 'ＧＤ１０２０')), [1, 0, 1, 0, 0]);
});

test('blanks behind titles and values, and rows of blanks, say nothing', () => {
  const r = orders('blanks', [
    ['工单编号 ', '　主要内容', ' 派单时间', '办理时限　', '来电人电话/账号'],
    [' GD1030 ', '空格（示例） 　', ' 2026-11-20 ', '　2099-12-01', ' 13900000007 '],
    [' ', '　', '', '', ' '],
    ['', '', '', '', ''],
    ['GD1031\u00a0', '空格二（示例）', '', '', ''],
  ]);
  assert.deepEqual(sums(r), [2, 2, 0, 0, 0], JSON.stringify(r.rejects));
  assert.equal(sql(data, "SELECT COUNT(*) FROM demand WHERE upstream_no IN ('GD1030', 'GD1031')"), '2');
});

const half = [HEAD, order(40), ['', '没有编号（示例）', '', '', ''], ['GD1041', '', '', '', ''], ['GD1042', '时限（示例）', '', '很快', ''], order(43)];
test('rows at fault in the middle are named and left out, by the dry run as well; the others come in', () => {
  const dry = orders('half', half, '--dry-run');
  const done = orders('half', half, '--rejects', at('left.xlsx'));
  for (const r of [dry, done]) assert.deepEqual([...sums(r), ...faults(r)], [5, 2, 0, 0, 3, '3 工单编号', '4 主要内容', '5 办理时限']);
  const words = must(['import', at('half.xlsx'), ...as('hotline12345'), '--data', data]).out;
  assert.match(words, /5 +办理时限 +“很快”不是日期时间/);
  assert.match(words, /已有且无变化 2/);
  assert.ok(existsSync(at('left.xlsx')), 'the rows that were left out, as a table');
});

test('a file that breaks off in the middle brings no row', () => {
  const rows = [HEAD, ...Array.from({ length: 1500 }, (_, i) => order(10000 + i))];
  rows[1400] = ['GD99', { n: 'kein' }, '', '', ''];
  refused(['import', book('broken', { 工单: rows }), ...as('hotline12345')], 2, /单元格 B1401：数值有误/);
});

test('a petition table likewise: good rows in, the same again known, the others named', () => {
  const rows = [PETITION, ['XF1', '低保没有发（示例）', '示例', { n: 72000 }], ['', '没有编号（示例）', '', ''], ['ＸＦ２', '围墙（示例）', '示例', '２０９９年１月１日']];
  const take = () => here('import', book('petition', { 信访件: rows }), ...as('petition'));
  const first = take();
  assert.deepEqual([...sums(first), ...faults(first)], [3, 2, 0, 0, 1, '3 信访件编号'], JSON.stringify(first.rejects));
  assert.deepEqual(sums(take()), [3, 0, 2, 0, 1]);
  assert.equal(sql(data, "SELECT upstream_no FROM demand WHERE upstream_no LIKE 'XF%' ORDER BY upstream_no"), 'XF1\nXF2');
});

test('verdicts: each row that cannot be taken says why', () => {
  const V = ['工单编号', '是否联系', '是否解决', '是否满意'];
  const rows = [V, ['GD1040', '是', '是', '满意'], ['GD9', '是', '是', '满意'], ['GD1043', '是', '也许', '满意'], ['GD1043', '是', '是', ''], ['GD1043', '', '', '']];
  const r = here('import', book('verdicts', { 回访: rows }), ...as('hotline12345', '--verdicts'));
  const why = Object.fromEntries(r.rejects.map((f) => [f.row, f.reason]));
  assert.deepEqual([r.new, r.known, r.rejected], [0, 1, 4]);
  assert.match(why[2], /现在是“待甄别”，不能“登记上级回访结果”/);
  assert.match(why[3], /本库没有编号为“GD9”的工单/);
  assert.match(why[4], /看不懂“也许”/);
  assert.match(why[5], /已联系上，却没有“是否满意”/);
});

test('what we wrote for the upstream is told for what it is when it comes back', () => {
  const out = here('export', 'replies', ...as('hotline12345'), '--to', at('replies.xlsx'));
  assert.equal(out.rows, 0);
  assert.ok(out.open > 0);
  refused(['import', at('replies.xlsx'), ...as('hotline12345')], 2, /是给“12345政务服务便民热线”的办理回复，不是它的工单表，没有导入/);
  here('export', 'moved_up', ...as('hotline12345'), '--to', at('moved.xlsx'));
  for (const more of [[], as('hotline12345'), as('petition')])
    refused(['import', at('moved.xlsx'), ...more], 2, /是导出的移交上级清单：事项都在本库，不能再导入；上级给了编号/);
});

for (const [what, args, code, why] of [
  ['replies without an upstream', ['export', 'replies', '--to', at('x.xlsx')], 2, /请用 --upstream 指明上级平台/],
  ['replies for nobody', ['export', 'replies', ...as('nobody'), '--to', at('x.xlsx')], 4, /没有上级平台“nobody”/],
  ['replies without a file', ['export', 'replies', ...as('hotline12345')], 2, /请用 --to 给出文件/],
  ['replies as a picture', ['export', 'replies', ...as('hotline12345'), '--to', at('x.png')], 2, /\.xlsx 或 \.csv/],
  ['replies since no day', ['export', 'replies', ...as('hotline12345'), '--to', at('x.xlsx'), '--since', '上周'], 2, /--since 应为日期：上周/],
  ['moved_up for nobody', ['export', 'moved_up', ...as('nobody'), '--to', at('x.xlsx')], 4, /没有上级平台“nobody”/],
  ['an upstream’s file that is not there', ['upstream', 'load', at('none.json')], 4, /none\.json/],
  ['an upstream that does not come along', ['upstream', 'load', 'nowhere'], 4, /upstreams\/nowhere\.json/],
  ['a kind that there is not', ['upstream', 'add', 'xin', '新平台（示例）', '--kind', 'fax'], 2, /没有“fax”，可用的有：.*petition/],
  ['a map that is not there', ['upstream', 'add', 'xin', '新平台（示例）', '--map', at('none.json')], 4, /none\.json/],
  ['show of nobody', ['upstream', 'show', 'nobody'], 4, /没有上级平台“nobody”/],
  ['export of nobody', ['upstream', 'export', 'nobody'], 4, /没有上级平台“nobody”/],
]) test(`refused: ${what}`, () => refused(args, code, why));

test('an upstream of one’s own: after the map of its table, listed, out and in again', () => {
  const file = book('own', { 交办: [['交办单号', '交办事项', '要求办结日期'], ['JB1', '窨井盖松动（示例）', '2099-12-01']] });
  refused(['import', file, ...as('hotline12345')], 2, /没有找到编号列/);
  writeFileSync(at('map.json'), JSON.stringify({ header_row: 1, columns: [['交办单号', 'number'], ['交办事项', 'words'], ['要求办结日期', 'due']].map(([title, target]) => ({ title, target })) }));
  here('upstream', 'add', 'duban', '督办平台（示例）', '--kind', 'other', '--map', at('map.json'));
  assert.deepEqual(sums(here('import', file, ...as('duban'))), [1, 1, 0, 0, 0]);
  assert.deepEqual(here('upstream', 'list').upstreams.map((u) => u.code).sort(), ['duban', 'hotline12345', 'petition']);
  here('upstream', 'export', 'duban', '--to', at('duban.json'));
  refused(['upstream', 'export', 'duban', '--to', at('duban.json')], 5, /duban\.json/);
  assert.deepEqual(JSON.parse(readFileSync(at('duban.json'), 'utf8')), here('upstream', 'show', 'duban'));
  must(['upstream', 'load', at('duban.json'), '--data', data]);
  assert.ok(here('upstream', 'schema').properties, 'the schema of such a file');
});

// ---- the dispatch directory -----------------------------------------------------------------------

const ENTRY = ['序号', '类别', '主办单位', '办结时限', '备注'];
const LED = '住建局（示例）';
const DAY = '2099-01-01';
const directory = (file, ...more) => ['directory', 'import', file, '--from', DAY, ...more];
const entries = (name, rows, ...more) => directory(book(name, { 派单目录: rows }), ...more);

test('no directory yet: list says so, export and report end with 4', () => {
  assert.deepEqual(here('directory', 'list').versions, []);
  refused(['directory', 'export', '--to', at('x.xlsx')], 4, /现在没有生效的派单目录/);
  refused(['report', 'directory'], 4, /现在没有生效的派单目录/);
});

for (const [what, rows, why] of [
  ['no column for the lead', [['序号', '类别', '备注'], ['1', '市政建设', '']], /没有“主办单位”一列/],
  ['no column for the class', [['序号', '主办单位', '备注'], ['1', LED, '']], /没有“类别”一列/],
  ['a title twice', [[...ENTRY, '主办单位'], ['1', '市政建设', LED, '15个工作日', '', '别的局']], /第 1 行有两列都叫“主办单位”（C1、F1）/],
  ['classes merged downwards', merged([ENTRY, ['1', '市政建设', LED, '', ''], ['2', '', LED, '', '']], 'B2:B3'), /单元格 B2:B3 上下合并/],
  ['a header and nothing under it', [ENTRY], /一条也没有/],
]) test(`refused as a directory: ${what}`, () => {
  refused(entries('refused', rows), 2, why);
  refused(entries('refused', rows, '--dry-run'), 2, why);
});

test('another worksheet first; no day, a wrong one, one that is over; no file', () => {
  const file = book('second', { 说明: [['填表说明']], 派单目录: [ENTRY, ['1', '市政建设', LED, '', '']] });
  refused(directory(file), 2, /没有“主办单位”一列；读的是第一张工作表“说明”，另有：派单目录/);
  const good = book('good', { 派单目录: [ENTRY, ['1', '市政建设', LED, '15个工作日', '']] });
  refused(['directory', 'import', good], 2, /请用 --from 给出生效日期/);
  refused(['directory', 'import', good, '--from', '以后'], 2, /“以后”不是日期或时间/);
  refused(['directory', 'import', good, '--from', '2020-01-01'], 2, /生效日期不能早于今天/);
  refused(directory(at('none.xlsx')), 4, /none\.xlsx/);
});

test('rows at fault are named by row and column, and nothing is written', () => {
  const rows = [ENTRY, ['1', '市政建设', LED, '15个工作日', ''], ['2', '没有这类', '没有局', '很久', ''], ['3', '环境整治', '', '', ''], [{ n: 2.5 }, '公共服务', LED, '', '']];
  const dry = run([...entries('faults', rows, '--dry-run'), '--json', '--data', data]);
  assert.equal(dry.code, 1, 'a dry run that found something');
  assert.deepEqual(dry.json().faults.map((f) => `${f.row} ${f.column}`), ['3 类别', '3 主办单位', '3 办结时限', '4 主办单位', '5 序号']);
  refused(entries('faults', rows), 2, /有 5 处问题，没有写入/);
  assert.match(run([...entries('faults', rows), '--data', data]).out, /3 +办结时限 +“很久”不是时限/);
});

test('full-width digits, numbers, blanks and a merged title are read; what goes out comes in again', () => {
  const rows = merged([['派单目录（示例）', '', '', '', ''], ENTRY, ['１', '市政建设 ', `　${LED}`, '１５个工作日', '  '], [{ n: 2 }, '环境整治', LED, { n: 30 }, ''], [' ', '　', '', '', '']], 'A1:E1');
  const dry = here(...entries('read', rows, '--dry-run'));
  assert.deepEqual([dry.faults, count('directory_version')], [[], 0]);
  const done = here(...entries('read', rows, '--note', '第一版（示例）'));
  assert.equal(done.version, 1);
  assert.deepEqual(done.changes.map((c) => [c.change, c.serial]), [['added', 1], ['added', 2]]);
  const list = here('directory', 'list').versions;
  assert.deepEqual(list.map((v) => [v.version, v.entries, v.note]), [[1, 2, '第一版（示例）']]);
  for (const ext of ['xlsx', 'csv']) {
    here('directory', 'export', '1', '--to', at(`out.${ext}`));
    assert.deepEqual(here(...directory(at(`out.${ext}`), '--dry-run')).changes, [], ext);
  }
  const next = here(...entries('next', [ENTRY, ['1', '市政建设', LED, '10日', '']]));
  assert.equal(next.version, 2);
  const diff = here('directory', 'diff', '1', '2').changes;
  assert.deepEqual(diff.map((c) => c.change).sort(), ['changed', 'removed']);
  assert.match(must(['directory', 'diff', '1', '2', '--data', data]).out, /办结时限：“15个工作日” → “10日”/);
});

for (const [what, args, code, why] of [
  ['a version that there is not', ['directory', 'export', '7', '--to', at('x.xlsx')], 4, /派单目录没有第“7”版/],
  ['a difference to it', ['directory', 'diff', '1', '7'], 4, /派单目录没有第“7”版/],
  ['a version that is no number', ['directory', 'export', '新', '--to', at('x.xlsx')], 4, /没有第“新”版/],
  ['no file', ['directory', 'export', '1'], 2, /请用 --to 给出文件/],
  ['another kind of file', ['directory', 'export', '1', '--to', at('x.pdf')], 2, /\.xlsx 或 \.csv/],
  ['a report on a version before the first', ['report', 'directory', '--version', '0'], 2, /--version/],
]) test(`directory refused: ${what}`, () => refused(args, code, why));

// ---- size -----------------------------------------------------------------------------------------

const full = process.env.HUIYIN_TEST_ALL ? false : 'under --all';
test('30,000 orders as XLSX: in, known again, out, within bounds', { skip: full }, () => {
  const many = join(dir, 'many');
  must(['init', '--code', '511902', '--name', '示例区', '--data', many]);
  must(['upstream', 'load', 'hotline12345', '--data', many]);
  const file = book('many', { 工单: [HEAD, ...Array.from({ length: 30_000 }, (_, i) => order(100000 + i))] });
  const timed = (limit, what, args) => {
    const began = Date.now();
    const r = must([...args, '--json', '--data', many], { timeout: 600_000 }).json();
    const took = Date.now() - began;
    assert.ok(took < limit, `${what}: ${took} ms`);
    return r;
  };
  const took = timed(300_000, 'in', ['import', file, ...as('hotline12345')]);
  assert.deepEqual(sums(took), [30_000, 30_000, 0, 0, 0]);
  assert.deepEqual(sums(timed(120_000, 'again', ['import', file, ...as('hotline12345')])), [30_000, 0, 30_000, 0, 0]);
  assert.equal(timed(120_000, 'out', ['export', 'demands', '--to', at('many-out.xlsx')]).rows, 30_000);
});
