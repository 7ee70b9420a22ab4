// SPDX-License-Identifier: Apache-2.0
// Turns of the loop that the five places ask for, each by its requirement number, through the interface
// on the demo district (mechanism 巴州 unless said otherwise). docs/coverage.md names these tests.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

let server;
let office;
const scratch = mkdtempSync(join(tmpdir(), 'huiyin-requirements-'));
before(async () => {
  server = await startServer();
  office = await Office.of(server);
});
after(async () => {
  await server.stop();
  rmSync(scratch, { recursive: true });
});

const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const clockOf = (dossier, kind) => dossier.body.clocks.find((c) => c.kind === kind && !c.stopped_at);
const textsOf = (dossier, action) => Object.assign({}, ...dossier.body.timeline.filter((e) => e.action === action).map((e) => e.texts));

test('BZ-07 BZ-08 ZL-30 ZL-42: way, direction, on whose behalf and the proposed solution stay with the demand', async () => {
  const collector = await office.by('beimen1');
  const campaign = { code: '大起底', name: '市民诉求大起底', from: day(-20), to: day(20) };
  const made = await (await office.by('xinfang3')).post('/api/v1/campaigns', campaign, { key: newKey() });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { num } = await office.demand({
    channel: 'visit', way: '谈', direction: 'go', on_behalf: true, behalf_of: '邻居刘阿姨',
    proposal: '换成太阳能灯', head_count: 28, campaign: '大起底',
  }, collector);
  const seen = await office.see('beimen2', 'demand', num);
  const { row } = seen.body;
  assert.deepEqual([row.way, row.direction, row.on_behalf, row.head_count, row.campaign], ['谈', 'go', true, 28, '大起底']);
  assert.equal(seen.body.proposal, '换成太阳能灯');
  assert.equal(seen.body.behalf_of, '邻居刘阿姨');
  const wrong = await collector.submit({ words: '路灯坏了', way: '猜', read_back: 'agreed' });
  assert.deepEqual([wrong.status, wrong.body.field], [400, 'way']);
});

test('HY-43: a point on the map with its coordinate system, and the cause', async () => {
  const { num } = await office.demand({ lon: 106.76, lat: 31.86, crs: 'GCJ-02' });
  const matter = await office.reported(num, { report: { cause: '由于缺乏管理' } });
  const { row } = (await office.see('beimen2', 'demand', num)).body;
  assert.deepEqual([row.lon, row.lat, row.crs], [106.76, 31.86, 'GCJ-02']);
  assert.equal(textsOf(await office.see('zhujian1', 'task', `${matter}-1`), 'report').cause, '由于缺乏管理');
  assert.equal((await office.person.submit({ words: '路灯坏了', lon: 106.7, lat: 31.8 })).body.field, 'crs');
});

test('ZL-24: what a citizen uploads is on the desk at once, and when it was taken up is kept', async () => {
  const { num } = await office.demand();
  const list = await (await office.by('beimen2')).get('/api/v1/work?list=act&sort=born&dir=desc&limit=100');
  assert.ok(list.body.rows.some((r) => r.num === num));
  await office.act('beimen2', 'demand', num, 'screen-valid');
  const { row } = (await office.see('beimen2', 'demand', num)).body;
  assert.ok(Date.parse(row.screened_at) >= Date.parse(row.recorded_at));
});

test('JN-18 ZL-11: settled on the spot, answered the same day, called back by another', async () => {
  const operator = await office.by('xinfang1');
  const sent = await office.demand({ words: '请问公交卡在哪里办' }, operator);
  await office.act('xinfang1', 'demand', sent.num, 'answer-at-once', { words: '政务大厅三楼', result: 'solved' });
  const { row } = (await office.see('xinfang1', 'demand', sent.num)).body;
  assert.equal(row.state, 'answered');
  assert.equal(row.answered_at.slice(0, 10), row.recorded_at.slice(0, 10));
  // One in ten is looked at by another person first.
  if (row.asked === 'review') await office.act('xinfang7', 'demand', sent.num, 'review-answer', { holds: 'yes', words: '属实' });
  await office.act('xinfang5', 'demand', sent.num, 'verdict', { reached: 'yes', solved: 'yes', grade: 'satisfied' });
});

