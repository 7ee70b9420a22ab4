// SPDX-License-Identifier: Apache-2.0
// A month of the problem bank: admission suggested line by line, put in by a person, verified, frozen, ranked
// on two axes; the topic chosen with a reason, what was said on it kept or dropped, its papers, its meeting.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { castOf } from './cast.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const dir = mkdtempSync(join(tmpdir(), 'huiyin-topic-'));
let server, office, month;
before(async () => {
  server = await startServer({ prepare: (data) => huiyin('mechanism', 'use', 'zhangye', '--data', data) });
  office = await Office.of(server);
  const cast = await castOf(server);
  for (const login of ['chengguan1', 'chengguan2', 'zhujian2']) office.clients.set(login, await cast.as(login));
  month = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date()).slice(0, 7);
});
after(async () => {
  rmSync(dir, { recursive: true, force: true });
  await server?.stop();
});

const get = async (login, path) => (await office.by(login)).get(`/api/v1${path}`);
const post = async (login, path, body, etag, key = newKey()) => (await office.by(login)).post(`/api/v1${path}`, body, { key, etag });
async function ok(login, path, body, etag) {
  const got = await post(login, path, body, etag);
  assert.equal(got.status, 200, `${login} ${path}: ${JSON.stringify(got.body)}`);
  return got.body;
}
const refused = async (status, ...args) => {
  const got = await post(...args);
  assert.equal(got.status, status, JSON.stringify(got.body));
  return got.body;
};
/** A matter at the district's desk, levelled. */
async function waiting(words, over = {}, level = {}) {
  const d = await office.demand({ words, ...over });
  const matter = await office.climbed(d.num, { class: over.class });
  await office.act('xinfang3', 'matter', matter, 'level', { lvl: 'district', ...level });
  return { num: matter, demand: d.num };
}
const joined = async (words, matter, over = {}) => {
  const d = await office.demand({ words, ...over });
  await office.act('beimen2', 'demand', d.num, 'screen-valid', { class: over.class });
  await office.act('beimen2', 'demand', d.num, 'join', { matter });
  return d.num;
};
const flag = (row, name) => row.flags.find((f) => f.flag === name);
async function paper(login, kind, about) {
  const made = await post(login, '/documents', { kind, about });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const got = await get(login, `/documents/${made.body.id}/docx`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  const path = join(dir, 'read.docx');
  writeFileSync(path, got.body);
  return execFileSync('unzip', ['-p', path, 'word/document.xml'], { encoding: 'utf8' }).replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, '');
}

let parking, wages, lamp;
test('ZY-12 ZY-13: the rules suggest line by line; a person puts a matter into the bank, with a day of review', async () => {
  parking = await waiting('小区周边没有车位', { class: 'facilities' });
  for (let i = 0; i < 5; i++) parking.last = await joined(`停车难第${i}次`, parking.num, { class: 'facilities' });
  wages = await waiting("工地拖欠工资", { class: "wages" }, { difficulty: 'no_owner' });
  lamp = await waiting('路灯不亮', { class: 'facilities' });
  const { body } = await get('fenxi1', '/bank');
  assert.equal(body.on, true);
  assert.deepEqual([body.a_needs, body.b_needs], [2, 2]);
  assert.ok(!body.rows.some((r) => r.num === lamp.num), 'nothing speaks for it');
  const own = (await office.see('fenxi1', 'matter', parking.num)).body.bank;
  assert.equal(flag(own, 'intensity').holds, true);
  assert.deepEqual(flag(own, 'intensity').lines.map((l) => [l.text, l.holds]), [
    ['反映人数：6；条件：不少于 10', false],
    ['诉求件数：6；条件：不少于 5', true],
    ['催办次数：0；条件：不少于 3', false],
  ]);
  assert.equal(flag(own, 'urgency').holds, false);
  const theirs = (await office.see('fenxi1', 'matter', wages.num)).body.bank;
  assert.equal(flag(theirs, 'no_owner').holds, true);
  assert.equal(flag(theirs, 'waiting').holds, false);
  assert.deepEqual([theirs.rule_a, theirs.rule_b, theirs.banked], [false, false, false]);

  await office.act('fenxi1', 'matter', parking.num, 'bank', { reason: '群众反映强烈' });
  await office.act('xinfang3', 'matter', wages.num, 'bank', { reason: '无单位受理' });
  await office.act('xinfang3', 'matter', lamp.num, 'bank', { reason: '先放一放' });
  await office.refused('xinfang3', 'matter', lamp.num, 'bank', 409, { reason: '再放一次' });
  const dossier = (await office.see('xinfang3', 'matter', parking.num)).body;
  assert.ok(dossier.row.bank_review_at > new Date().toISOString());
  const kinds = dossier.clocks.filter((c) => !c.stopped_at).map((c) => c.kind);
  assert.ok(kinds.includes('bank') && !kinds.includes('place'), String(kinds));
  await office.act('xinfang3', 'matter', lamp.num, 'unbank', { reason: '不是突出问题' });
  assert.equal((await office.see('xinfang3', 'matter', lamp.num)).body.row.bank_review_at, null);
  await office.refused('zhujian1', 'matter', parking.num, 'unbank', 403, { reason: '不该有' });
});

