// SPDX-License-Identifier: Apache-2.0
// BZ-05 BZ-07 BZ-10: a community's door visits from its table, page and command line, with the demands that were
// said at each door.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bookOf } from '../form.mjs';
import { bin, startServer } from '../server.mjs';
import { workbookBytes } from '../workbook.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const day = (ahead) => new Date(Date.now() + ahead * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
const HEAD = ['编号', '社区', '门牌地址', '走访时间', '走访结果', '同行工作人员', '志愿者人数', '诉求内容', '诉求人姓名', '诉求人电话', '备注'];
const dir = mkdtempSync(join(tmpdir(), 'visits-'));
let server, office, grid;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  grid = await office.by('beimen1');
  const desk = await office.by('xinfang3');
  const made = await desk.post(`${V1}/campaigns`, { code: 'dqd', name: '市民诉求大起底', from: day(-10), to: day(20), way: '谈' }, { key: newKey() });
  assert.equal(made.status, 201, JSON.stringify(made.body));
});
after(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const bytesOf = (rows, head = HEAD) => Buffer.from(workbookBytes({ 走访: [head, ...rows] }));
const bring = (bytes, { dry = false, client = grid, campaign = 'dqd', key = newKey() } = {}) =>
  client.post(`${V1}/visits/file?campaign=${campaign}&dry_run=${dry ? 1 : 0}`, bytes, { key, headers: { 'content-type': 'application/octet-stream', 'x-file-name': 'visits.xlsx' } });
const counts = ({ body }) => [body.new, body.demands, body.known, body.repeated, body.refused];
const total = async () => (await (await office.by('xinfang3')).get(`${V1}/campaigns/dqd/table`)).body.total;
const rows = () => [
  ['1', '北门社区', '北门巷1号', `${day(-1)} 10:20`, '见面', '', '2', '楼道灯不亮\n二楼漏水，墙皮掉了', '示例甲', '13800138000', '老人独居'],
  ['2', '', '北门巷2号', day(-1), '无人', '', '', '', '', '', ''],
  ['', '北门社区', '北门巷3号', `${day(-2)} 19:00`, '拒访', '', '', '', '', '', ''],
  ['', '北门社区', '北门巷4号', `${day(-2)} 19:30`, '见到了', '', '', '门口堆着垃圾没人清', '', '', ''],
];

test('a table is looked at, brought, and brought again adds nothing', async () => {
  const bytes = bytesOf([...rows(), rows()[3]]);
  const looked = await bring(bytes, { dry: true });
  assert.equal(looked.status, 200, JSON.stringify(looked.body));
  assert.deepEqual(counts(looked), [4, 3, 0, 1, 0]);
  assert.equal((await total()).visits, 0, 'a dry run writes nothing');
  const key = newKey();
  const first = await bring(bytes, { key });
  assert.deepEqual(counts(first), [4, 3, 0, 1, 0], JSON.stringify(first.body));
  assert.deepEqual((await bring(bytes, { key })).body, first.body, 'the same request is the same answer');
  assert.deepEqual(counts(await bring(bytes)), [0, 0, 4, 1, 0]);
  const t = await total();
  assert.deepEqual([t.visits, t.met, t.refused, t.absent, t.demands], [4, 2, 1, 1, 3]);

  const { visits } = (await grid.get(`${V1}/visits`)).body;
  const one = visits.find((v) => v.address === '北门巷1号');
  assert.deepEqual([one.outcome, one.demands, one.volunteers, one.visited_at.slice(0, 16), one.mine], ['met', 2, 2, `${day(-1)}T10:20`, true]);
  const whole = (await grid.get(`${V1}/visits/${one.id}`)).body;
  assert.equal(whole.note, '老人独居');
  assert.deepEqual(whole.said.map((d) => d.title), ['楼道灯不亮', '二楼漏水，墙皮掉了']);
  const { row, person } = (await grid.get(`${V1}/demands/${whole.said[0].num}`)).body;
  assert.deepEqual([row.campaign, row.way, row.direction, row.channel, row.visit_id, row.privacy, row.state], ['dqd', '谈', 'go', 'visit', one.id, 'named', 'received']);
  assert.ok(person, 'the citizen is found');
  const other = visits.find((v) => v.address === '北门巷4号');
  const { said } = (await grid.get(`${V1}/visits/${other.id}`)).body;
  assert.equal((await grid.get(`${V1}/demands/${said[0].num}`)).body.row.privacy, 'anonymous');
});

test('what cannot be entered is told by row and column; the others are entered', async () => {
  const more = bytesOf([
    ['10', '北门社区', '', day(-1), '见面', '', '', '', '', '', ''],
    ['11', '无此社区', '东街1号', day(-1), '见面', '', '', '', '', '', ''],
    ['12', '北门社区', '东街2号', '前天', '见面', '', '', '', '', '', ''],
    ['13', '北门社区', '东街3号', day(-1), '改天', '', '', '', '', '', ''],
    ['14', '北门社区', '东街4号', day(-1), '无人', '', '', '楼道灯不亮', '', '', ''],
    ['15', '北门社区', '东街5号', day(2), '见面', '', '', '', '', '', ''],
    ['16', '北门社区', '东街6号', day(-30), '见面', '', '', '', '', '', ''],
    ['17', '北门社区', '东街7号', day(-1), '见面', '查无此人', '', '', '', '', ''],
    ['18', '北门社区', '东街8号', day(-1), '见面', '', '', '灯', '', '', ''],
    ['19', '北门社区', '东街9号', day(-1), '见面', '', '', '', '示例乙', '12', ''],
    ['20', '北门社区', '东街10号', day(-1), '见面', '', '', '', '', '', ''],
    ['20', '北门社区', '东街11号', day(-1), '见面', '', '', '', '', '', ''],
    ['1', '北门社区', '北门巷1号', `${day(-1)} 10:20`, '见面', '', '2', '楼道灯修好了', '示例甲', '13800138000', '老人独居'],
  ]);
  const columns = ['门牌地址', '社区', '走访时间', '走访结果', '诉求内容', '走访时间', '走访时间', '同行工作人员', '诉求内容', '诉求人电话', '编号', ''];
  for (const dry of [true, false]) {
    const { body } = await bring(more, { dry });
    assert.deepEqual([body.rows, body.new, body.refused, body.faults_all], [13, 1, 12, 12]);
    const told = Object.fromEntries(body.faults.map((f) => [f.row, f.column]));
    assert.deepEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14].map((r) => told[r]), columns, JSON.stringify(body.faults));
    assert.match(body.faults.find((f) => f.row === 14).reason, /内容与当时不同/);
    assert.match(body.faults.find((f) => f.row === 13).reason, /第 12 行/);
  }
  assert.equal((await total()).visits, 5);
  assert.equal((await total()).demands, 3, 'what was entered stays as it was');
});