test('BZ-13: no matter, no dispatch before screening', async () => {
  const { num } = await office.demand();
  await office.refused('beimen2', 'demand', num, 'open-matter', 409);
  await office.act('beimen2', 'demand', num, 'screen-valid');
  await office.act('beimen2', 'demand', num, 'open-matter');
});

test('BZ-17 BZ-24 BZ-22: three axes; the limit follows the difficulty; each level has its list, the task its person', async () => {
  const { num } = await office.demand();
  const matter = await office.opened(num, { class: 'municipal', kind: 'collective' });
  const listed = async (login) =>
    (await (await office.by(login)).get('/api/v1/work?list=act&sort=born&dir=desc&limit=100')).body.rows.some((r) => r.num === matter);
  assert.ok(await listed('beimen2'));
  await office.act('beimen2', 'matter', matter, 'level-up', { reason: '社区无力' });
  assert.ok(await listed('dongcheng2'));
  await office.act('dongcheng2', 'matter', matter, 'level-up', { reason: '涉及部门' });
  assert.ok(await listed('xinfang3'));
  await office.act('xinfang3', 'matter', matter, 'level', { lvl: 'district', difficulty: 'complex' });
  await office.act('xinfang3', 'matter', matter, 'dispatch', { lead: office.unit('区住') });
  assert.ok(await listed('zhujian1'));
  await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
  const seen = await office.see('zhujian1', 'matter', matter);
  assert.deepEqual([seen.body.row.class, seen.body.row.kind, seen.body.row.difficulty], ['municipal', 'collective', 'complex']);
  assert.deepEqual([clockOf(seen, 'close').length, clockOf(seen, 'close').unit], [90, 'days']);
  assert.match(seen.body.tasks[0].officer, /住建承办甲/);
});

test('ZY-34: one dossier: who is responsible, until when, and how that was reckoned', async () => {
  const { num } = await office.demand();
  const matter = await office.dispatched(num, { helpers: [office.unit('东城街道')] });
  const { body } = await office.see('zhujian1', 'matter', matter);
  assert.match(body.labels.lead_unit, /^区住房/);
  assert.deepEqual(body.tasks.map((t) => t.role), ['lead', 'helper']);
  const explained = await (await office.by('zhujian1')).get(`/api/v1/clocks/${matter}`);
  assert.equal(explained.body.clocks.length, body.clocks.length);
  for (const kind of ['feedback', 'close']) {
    const clock = explained.body.clocks.find((c) => c.kind === kind);
    assert.ok(clock.due_at && clock.lines.length >= 3, JSON.stringify(clock));
  }
  assert.deepEqual(body.timeline.map((e) => e.action).filter((a) => a === 'dispatch'), ['dispatch']);
});

test('ZY-06: another unit than the lead answers the citizen', async () => {
  const { num } = await office.demand();
  const matter = await office.dispatched(num, { answer_unit: office.unit('东城街道') });
  await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
  await office.act('zhujian1', 'task', `${matter}-1`, 'verify', { truth: '属实' });
  await office.act('zhujian1', 'task', `${matter}-1`, 'report', { words: '已修', result: 'solved' });
  await office.act('zhujian2', 'task', `${matter}-1`, 'agree');
  await office.act('xinfang7', 'matter', matter, 'review-agree', {});
  await office.refused('zhujian1', 'matter', matter, 'answer', 403, { words: '已修好' });
  await office.act('dongcheng3', 'matter', matter, 'answer', { words: '已修好' });
});

test('ZY-20: the four findings of a verification', async () => {
  const { num } = await office.demand();
  const matter = await office.dispatched(num);
  const four = { truth: '属实', accuracy: '三根灯杆', legality: '合法', reasonableness: '合理' };
  await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
  await office.act('zhujian1', 'task', `${matter}-1`, 'verify', four);
  const said = textsOf(await office.see('zhujian2', 'task', `${matter}-1`), 'verify');
  assert.deepEqual(Object.fromEntries(Object.keys(four).map((k) => [k, said[k]])), four);
});