test('ZY-20 ZY-21 ZY-22: a verify task before the meeting ends in a report with four findings and the visit', async () => {
  await office.act('fenxi1', 'matter', parking.num, 'send-verify', { unit: office.unit('区综合'), words: '核实车位缺口' });
  const task = `${parking.num}-1`;
  const clocks = (await office.see('xinfang3', 'matter', parking.num)).body.clocks.map((c) => c.kind);
  assert.ok(!clocks.includes('feedback'), 'no feedback clock');
  await office.act('chengguan1', 'task', task, 'sign');
  await office.refused('chengguan1', 'task', task, 'report', 409, { words: '不能这样', result: 'solved' });
  const open = await (await office.by('chengguan1')).get(`/api/v1/tasks/${task}`);
  const half = await (await office.by('chengguan1')).post(`/api/v1/tasks/${task}/verify`, { truth: '属实' }, { etag: open.etag, key: newKey() });
  assert.equal(half.status, 400, JSON.stringify(half.body));
  assert.equal((await get('chengguan1', `/tasks/${task}`)).body.state, 'signed');
  const today = new Date().toISOString();
  await office.act('chengguan1', 'task', task, 'verify', {
    truth: '属实。', accuracy: '缺口约二百个。', legality: '诉求合法。', reasonableness: '诉求合理。', words: '早晚高峰两次查看。',
    visited_at: today, visit: '走访住户六户。',
  });
  assert.equal((await get('chengguan1', `/tasks/${task}`)).body.state, 'reported');
  await refused(409, 'chengguan1', '/documents', { kind: 'verification', about: task });
  await office.act('chengguan2', 'task', task, 'agree');
  assert.equal((await office.see('xinfang3', 'matter', parking.num)).body.state, 'to_dispatch', 'the matter waits as before');
  const text = await paper('xinfang3', 'verification', task);
  for (const part of ['核查报告', '核实车位缺口', '属实。', '缺口约二百个。', '诉求合法。', '诉求合理。', '早晚高峰两次查看。', '走访住户六户。']) assert.ok(text.includes(part), part);
});