test('a demand has the class that its row says, by name or code; an unknown one is told by row', async () => {
  const head = [...HEAD, '诉求类别'];
  const row = (n, said, classes) => [n, '北门社区', `北街${n}号`, day(-1), '见面', '', '', said, '', '', '', classes];
  const bytes = bytesOf(
    [
      row('21', '路面坑洼\n台阶缺了一块', '市政建设'),
      row('22', '垃圾没人收\n说不清归谁\n夜里有人撬门', 'cleaning\n\n社会治安'),
      row('23', '公交车不来', '没有这一类'),
      row('24', '', '公共服务'),
      row('25', '电梯总停\n大门坏了', '小区管理\n小区管理\n小区管理'),
    ],
    head,
  );
  for (const dry of [true, false]) {
    const { body } = await bring(bytes, { dry });
    assert.deepEqual([body.rows, body.new, body.demands, body.refused], [5, 2, 5, 3], JSON.stringify(body));
    assert.deepEqual(body.faults.map((f) => [f.row, f.column]), [[4, '诉求类别'], [5, '诉求类别'], [6, '诉求类别']]);
    assert.match(body.faults[0].reason, /没有这一类/);
  }
  const { visits } = (await grid.get(`${V1}/visits`)).body;
  const classes = async (door) => {
    const { said } = (await grid.get(`${V1}/visits/${visits.find((v) => v.address === door).id}`)).body;
    const all = await Promise.all(said.map((d) => grid.get(`${V1}/demands/${d.num}`)));
    return Object.fromEntries(all.map(({ body }) => [body.row.title, body.row.class]));
  };
  assert.deepEqual(await classes('北街21号'), { 路面坑洼: 'municipal', 台阶缺了一块: 'municipal' });
  assert.deepEqual(await classes('北街22号'), { 垃圾没人收: 'cleaning', 说不清归谁: '', 夜里有人撬门: 'security' });
  assert.deepEqual(counts(await bring(bytes)), [0, 0, 2, 0, 3], 'again it adds nothing');
  const changed = await bring(bytesOf([row('21', '路面坑洼\n台阶缺了一块', '公共服务')], head));
  assert.match(changed.body.faults[0].reason, /内容与当时不同/, 'another class is other content');
});