test('ZY-29 BZ-58: nothing is answered before approval; head and reviewer may send back', async () => {
  const { num } = await office.demand();
  const matter = await office.reported(num);
  const task = `${matter}-1`;
  const again = { words: '已换新灯并巡查全街', result: 'solved' };
  await office.refused('zhujian1', 'matter', matter, 'answer', 409, { words: '已修好' });
  await office.act('zhujian2', 'task', task, 'send-back', { reason: '没有写清楚范围' });
  await office.act('zhujian1', 'task', task, 'report', again);
  await office.act('zhujian2', 'task', task, 'agree');
  await office.refused('zhujian1', 'matter', matter, 'answer', 409, { words: '已修好' });
  await office.act('xinfang7', 'matter', matter, 'review-send-back', { reason: '措施不具体' });
  assert.equal((await office.see('zhujian1', 'matter', matter)).body.state, 'handling');
  await office.act('zhujian1', 'task', task, 'report', again);
  await office.act('zhujian2', 'task', task, 'agree');
  await office.act('xinfang7', 'matter', matter, 'review-agree', {});
  await office.act('zhujian1', 'matter', matter, 'answer', { words: '已修好' });
});

test('HY-26 ZL-34: root cause and class of problem are recorded by the reviewer', async () => {
  const { num } = await office.demand();
  const matter = await office.answered(num, {
    report: { cause: '电缆老化' }, review: { cause: '管网多年没有更新', cause_class: 'municipal', thorough: 'yes' },
  });
  const { row } = (await office.see('xinfang7', 'matter', matter)).body;
  assert.deepEqual([row.cause, row.cause_class, row.thorough], ['管网多年没有更新', 'municipal', 'yes']);
});

test('BZ-59: mediation is an outcome of its own, with the agreement that was signed', async () => {
  const demand = await office.demand({ words: '两家为采光争了七年' });
  const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
  const paper = await (await office.by('zhujian1')).upload({ name: '调解协议.pdf', bytes: pdf });
  assert.equal(paper.status, 201, JSON.stringify(paper.body));
  const matter = await office.answered(demand.num, {
    report: { words: '上门劝导，双方签了协议', result: 'mediated', attachments: [paper.body.ref ?? paper.body.id] },
  });
  assert.equal((await office.see('xinfang7', 'matter', matter)).body.row.result, 'mediated');
  const { attachments } = (await office.see('zhujian1', 'task', `${matter}-1`)).body;
  assert.deepEqual(attachments.map((f) => f.name), ['调解协议.pdf']);
});

test('BZ-26 HY-41 ZL-44: stages with dates of their own, granted by a leader, checked by a supervisor', async () => {
  const demand = await office.demand();
  const matter = await office.dispatched(demand.num);
  await office.act('zhujian1', 'matter', matter, 'ask-stages', {
    reason: '需要立项', stages: [`${day(20)} 完成立项`, `${day(200)} 完成建设`],
  });
  await office.refused('zhujian1', 'matter', matter, 'grant-asked', 403, { reason: '同意' });
  await office.act('lingdao1', 'matter', matter, 'grant-asked', { reason: '同意分阶段' });
  let seen = await office.see('zhujian1', 'matter', matter);
  assert.equal(clockOf(seen, 'close').due_at.slice(0, 10) > day(199), true, clockOf(seen, 'close').due_at);
  assert.deepEqual(seen.body.stages.map((s) => s.words), ['完成立项', '完成建设']);
  await office.act('zhujian1', 'matter', matter, 'stage-report', { serial: 1, words: '立项批复已下' });
  await office.act('ducha1', 'matter', matter, 'stage-check', { serial: 1, agreed: false, words: '批复未盖章' });
  await office.act('zhujian1', 'matter', matter, 'stage-report', { serial: 1, words: '批复已盖章' });
  await office.act('ducha1', 'matter', matter, 'stage-check', { serial: 1, agreed: true, words: '属实' });
  seen = await office.see('zhujian1', 'matter', matter);
  assert.ok(seen.body.stages[0].checked_at && !seen.body.stages[1].done_at);
  assert.match(JSON.stringify((await office.mine(demand)).body), /批复已盖章/);
});

