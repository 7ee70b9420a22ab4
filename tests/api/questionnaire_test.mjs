// SPDX-License-Identifier: Apache-2.0
// BZ-07, JN-36: a questionnaire comes in as a table and goes out as results; a sheet is entered by an officer once a
// paper, by a citizen once a device; what it asks for is a demand like any other, and the sums agree.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { asFile, bookOf } from '../form.mjs';
import { bin, startServer } from '../server.mjs';
import { workbookBytes } from '../workbook.mjs';
import { sql } from '../cmd/lib.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const HEAD = ['题号', '题目', '题型', '选项', '必答', '形成诉求'];
const QUESTIONS = [
  ['1', '您对社区工作满意吗？', '单选', '满意；一般；不满意', '是', ''],
  ['2', '家里最操心哪些事？', '多选', '路\n水\n电', '', ''],
  ['3', '家里几口人？', '数字', '', '', ''],
  ['4', '社区哪里做得好？', '文字', '', '', ''],
  ['5', '哪天入住的？', '日期', '', '', ''],
  ['6', '有什么事要社区办？', '文字', '', '', '是'],
];
let server;
let office;
let grid; // a grid worker of 北门社区
let code;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  grid = await office.by('beimen1');
});
after(() => server.stop());

const table = (rows) => workbookBytes({ 问卷: [HEAD, ...rows] });
const query = (o) => new URLSearchParams(o).toString();
const load = (rows, o, client = grid) =>
  client.post(`${V1}/questionnaires?${query(o)}`, table(rows), { key: newKey(), headers: { 'content-type': 'application/octet-stream' } });
const about = (more = {}) => ({ name: '社区满意度', place_id: office.place, from: day(-3), to: day(10), ...more });
const enter = (body, client = grid, key = newKey(), of = code) => client.post(`${V1}/questionnaires/${of}/sheets`, body, { key });
const fill = (body, key = newKey(), of = code) => office.person.post(`${V1}/public/questionnaires/${of}/sheets`, body, { key });
const see = async (client = grid, of = code) => (await client.get(`${V1}/questionnaires/${of}`)).body;
const field = ({ status, body }) => [status, body.field];
const device = (n) => `device-${String(n).padStart(16, '0')}`;
const sound = () => {
  const said = spawnSync(bin, ['check', '--data', server.data], { encoding: 'utf8' }).stdout;
  assert.match(said, /全部相符/, said);
};
const sheetsOf = (bytes) => JSON.stringify(bookOf(asFile(bytes)).map((s) => s.rows));

test('BZ-07: a list of questions is looked at first; a row with a fault is named and nothing written', async () => {
  const bad = [
    ['1', '满意吗', '单选', '满意', '', ''],
    ['3', '哪里不好', '作文', '', '也许', ''],
    ['3', '', '数字', '', '', '是'],
  ];
  const seen = await load(bad, about({ dry_run: '1' }));
  assert.equal(seen.status, 200, JSON.stringify(seen.body));
  assert.deepEqual(
    seen.body.faults.map((f) => [f.row, f.column]),
    [[2, '选项'], [3, '题号'], [3, '题型'], [3, '必答'], [4, '题目'], [4, '形成诉求']],
  );
  const refused = await load(bad, about());
  assert.deepEqual([...field(refused), refused.body.faults_all], [400, 'file', 6]);
  assert.deepEqual((await grid.get(`${V1}/questionnaires`)).body.questionnaires, []);

  assert.deepEqual(field(await load(QUESTIONS, about({ to: day(-4) }))), [400, 'to']);
  assert.deepEqual(field(await load(QUESTIONS, about({ name: '' }))), [400, 'name']);
  assert.equal((await load(QUESTIONS, about(), await office.by('zhujian1'))).status, 403);

  const made = await load(QUESTIONS, about());
  assert.equal(made.status, 201, JSON.stringify(made.body));
  code = made.body.code;
  const q = await see();
  assert.deepEqual([q.name, q.edition, q.live, q.sheets, q.demands], ['社区满意度', 1, true, 0, 0]);
  assert.deepEqual(q.questions.map((x) => [x.type, x.required, x.demand]), [
    ['single', true, false], ['multiple', false, false], ['number', false, false],
    ['text', false, false], ['date', false, false], ['text', false, true],
  ]);
});