test('a team is found by name; a number is the community’s own', async () => {
  const name = (await office.by('beimen2')).officer.name;
  const one = (await bring(bytesOf([['30', '北门社区', '西街1号', day(-1), '见面', `${name}、beimen1`, '', '', '', '', '']]))).body;
  assert.deepEqual([one.new, one.faults], [1, []]);
  const v = (await grid.get(`${V1}/visits`)).body.visits.find((x) => x.address === '西街1号');
  assert.equal(v.officers, 2, 'who records it is counted once');
});

test('who does not visit there, no campaign, no table', async () => {
  const roads = await office.by('zhujian1');
  assert.equal((await bring(bytesOf(rows()), { client: roads })).status, 403);
  assert.equal((await bring(bytesOf(rows()), { campaign: 'none' })).status, 404);
  assert.equal((await bring(Buffer.alloc(0))).body.field, 'file');
  const missing = await bring(bytesOf([['北门巷1号']], ['门牌地址']));
  assert.equal(missing.status, 400);
  assert.match(missing.body.detail ?? missing.body.title, /走访时间/);
  const far = await bring(bytesOf([['1', '南街社区', '南街1号', day(-1), '见面', '', '', '', '', '', '']]));
  assert.equal(far.body.new, 0);
  assert.equal(far.body.faults[0].column, '社区', 'not their community, or none');
});

test('the empty form is filled and comes in; the command line says the same', async () => {
  const form = await grid.get(`${V1}/visits/form`);
  assert.equal(form.status, 200);
  const path = join(dir, 'form.xlsx');
  const made = spawnSync(bin, ['export', 'visits-form', '--to', path, '--data', server.data], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const [first] = bookOf(path);
  assert.ok(HEAD.every((h) => first.rows[0].includes(h)), first.rows[0].join());
  const table = join(dir, 'visits.csv');
  writeFileSync(table, `${HEAD.join(',')}\r\n41,北门社区,南巷1号,${day(-1)},见面,,,井盖响得睡不着,,,\r\n42,北门社区,南巷2号,${day(-1)},见,,,,,,\r\n`);
  const run = (...more) => spawnSync(bin, ['import', 'visits', table, '--campaign', 'dqd', '--as', 'beimen1', '--data', server.data, ...more], { encoding: 'utf8' });
  const dry = run('--dry-run');
  assert.equal(dry.status, 1, `${dry.signal} ${dry.stdout}${dry.stderr}`);
  assert.match(dry.stdout, /试运行，没有写入：共 2 行：新走访 1（带回诉求 1 件），已登记过 0，文件内重复 0，不能导入 1/);
  assert.match(dry.stdout, /3 +走访结果 +走访结果只能是/);
  const done = JSON.parse(run('--json').stdout);
  assert.deepEqual([done.new, done.demands, done.refused], [1, 1, 1]);
  assert.equal(JSON.parse(run('--json').stdout).known, 1);
  assert.equal(run('--dry-run', '--campaign', 'no').status !== 0, true);
  const check = spawnSync(bin, ['check', '--data', server.data], { encoding: 'utf8' }).stdout;
  assert.match(check, /全部相符/);
});