test('HY-28: a promise has its own clock and is kept with proof', async () => {
  const { num } = await office.demand();
  const matter = await office.dispatched(num);
  await office.act('lingdao1', 'matter', matter, 'promise', { words: '年底前通水', to_whom: '北门社区居民', due_at: `${day(30)}T12:00:00+08:00` });
  let seen = await office.see('zhujian1', 'matter', matter);
  assert.equal(clockOf(seen, 'promise').due_at.slice(0, 10) > day(29), true);
  assert.deepEqual(seen.body.stages.map((s) => [s.kind, s.words]), [['promise', '年底前通水']]);
  await office.act('zhujian1', 'matter', matter, 'stage-report', { serial: 1, words: '已通水' });
  await office.act('ducha1', 'matter', matter, 'stage-check', { serial: 1, agreed: true, words: '到现场看过' });
  seen = await office.see('zhujian1', 'matter', matter);
  assert.equal(seen.body.stages[0].outcome, 'kept');
  assert.equal(clockOf(seen, 'promise'), undefined);
});

test('HY-24: without a concrete measure it is dispatched again although nobody complained, and the citizen is told', async () => {
  const demand = await office.demand();
  const matter = await office.answered(demand.num, { answer: { words: '已列入研究' } });
  await office.act('xinfang5', 'demand', demand.num, 'verdict', { reached: 'yes', solved: 'yes', grade: 'satisfied' });
  const client = await office.by('xinfang7');
  const plain = await client.act(await office.see('xinfang7', 'matter', matter), 'dispatch-again', { to: 'same', reason: '未明确措施' });
  assert.equal(plain.status, 409, 'without the second ground nobody is unsatisfied');
  await office.act('xinfang7', 'matter', matter, 'dispatch-again', { to: 'same', no_measure: true, reason: '答复没有明确措施' });
  assert.equal((await office.see('zhujian1', 'matter', matter)).body.state, 'handling');
  const mine = (await office.mine(demand)).body;
  assert.equal(mine.state, 'in_matter');
  assert.ok(mine.steps.length >= 3, JSON.stringify(mine.steps));
});

test('ZL-33 ZL-40: found on patrol and told by a resident: one matter, two finders, each with its own end', async () => {
  const collector = await office.by('beimen1');
  const found = await office.demand({ words: '水渠边没有护栏', origin: 'finding', found_at: new Date().toISOString() }, collector);
  const matter = await office.dispatched(found.num);
  const told = await office.demand({ words: '水渠边太危险' });
  await office.act('beimen2', 'demand', told.num, 'screen-valid');
  await office.act('beimen2', 'demand', told.num, 'join', { matter });
  const { links } = (await office.see('zhujian1', 'matter', matter)).body;
  assert.deepEqual(new Set(links.map((l) => l.demand)), new Set([found.num, told.num]));
  const rows = await Promise.all([found, told].map(async (d) => (await office.see('beimen2', 'demand', d.num)).body.row.origin));
  assert.deepEqual(rows, ['finding', 'citizen']);
});

test('JN-16: the first-asked officer keeps the demand on the own list, and sees its matter, to the end', async () => {
  const first = await office.by('beimen1');
  const { num } = await office.demand({ words: '楼道灯不亮' }, first);
  const mine = async () =>
    (await first.get('/api/v1/work?list=mine&sort=born&dir=desc&limit=100')).body.rows.some((r) => r.num === num);
  const matter = await office.dispatched(num);
  assert.ok(await mine());
  await office.see('beimen1', 'matter', matter);
  await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
  await office.act('zhujian1', 'task', `${matter}-1`, 'verify', { truth: '属实' });
  await office.act('zhujian1', 'task', `${matter}-1`, 'report', { words: '已换', result: 'solved' });
  await office.act('zhujian2', 'task', `${matter}-1`, 'agree');
  await office.act('xinfang7', 'matter', matter, 'review-agree', { solved: 'yes' });
  await office.act('zhujian1', 'matter', matter, 'answer', { words: '已换' });
  assert.ok(await mine());
  await office.see('beimen1', 'matter', matter);
  const other = (await (await office.by('beimen2')).get('/api/v1/work?list=mine&limit=100')).body.rows;
  assert.ok(!other.some((r) => r.num === num), 'nobody else of the community has it as theirs');
});