test('BZ-07: an officer enters a sheet of paper once; what it asks for is a demand of way 征', async () => {
  const key = newKey();
  const body = { paper: 'A001', answers: '1=3\n2=1,3\n3=4\n4=网格员常来\n5=2020-05-01\n6=3号楼下水道堵了', name: '王秀英', phone: '13800000001' };
  const done = await enter(body, grid, key);
  assert.equal(done.status, 201, JSON.stringify(done.body));
  assert.equal(done.body.sheet, 1);
  const [{ question, num, code: secret }] = done.body.demands;
  assert.deepEqual([question, secret], [6, undefined]);
  const again = await enter(body, grid, key);
  assert.deepEqual(again.body, done.body);
  assert.deepEqual(field(await enter(body)), [409, 'paper']);

  const { row, words } = (await office.see('beimen2', 'demand', num)).body;
  assert.deepEqual([row.way, row.channel, row.place_id, row.privacy, row.spot_id], ['征', 'survey', office.place, 'named', (await see()).id]);
  assert.equal(words, '3号楼下水道堵了');

  // An answer that does not fit, or a required one that is missing, names its question, and nothing is written.
  for (const [answers, says] of [['1=4', /第1题/], ['2=1', /第1题/], ['1=1\n3=四', /第3题/], ['1=1\n5=2026-02-30', /第5题/], ['1=1\n6=堵', /第6题/], ['', /./]]) {
    const r = await enter({ paper: 'A009', answers });
    assert.deepEqual(field(r), [400, 'answers'], answers);
    assert.match(r.body.detail, says);
  }
  assert.equal((await enter({ paper: 'A002', answers: '1=1\n3=2\n6=无' })).body.demands.length, 0);
  assert.deepEqual(field(await enter({ answers: '1=1', filled_at: new Date(Date.now() - 9 * 86_400_000).toISOString() })), [409, 'filled_at']);
  // Nobody beside the sheets brings something in by the questionnaire.
  const beside = await grid.post(`${V1}/demands`, { words: '夹带的一件事', spot: (await see()).id }, { key: newKey() });
  assert.deepEqual(field(beside), [409, 'spot']);
  assert.equal((await enter({ answers: '1=1' }, await office.by('zhujian1'))).status, 403);
  sound();
});

test('BZ-07 JN-36: a citizen answers without logging in, once a device, and gets number and query code', async () => {
  const seen = await office.person.get(`${V1}/public/questionnaires/${code}`);
  assert.deepEqual([seen.status, seen.body.live, seen.body.questions.length], [200, true, 6]);
  assert.equal(seen.body.sheets, undefined);
  const first = await fill({ device: device(1), answers: '1=1\n2=1\n3=1\n6=路灯不亮' });
  assert.equal(first.status, 201, JSON.stringify(first.body));
  const [{ num, code: secret }] = first.body.demands;
  const mine = await office.person.get(`${V1}/public/demands/${num}`, { code: secret });
  assert.equal(mine.status, 200, JSON.stringify(mine.body));
  assert.deepEqual(field(await fill({ device: device(1), answers: '1=2' })), [409, 'device']);
  assert.deepEqual(field(await fill({ answers: '1=2' })), [400, 'device']);
  assert.equal((await fill({ device: device(2), answers: '1=2', paper: 'A003' })).status, 400);
  assert.equal((await office.person.get(`${V1}/public/questionnaires/nosuchcode`)).status, 404);

  const before = await see();
  const kept = await fill({ device: device(3), answers: '1=3\n3=9\n6=楼上天天打麻将', name: '李某', phone: '13800000002', confidential: true });
  assert.equal(kept.status, 201, JSON.stringify(kept.body));
  const now = await see();
  // Counted as a demand of the questionnaire; in the result of the question it leaves nothing.
  assert.deepEqual([now.sheets - before.sheets, now.demands - before.demands], [1, 1]);
  assert.equal(now.questions[5].said, before.questions[5].said);
  const file = sheetsOf((await grid.get(`${V1}/questionnaires/${code}/file`)).body);
  assert.ok(file.includes(num) && !file.includes(kept.body.demands[0].num));
  sound();
});