let frozen;
test('ZY-14 ZY-15 ZY-16 ZY-18: the month is frozen with what came and went and why, and ranked with its reckoning', async () => {
  await refused(403, 'zhujian2', '/bank/months', {});
  await refused(400, 'fenxi1', '/bank/months', { month: '2020-01' });
  await ok('fenxi1', '/bank/months', {});
  await refused(409, 'xinfang3', '/bank/months', {});
  frozen = (await get('fenxi1', `/bank/months/${month}`)).body;
  assert.deepEqual([frozen.in, frozen.entered, frozen.left], [2, 2, 1]);
  const left = frozen.items.find((i) => i.state === 'left');
  assert.deepEqual([left.num, left.left_how], [lamp.num, 'unbank']);
  const classes = frozen.groups.filter((g) => g.kind === 'class');
  assert.deepEqual(classes.map((g) => [g.place, g.class]), [[1, 'facilities'], [2, 'wages']]);
  for (const g of frozen.groups)
    for (const axis of ['concentration', 'pressing']) {
      for (const p of g[axis].parts) assert.equal(p.points, p.most ? Math.round((p.weight * p.value * 100) / p.most) : 0, JSON.stringify(p));
      assert.equal(g[axis].score, g[axis].parts.reduce((sum, p) => sum + p.points, 0));
    }
  assert.equal(classes[0].concentration.score, 10000, 'the most of everything');
  await ok('fenxi1', `/bank/months/${month}/represent`, { matter: parking.num, reason: '本类反映最多' });
  await refused(400, 'fenxi1', `/bank/months/${month}/represent`, { matter: lamp.num, reason: '已出库' });
  assert.equal((await get('fenxi1', `/bank/months/${month}`)).body.items.find((i) => i.num === parking.num).representative, true);
  // What happens later does not change it.
  await joined('又来一件', parking.num, { class: 'facilities' });
  const later = (await get('fenxi1', `/bank/months/${month}`)).body;
  assert.deepEqual([later.hash, later.groups], [frozen.hash, frozen.groups]);
  assert.equal((await get('zhujian1', '/bank')).status, 403);
});

let topic;
test('ZY-18 ZY-19: a topic is chosen from the ranking by a person with a reason; one a month', async () => {
  const choice = { month, kind: 'class', class: 'facilities', name: '停车难', reason: '反映最集中', lead: office.unit('区住'), units: [office.unit('区综合')] };
  await refused(400, 'lingdao1', '/topics', { ...choice, reason: '' });
  await refused(400, 'lingdao1', '/topics', { ...choice, class: 'farming' });
  await refused(403, 'zhujian2', '/topics', choice);
  const made = await ok('lingdao1', '/topics', choice);
  await refused(409, 'fenxi1', '/topics', { ...choice, name: '又一题' });
  topic = await get('fenxi1', `/topics/${made.num}`);
  assert.deepEqual([topic.body.place, topic.body.name, topic.body.reason, topic.body.concentration], [1, '停车难', '反映最集中', 10000]);
  assert.match(topic.body.chosen_name, /领导甲/);
  assert.deepEqual(topic.body.groups, frozen.groups, 'the ranking it was chosen from');
  assert.deepEqual([topic.body.totals.all, topic.body.totals.open], [8, 8]);
  assert.equal(topic.body.verifications[0].state, 'agreed');
});

test('HY-09: what was said is kept or dropped for the topic with a reason, never screened by it', async () => {
  const path = `/topics/${topic.body.num}`;
  const before = (await office.see('xinfang3', 'demand', lamp.demand)).body;
  await refused(428, 'fenxi1', `${path}/members`, { rest: true, as: 'kept', reason: '都留' });
  await refused(400, 'fenxi1', `${path}/members`, { as: 'kept', reason: '没有说哪些' }, topic.etag);
  await refused(400, 'fenxi1', `${path}/members`, { demands: [wages.demand], as: 'kept', reason: '别的领域' }, topic.etag);
  await ok('fenxi1', `${path}/members`, { demands: [parking.demand, parking.last], as: 'representative', reason: '说得最清楚' }, '"1"');
  await ok('fenxi1', `${path}/members`, { demands: [lamp.demand], as: 'dropped', reason: '路灯，不是停车' }, '"2"');
  await refused(412, 'fenxi1', `${path}/members`, { rest: true, as: 'kept', reason: '其余保留' }, '"2"');
  await ok('fenxi1', `${path}/members`, { rest: true, as: 'kept', reason: '其余保留' }, '"3"');
  topic = await get('fenxi1', path);
  assert.deepEqual(
    [topic.body.totals.all, topic.body.totals.kept, topic.body.totals.representative, topic.body.totals.dropped, topic.body.totals.representative_percent],
    [8, 7, 2, 1, '25.0%'],
  );
  const dropped = (await get('fenxi1', `${path}/members?as=dropped`)).body.members;
  assert.deepEqual(dropped.map((m) => [m.num, m.reason]), [[lamp.demand, '路灯，不是停车']]);
  assert.equal((await get('fenxi1', `${path}/members?as=representative`)).body.members.length, 2);
  assert.equal((await get('fenxi1', `${path}/members?all=true`)).body.members.length, 8);
  const now = (await office.see('xinfang3', 'demand', lamp.demand)).body;
  assert.deepEqual([now.state, now.version], [before.state, before.version], 'the demand goes its own way');
});