test('BZ-50: 28 households, seven years: heads, how long, the mediated end and the thanks stay on the record', async () => {
  const began = `${new Date().getFullYear() - 7}-05-01T00:00:00+08:00`;
  const demand = await office.demand({ words: '楼上渗水，二十八户吵了七年', head_count: 28, found_at: began, privacy: 'named', name: '住户代表', phone: '13800000028' }, await office.by('beimen1'));
  const matter = await office.answered(demand.num, { valid: { kind: 'collective' }, report: { words: '逐户上门，共同出资重做防水', result: 'mediated' } });
  await office.act('xinfang5', 'demand', demand.num, 'verdict', { reached: 'yes', solved: 'yes', grade: 'very_satisfied', words: '送来锦旗致谢' });
  const { body } = await office.see('xinfang7', 'matter', matter);
  assert.equal(body.row.result, 'mediated');
  const [link] = body.links;
  assert.deepEqual([link.head_count, link.verdict.grade_text], [28, '非常满意']);
  const seen = await office.see('xinfang7', 'demand', demand.num);
  assert.equal(Date.parse(seen.body.row.found_at), Date.parse(began), 'how long it has lasted');
  assert.match(JSON.stringify(seen.body.timeline), /送来锦旗致谢/);
});

test('BZ-21: nobody below can: the district stands in', async () => {
  const { num } = await office.demand();
  const matter = await office.climbed(num);
  await office.act('xinfang3', 'matter', matter, 'level', { lvl: 'backstop', reason: '各级均不能化解' });
  const { row, state } = (await office.see('xinfang3', 'matter', matter)).body;
  assert.deepEqual([row.lvl, state], ['backstop', 'to_dispatch']);
});

test('BZ-20: the fourth outlet: moved to the city, by the highest level only', async () => {
  const { num } = await office.demand();
  const matter = await office.opened(num);
  const move = { upstream: '市住建局', reason: '属市级事权' };
  await office.refused('beimen2', 'matter', matter, 'move-up', 409, move);
  await office.act('beimen2', 'matter', matter, 'level-up', { reason: '社区无力' });
  await office.act('dongcheng2', 'matter', matter, 'level-up', { reason: '涉及市级' });
  await office.act('xinfang3', 'matter', matter, 'move-up', move);
  const { row, state } = (await office.see('xinfang4', 'matter', matter)).body;
  assert.deepEqual([row.lvl, row.upstream, state], ['city', '市住建局', 'moved_up']);
});

test('JN-35: a company is a handling party', async () => {
  const { num } = await office.demand({ words: '小区水压太低' });
  const matter = await office.dispatched(num, { lead: office.unit('区供水公司') });
  assert.match((await office.see('xinfang3', 'matter', matter)).body.labels.lead_unit, /供水公司/);
});

test('BZ-19 BZ-27 HY-14 JN-12: ledgers by level and of all demands, as a file', async () => {
  const { num: district } = await office.demand();
  await office.dispatched(district);
  const { num: community } = await office.demand();
  await office.act('beimen2', 'matter', await office.opened(community), 'level', { lvl: 'community', reason: '社区可办' });
  const ledger = (name) => {
    const to = join(scratch, `${name}.csv`);
    huiyin('export', name, '--to', to, '--data', server.data);
    return readFileSync(to, 'utf8');
  };
  const three = { community: ledger('community'), street: ledger('street'), district: ledger('district') };
  assert.deepEqual(Object.values(three).map((t) => t.includes(district)), [false, false, true]);
  assert.deepEqual(Object.values(three).map((t) => t.includes(community)), [true, false, false]);
  assert.ok(ledger('demands').includes(district) && ledger('demands').includes(community));
});

test('ZY-31 JN-17: how many are not answered is a figure, and it can read zero', async () => {
  const report = () => JSON.parse(huiyin('report', 'ontime', '--workdays', '15', '--json', '--data', server.data)).total;
  const first = report();
  const { num } = await office.demand({ words: '请问怎么办' }, await office.by('xinfang1'));
  assert.equal(report().unanswered, first.unanswered + 1);
  await office.act('xinfang1', 'demand', num, 'answer-at-once', { words: '这样办', result: 'explained' });
  assert.equal(report().unanswered, first.unanswered);
});

