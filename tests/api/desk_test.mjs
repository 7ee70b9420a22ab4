// SPDX-License-Identifier: Apache-2.0
// What the desk is told in one answer: a dossier with reports and files, dates by which a unit must
// report, forms that begin with what is known, named lists with numbers, rows with the citizen's words.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

let server;
let office;
const scratch = mkdtempSync(join(tmpdir(), 'huiyin-desk-'));
before(async () => {
  server = await startServer();
  office = await Office.of(server);
});
after(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true });
});

const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');
const V1 = '/api/v1';

async function uploaded(client, name) {
  const up = await client.upload({ name, bytes: dot, type: 'image/png' });
  assert.equal(up.status, 201, JSON.stringify(up.body));
  return up.body;
}

async function row(login, num, query = 'list=all') {
  const got = await (await office.by(login)).get(`${V1}/work?${query}&limit=100`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body.rows.find((r) => r.num === num);
}

const clockOf = (list, kind) => list.find((c) => c.kind === kind);
const formOf = (dossier, step) =>
  Object.fromEntries(dossier.body.actions.find((a) => a.name === step).fields.map((f) => [f.name, f]));

test('reaching the citizen begins the work, and the form that is open goes on', async () => {
  const { num } = await office.demand({ name: '示例·赵群众', phone: '13900000001' });
  const matter = await office.dispatched(num);
  const task = `${matter}-1`;
  const handler = await office.by('zhujian1');
  await office.act('zhujian1', 'task', task, 'sign');
  const open = await office.see('zhujian1', 'task', task);
  assert.equal(open.body.state, 'signed');
  const names = open.body.actions.map((a) => a.name);
  assert.ok(names.includes('verify') && !names.includes('report'), `${names}`);
  const reached = await handler.post(`${V1}/demands/${num}/contact`);
  assert.equal(reached.status, 200, JSON.stringify(reached.body));
  assert.equal(reached.etag, `"${reached.body.version}"`);
  const [mine, ...more] = reached.body.tasks;
  assert.deepEqual([mine.num, more.length], [task, 0]);
  const form = { words: '电话里已说明', result: 'solved', missing: '无' };
  const send = (version) => handler.post(`${V1}/tasks/${task}/report`, form, { etag: `"${version}"`, key: newKey() });
  assert.equal((await send(open.body.version)).status, 412, 'the version from before');
  const done = await send(mine.version);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.equal(done.body.state, 'reported');
});

test('a matter tells what its citizens sent and what its units reported, a report with its own files', async () => {
  const photo = await uploaded(office.person, '路灯.png');
  const { num } = await office.demand({ attachments: [photo.ref] });
  const matter = await office.dispatched(num);
  const task = `${matter}-1`;
  const handler = await office.by('zhujian1');
  await office.act('zhujian1', 'task', task, 'sign');
  const looked = await uploaded(handler, '核查.png');
  const mended = await uploaded(handler, '修好.png');
  await office.act('zhujian1', 'task', task, 'verify', { truth: '属实', attachments: [looked.ref] });
  await office.act('zhujian1', 'task', task, 'report', { words: '已换新灯', result: 'solved', missing: '无', attachments: [mended.ref] });
  const { body } = await office.see('xinfang7', 'matter', matter);
  assert.deepEqual(body.links[0].attachments.map((a) => a.id), [photo.id]);
  const [report, ...more] = body.tasks[0].reports;
  assert.equal(more.length, 0);
  assert.deepEqual([report.words, report.attachments.map((a) => a.id)], ['已换新灯', [mended.id]]);
  assert.match(report.actor, /住建承办甲/);
  assert.equal((await (await office.by('xinfang7')).get(`${V1}/attachments/${mended.id}`)).status, 200);
  // The file as it came is for those who handle it; a role in another unit is none in this one.
  huiyin('user', 'role', 'add', 'xinfang7', 'handler', 'jd-dongcheng', '--data', server.data);
  const original = async (login, id) => (await (await office.by(login)).get(`${V1}/attachments/${id}?original=true`)).status;
  assert.deepEqual([await original('zhujian1', mended.id), await original('zhujian2', photo.id)], [200, 200]);
  assert.equal(await original('xinfang7', mended.id), 403);
  const own = (await office.see('zhujian2', 'task', task)).body;
  assert.equal(own.task.reports[0].words, '已换新灯');
});

test('by when a unit must report: the lead by the feedback limit, a helper by its own; dossier, list and ledger agree', async () => {
  const { num } = await office.demand();
  const matter = await office.dispatched(num, { helpers: [office.unit('东城街道')] });
  const [lead, helper] = [`${matter}-1`, `${matter}-2`];
  await office.act('zhujian1', 'task', lead, 'sign');
  await office.act('dongcheng3', 'task', helper, 'sign');
  const { body } = await office.see('xinfang3', 'matter', matter);
  const feedback = clockOf(body.clocks, 'feedback').due_at;
  const own = clockOf((await office.see('dongcheng3', 'task', helper)).body.clocks, 'helper').due_at;
  assert.ok(feedback && own);
  assert.deepEqual(body.tasks.map((t) => t.due_at), [feedback, own]);
  assert.equal((await office.see('zhujian1', 'task', lead)).body.task.due_at, feedback);
  assert.equal((await row('zhujian1', lead)).due_at, feedback);
  assert.equal((await row('dongcheng3', helper)).due_at, own);
  const day = (at) => new Date(Date.parse(at) - 1).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
  const file = join(scratch, 'tasks.csv');
  huiyin('export', 'tasks', '--data', server.data, '--to', file);
  const lines = readFileSync(file, 'utf8').replace(/^\ufeff/, '').trim().split(/\r?\n/).map((l) => l.split(','));
  const at = lines.find((l) => l.includes('任务编号')).indexOf('时限');
  const due = (task) => lines.find((l) => l.some((c) => c.includes(task)))[at];
  assert.ok(due(lead).includes(day(feedback)), due(lead));
  assert.ok(due(helper).includes(day(own)), due(helper));
});

test('an extension moves the date on the task’s own row as well', async () => {
  const { num } = await office.demand();
  const matter = await office.dispatched(num);
  const task = `${matter}-1`;
  await office.act('zhujian1', 'task', task, 'sign');
  const before_ = (await row('zhujian1', task)).due_at;
  await office.act('zhujian1', 'task', task, 'ask-extension', { workdays: 2, reason: '灯具缺货' });
  await office.act('xinfang7', 'task', task, 'grant-extension', { reason: '情况属实' });
  const after_ = (await row('zhujian1', task)).due_at;
  assert.ok(Date.parse(after_) > Date.parse(before_), `${before_} ${after_}`);
  assert.equal((await office.see('zhujian1', 'task', task)).body.task.due_at, after_);
});

test('a form begins with what is known; a verdict chooses among the demand’s matters', async () => {
  const { num } = await office.demand({ title: '路灯不亮' });
  const first = formOf(await office.see('beimen2', 'demand', num), 'correct');
  assert.equal(first.title.value, '路灯不亮');
  assert.equal(first.place_id.value, office.place);
  assert.equal(first.place_id.path.at(-1), office.place);
  assert.equal(first.reason.value, undefined);
  const matter = await office.opened(num, );
  const local = formOf(await office.see('beimen2', 'matter', matter), 'level');
  assert.equal(local.lvl.value, 'community');
  await office.act('beimen2', 'matter', matter, 'level', { lvl: 'community', reason: '社区可办' });
  assert.equal(formOf(await office.see('beimen2', 'matter', matter), 'dispatch').lead.value, office.unit('北门社区'));

  const sure = await office.demand();
  const one = await office.answered(sure.num);
  const verdict = formOf(await office.see('xinfang5', 'demand', sure.num), 'verdict');
  assert.equal(verdict.matter.value, one);
  assert.deepEqual(verdict.matter.options.map((o) => o.value), [one]);
  assert.deepEqual([verdict.solved.value, verdict.grade.value], [undefined, undefined], 'what is to be judged is not filled in');
  await office.act('xinfang5', 'demand', sure.num, 'verdict', { reached: 'yes', solved: 'yes', grade: 'satisfied', matter: one });
  const split = formOf(await office.see('xinfang4', 'matter', one), 'split');
  assert.deepEqual(split.demand.options.map((o) => o.value), [sure.num]);
});

test('the named lists of each of my units, with the number of rows that each shows', async () => {
  await office.dispatched((await office.demand({ urgent: undefined })).num);
  for (const login of ['xinfang4', 'zhujian1', 'beimen2', 'lingdao1']) {
    const desk = await office.by(login);
    const me = (await desk.get(`${V1}/me`)).body;
    const units = new Set(me.grants.map((g) => g.unit_id));
    assert.deepEqual(new Set(me.lists.map((l) => l.unit_id)), units, login);
    for (const l of me.lists) {
      assert.ok(l.text && !l.more);
      const got = await desk.get(`${V1}/work?list=${l.list}&unit=${l.unit_id}&limit=100`);
      assert.equal(got.status, 200);
      assert.equal(l.n, got.body.rows.length, `${login} ${l.list}`);
    }
    assert.ok(me.lists.some((l) => l.list === 'all' && l.n > 0), login);
  }
  const keeper = await office.by('admin_system');
  assert.deepEqual((await keeper.get(`${V1}/me`)).body.lists, []);
});

test('a limit’s reckoning reads as `huiyin clock explain` says it', async () => {
  const { num } = await office.demand();
  const matter = await office.dispatched(num);
  for (const of of [num, matter, `${matter}-1`]) {
    const got = await (await office.by('xinfang3')).get(`${V1}/clocks/${of}`);
    assert.equal(got.status, 200, JSON.stringify(got.body));
    const told = JSON.parse(huiyin('clock', 'explain', of, '--json', '--data', server.data)).clocks;
    assert.ok(told.length > 0);
    assert.deepEqual(got.body.clocks.map((c) => [c.kind, c.lines]), told.map((c) => [c.kind, c.lines]), of);
  }
  assert.equal((await (await office.by('xinfang3')).get(`${V1}/clocks/511902202601010000019`)).status, 404);
});

test('a row tells the beginning of the citizen’s words and the wish for privacy; confidential words stay inside', async () => {
  const long = `${'路灯坏了，晚上看不见台阶。'.repeat(8)}\n第二段`;
  const named = await office.demand({ words: long, privacy: 'named', name: '王大爷', phone: '13800138011' });
  const quiet = await office.demand({ words: '物业经理私收停车费', privacy: 'confidential', name: '李四', phone: '13800138012' });
  const nobody = await office.demand({ words: '工地夜里\n施工', privacy: 'anonymous' });
  const seen = async (num) => {
    const r = await row('beimen2', num);
    return [r.privacy, r.words, r.words_more];
  };
  assert.deepEqual(await seen(named.num), ['named', long.slice(0, 60), true]);
  assert.deepEqual(await seen(quiet.num), ['confidential', undefined, undefined]);
  assert.deepEqual(await seen(nobody.num), ['anonymous', '工地夜里 施工', false]);
  const matter = await office.dispatched(named.num);
  await office.act('beimen2', 'demand', nobody.num, 'screen-valid');
  for (const num of [matter, `${matter}-1`]) assert.equal((await row('zhujian1', num)).words, long.slice(0, 60), num);
});