test('the topic’s dossier as a paper and a workbook', async () => {
  const text = await paper('fenxi1', 'topic', topic.body.num);
  for (const part of ['停车难', '反映最集中', '共汇集诉求8件', '有代表性的2件', '占25.0%', '小区周边没有车位', '说得最清楚']) assert.ok(text.includes(part), `${part}\n${text}`);
  const file = await get('fenxi1', `/topics/${topic.body.num}/xlsx`);
  assert.equal(file.status, 200);
  const path = join(dir, 'topic.xlsx');
  writeFileSync(path, file.body);
  const csv = execFileSync('unzip', ['-p', path], { encoding: 'utf8', maxBuffer: 1 << 26 });
  for (const part of ['当月排序', lamp.demand, '路灯，不是停车', '说得最清楚']) assert.ok(csv.includes(part), part);
  assert.equal((await get('zhujian1', `/topics/${topic.body.num}/xlsx`)).status, 403);
});

test('ZY-23: the topic’s meeting has its matters as agenda, its decisions stand in the dossier', async () => {
  await ok('ducha1', '/meetings/kinds', { code: 'topic', name: '每月一题座谈会', at: '09:00', draws: ['topic'], most: 20 });
  const starts = new Date(Date.now() + 86400000).toISOString();
  const called = await ok('ducha1', '/meetings', { kind: 'topic', starts_at: starts });
  const meeting = (await get('ducha1', `/meetings/${called.num}`)).body;
  assert.equal(meeting.topic, topic.body.num);
  assert.deepEqual(meeting.items.map((i) => i.matter), [parking.num]);
  assert.match(meeting.items[0].reason, /停车难.*有代表性/);
  await ok('xinfang3', `/meetings/${called.num}/items/1/decide`, { words: '增设车位', act: 'dispatch', units: [office.unit('区住')] }, '"1"');
  const after = (await office.see('xinfang3', 'matter', parking.num)).body;
  assert.deepEqual([after.state, after.row.bank_review_at, after.row.meeting_no], ['handling', null, called.num]);
  const dossier = await get('fenxi1', `/topics/${topic.body.num}`);
  assert.equal(dossier.body.meetings[0].decisions[0].decision, '增设车位');
  assert.equal((await get('fenxi1', '/bank')).body.rows.some((r) => r.num === parking.num), false, 'dispatched: no longer in the bank');
});

test('ZY-33: it ends with what was learned; huiyin check finds the frozen month as it was', async () => {
  const path = `/topics/${topic.body.num}`;
  await ok('fenxi1', `${path}/end`, { summary: '先挖潜、后新建。' }, topic.etag);
  assert.deepEqual((await get('fenxi1', '/topics')).body.topics.map((t) => [t.state, t.summary]), [['ended', '先挖潜、后新建。']]);
  await refused(409, 'fenxi1', `${path}/drop`, { reason: '太晚了' }, '"5"');
  let out;
  try {
    out = huiyin('check', '--data', server.data);
  } catch (e) {
    assert.fail(String(e.stdout) + String(e.stderr) + "!");
  }
  assert.match(String(out), /./);
});