test('JN-36: counts and shares with how many answered, mean and median; free answers for those who keep it', async () => {
  const q = await see();
  assert.deepEqual([q.sheets, q.demands], [4, 3]);
  const [satisfied, worries, heads, words, since, asked] = q.questions;
  assert.deepEqual([satisfied.said, satisfied.choices.map((c) => [c.text, c.said, c.percent])], [4, [['满意', 2, 50], ['一般', 0, 0], ['不满意', 2, 50]]]);
  assert.deepEqual([worries.said, worries.choices.map((c) => [c.said, c.percent])], [2, [[2, 100], [0, 0], [1, 50]]]);
  assert.deepEqual([heads.said, heads.mean, heads.median], [4, 4, 3]); // 1 2 4 9
  assert.deepEqual([words.said, words.words], [1, ['网格员常来']]);
  assert.deepEqual([since.said, since.first, since.last], [1, '2020-05-01', '2020-05-01']);
  assert.deepEqual([asked.said, asked.words], [2, undefined]);

  const file = sheetsOf((await grid.get(`${V1}/questionnaires/${code}/file`)).body);
  for (const there of ['满意', 'A001', '路；电', '已填写', '2020-05-01']) assert.ok(file.includes(there), there);
  for (const secret of ['王秀英', '13800000001', '网格员常来', '下水道', '麻将']) assert.ok(!file.includes(secret), secret);

  const { questions } = await see(await office.by('lingdao1'));
  assert.deepEqual([questions[3].said, questions[3].words], [1, undefined]);
});

test('BZ-07: other questions are a next edition; one that has ended takes nothing more', async () => {
  const next = await load(QUESTIONS.slice(0, 1), { former: code });
  assert.equal(next.status, 201, JSON.stringify(next.body));
  const q = await see(grid, next.body.code);
  assert.deepEqual([q.edition, q.name, q.sheets, q.questions.length], [2, '社区满意度', 0, 1]);
  assert.equal((await see()).questions.length, 6); // as it was asked
  // Papers of the first are still about; then it is ended, as any spot.
  assert.equal((await enter({ paper: 'A010', answers: '1=2' })).status, 201);
  const { id } = await see();
  const { etag } = await grid.get(`${V1}/spots/${id}`);
  assert.equal((await grid.post(`${V1}/spots/${id}/end`, { reason: '已收齐' }, { etag, key: newKey() })).status, 200);
  assert.equal((await enter({ paper: 'A011', answers: '1=2' })).status, 409);
  assert.equal((await fill({ device: device(9), answers: '1=2' })).status, 409);
  assert.equal((await office.person.get(`${V1}/public/questionnaires/${code}`)).body.live, false);
  assert.equal((await grid.post(`${V1}/spots`, { kind: 'questionnaire', name: '空的', place_id: office.place }, { key: newKey() })).status, 400);
  sound();
});

test('a demand of a questionnaire without its sheet is found, and a sheet that is gone', async () => {
  await server.stop();
  const found = () => {
    const said = spawnSync(bin, ['check', '--json', '--data', server.data], { encoding: 'utf8' }).stdout;
    return JSON.parse(said).findings.filter((f) => f.code === 'reference').length;
  };
  assert.equal(found(), 0);
  const [num] = sql(server.data, 'SELECT num FROM questionnaire_demand ORDER BY num LIMIT 1').split('\n');
  const at = `WHERE num = '${num}'`;
  sql(server.data, `UPDATE questionnaire_demand SET demand_id = -demand_id ${at}`);
  assert.equal(found(), 1, 'no sheet raised it');
  sql(server.data, `UPDATE questionnaire_demand SET demand_id = -demand_id, sheet_id = -sheet_id ${at}`);
  assert.equal(found(), 1, 'its sheet is gone');
  sql(server.data, `UPDATE questionnaire_demand SET sheet_id = -sheet_id ${at}`);
  sound();
});