test('BZ-11 ZL-37: after all of this every open item has an owner, a limit and a next step', () => {
  const said = JSON.parse(huiyin('check', '--json', '--data', server.data));
  assert.ok(said.matters > 10 && said.demands > 20, JSON.stringify(said));
});

/** Until the running server has read what a command wrote. */
async function until(what, true_) {
  for (let i = 0; i < 100; i++) {
    if (await true_()) return;
    await sleep(200);
  }
  assert.fail(what);
}

test('HY-35 ZY-30 ZY-36: under 张掖; a new version leaves what is open alone', async (t) => {
  const other = await startServer();
  t.after(() => other.stop());
  const at = (...args) => huiyin(...args, '--data', other.data);
  const zhangye = await Office.of(other);
  const rated = async () => (await zhangye.person.get('/api/v1/public/place')).body.rate_days;
  at('mechanism', 'use', 'zhangye');
  await until('张掖 is in use', async () => /每月一题/.test((await zhangye.person.get('/api/v1/public/place')).body.mechanism));
  const first = await zhangye.demand({ words: '停车难', name: '张三', phone: '13800138000' });
  await zhangye.act('beimen2', 'demand', first.num, 'screen-valid');
  const matter = (await zhangye.act('beimen2', 'demand', first.num, 'open-matter')).created;

  const root = new URL('../../mechanisms/', import.meta.url);
  const file = JSON.parse(readFileSync(new URL('zhangye.json', root), 'utf8'));
  file.callback.rate_days = 20;
  file.review.offices = [];
  writeFileSync(join(scratch, 'zhangye.json'), JSON.stringify(file));
  copyFileSync(new URL('codes.json', root), join(scratch, 'codes.json'));
  at('mechanism', 'load', join(scratch, 'zhangye.json'));
  await until('the new version is read', async () => (await rated()) === 20);
  const second = await zhangye.demand({ words: '停车还是难' });
  const version = async (d) => (await zhangye.see('beimen2', 'demand', d.num)).body.row.mechanism_version;
  assert.deepEqual([await version(first), await version(second)], [1, 2]);

  await zhangye.act('xinfang3', 'matter', matter, 'level', { lvl: 'district' });
  await zhangye.act('xinfang3', 'matter', matter, 'dispatch', { lead: zhangye.unit('区住') });
  await zhangye.act('zhujian1', 'matter', matter, 'ask-listing', { reason: '一时难以解决' });
  await zhangye.act('lingdao1', 'matter', matter, 'grant-asked', { reason: '挂项督办' });
  assert.equal((await zhangye.see('zhujian1', 'matter', matter)).body.row.listed, true);
  await zhangye.act('lingdao1', 'matter', matter, 'lift-listing', { reason: '已有办法' });
  await zhangye.act('zhujian1', 'task', `${matter}-1`, 'sign');
  await zhangye.act('zhujian1', 'task', `${matter}-1`, 'verify', { truth: '属实' });
  await zhangye.act('zhujian1', 'task', `${matter}-1`, 'report', { words: '新增车位', result: 'solved' });
  await zhangye.act('zhujian2', 'task', `${matter}-1`, 'agree');
  const finding = { cause: '规划滞后', cause_class: 'facilities', solved: 'yes', thorough: 'yes' };
  await zhangye.act('quwei1', 'matter', matter, 'review-agree', finding);
  assert.equal((await zhangye.see('quzheng1', 'matter', matter)).body.state, 'in_review', 'the old version still asks both offices');
  await zhangye.act('quzheng1', 'matter', matter, 'review-agree', finding);
  await zhangye.act('zhujian1', 'matter', matter, 'answer', { words: '已新增车位' });
  await zhangye.refused('xinfang7', 'matter', matter, 'close', 409);
  await zhangye.citizenActs(first, 'rate', { solved: 'yes', grade: 'satisfied' });
  await zhangye.act('xinfang7', 'matter', matter, 'close', { words: '三把锁都开' });
  assert.equal((await zhangye.see('xinfang7', 'matter', matter)).body.state, 'closed');
});
