// SPDX-License-Identifier: Apache-2.0
// Runs long.
// The whole loop over the interface: every row of the flow table that a person can take is taken
// at least once, by the right officer, on the way of real cases.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { castOf, refused } from './cast.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'huiyin-loop-'));
const mechanisms = new URL('../../mechanisms/', import.meta.url);
copyFileSync(new URL('codes.json', mechanisms), join(scratch, 'codes.json'));

/** Before a server starts: a version of 巴州 of our own. */
const bazhou = (change) => (data) => {
  const rules = JSON.parse(readFileSync(new URL('bazhou.json', mechanisms), 'utf8'));
  change(rules);
  writeFileSync(join(scratch, 'bazhou.json'), JSON.stringify(rules));
  huiyin('mechanism', 'load', join(scratch, 'bazhou.json'), '--data', data);
};

let server, zhangyeServer, cast, zhangye;
before(async () => {
  const sampled = bazhou((rules) => (rules.screening.at_once_sample_percent = 100));
  const prepare = (data) => {
    sampled(data);
    huiyin('upstream', 'load', 'petition', '--data', data);
  };
  server = await startServer({ prepare });
  cast = await castOf(server);
  zhangyeServer = await startServer({ prepare: (data) => huiyin('mechanism', 'use', 'zhangye', '--data', data) });
  zhangye = await castOf(zhangyeServer);
  zhangye.hit = cast.hit;
});
after(async () => {
  await server?.stop();
  await zhangyeServer?.stop();
  rmSync(scratch, { recursive: true });
});

const named = { privacy: 'named', name: '示例·赵群众', phone: '13900000001' };
const HOUSING = '住房和城乡';
const CITY = '综合行政执法';
const ROADS = '交通运输';
const report = { words: '已派人维修，路灯恢复照明', result: 'solved', cause: '线路老化' };
const reason = { reason: '情况说明如下' };
const day = (n) => new Date(Date.now() + n * 86400000 + 8 * 3600000).toISOString().slice(0, 10);

/** Screened valid, opened and levelled at the district's desk. */
async function opened(on, demand = {}) {
  const way = await on.demand({ words: '小区门口的路灯坏了三个月，晚上老人出门摔跤', ...named, ...demand });
  await way.demand('xinfang1', 'screen-valid', { kind: 'other' });
  await way.demand('xinfang3', 'open-matter', { title: '路灯维修' });
  await way.matter('xinfang3', 'level', { lvl: 'district' });
  return way;
}

async function dispatched(on, demand, form = {}) {
  const way = await opened(on, demand);
  await way.matter('xinfang4', 'dispatch', { lead: on.unit(HOUSING), words: '请尽快办理', ...form });
  return way;
}

/** The lead's work, agreed by its head, reviewed and answered. */
async function worked(way, form = {}) {
  if ((await way.state('zhujian1', 'task')) === 'sent') await way.task('zhujian1', 'sign');
  if ((await way.state('zhujian1', 'task')) === 'signed') await way.task('zhujian1', 'verify', { truth: '属实' });
  await way.task('zhujian1', 'report', { ...report, ...form });
  await way.task('zhujian2', 'agree');
}

async function answered(on, demand, form) {
  const way = await dispatched(on, demand, form);
  await worked(way);
  await way.matter('quwei1', 'review-agree', { reason: '属实' });
  await way.matter('zhujian1', 'answer', { words: '路灯已修好，谢谢您的反映' });
  return way;
}

const good = { reached: 'yes', solved: 'yes', grade: 'satisfied', words: '修好了' };
const holds = { holds: 'yes', words: '与公开的规定一致' };
const bad = { reached: 'yes', solved: 'no', grade: 'unsatisfied', words: '还是不亮' };

async function closed(on, demand) {
  const way = await answered(on, demand);
  await way.demand('xinfang5', 'verdict', good);
  await way.matter('xinfang7', 'close', { words: '群众认可' });
  return way;
}

/** Another demand with the words of its own, joined to the matter. */
async function joined(on, way, words) {
  const other = await on.demand({ words, ...named });
  await other.demand('xinfang1', 'screen-valid', {});
  await other.demand('xinfang3', 'join', { matter: way.matterNum, reason: '同一盏路灯' });
  assert.equal(other.matterNum, way.matterNum);
  other.serial = way.serial;
  return other;
}

describe('a demand and its screening', () => {
  test('Bazhou end to end: community, street, district, department, citizen, look-back', async () => {
    const way = await cast.demand({
      words: '老旧小区三十多户停水两天',
      place: '北门社区',
      ...named,
      head_count: 32,
      on_behalf: true,
      behalf_of: '楼上行动不便的邻居',
      proposal: '先送水车，再换总管',
    });
    await way.says('add', { words: '今天又停了一次' });
    await way.says('correct', { class: 'estate', reason: '选错了类别' });
    await way.says('correct-person', { phone: '13900000002', reason: '换号了' });
    const front = await way.see('beimen2');
    assert.equal(front.body.row.head_count, 32);
    assert.equal(front.body.row.on_behalf, true);
    assert.equal(front.body.proposal, '先送水车，再换总管');
    assert.equal(front.body.behalf_of, '楼上行动不便的邻居');
    assert.equal(front.body.labels.unit, '北门社区居民委员会(示例)', 'the lowest desk screens first');
    await way.demand('beimen2', 'screen-valid', { class: 'estate', kind: 'collective', urgent: true });
    await way.demand('beimen1', 'open-matter', { title: '北门停水' });
    await way.matter('beimen1', 'level-up', reason);
    assert.match((await way.see('dongcheng2', 'matter')).body.labels.owner_unit, /东城街道/);
    await way.matter('dongcheng2', 'level-up', reason);
    await way.matter('xinfang1', 'level', { lvl: 'district', difficulty: 'short', reason: '需要住建部门处理' });
    await way.matter('xinfang4', 'dispatch', {
      lead: cast.unit(HOUSING),
      helpers: [cast.unit('供水公司'), cast.unit(CITY)],
      words: '两日内恢复供水',
      close_length: 10,
      close_unit: 'days',
    });
    const tasks = (await way.see('xinfang4', 'matter')).body.tasks;
    assert.deepEqual(tasks.map((t) => t.role), ['lead', 'helper', 'helper']);
    await way.task('zhujian1', 'sign');
    await way.task('zhujian1', 'verify', { truth: '属实', legality: '合法', words: '到场查看' });
    await way.task('zhujian1', 'note', { words: '水车已到小区', tell_citizens: true });
    assert.ok((await way.mine()).body.steps.some((s) => s.words === '水车已到小区'), 'the citizen reads the note meant for them');
    refused(await way.tries('task', 'zhujian1', 'report', report), 400);
    await way.task('chengguan1', 'sign', {}, 3);
    refused(await way.tries('task', 'chengguan1', 'report', report, `${way.matterNum}-3`), 409);
    await way.task('chengguan1', 'verify', { truth: '属实' }, 3);
    await way.task('chengguan1', 'report', { words: '已疏导交通', result: 'solved' }, 3);
    await way.task('chengguan2', 'agree', undefined, 3);
    await way.task('zhujian1', 'report', { ...report, missing: '供水公司尚未反馈' });
    await way.task('zhujian2', 'send-back', reason);
    await way.task('zhujian1', 'report', { ...report, missing: '供水公司尚未反馈' });
    await way.task('zhujian2', 'agree');
    assert.equal(await way.state('xinfang3'), 'in_review');
    await way.matter('quwei1', 'review-send-back', reason);
    assert.equal(await way.state('zhujian1', 'task'), 'working', 'the lead works on');
    assert.equal((await way.see('chengguan1', 'task', `${way.matterNum}-3`)).body.state, 'agreed', 'what a helper agreed stays agreed');
    await worked(way, { missing: '供水公司尚未反馈' });
    await way.matter('quzheng1', 'review-agree', { reason: '同意' });
    await way.matter('zhujian1', 'answer', { words: '已恢复供水，总管下月更换', result: 'solved' });
    assert.equal(await way.state('xinfang7'), 'calling_back');
    const mine = (await way.mine()).body;
    assert.equal(mine.state, 'answered');
    assert.ok(mine.steps.some((s) => s.action === 'answer' && s.words.includes('恢复供水')));
    refused(await way.tries('matter', 'xinfang7', 'close', {}), 409);
    await way.demand('xinfang5', 'attempt', { outcome: 'no_answer', words: '占线' });
    await way.demand('xinfang5', 'verdict', good);
    const judged = (await way.see('xinfang5')).body;
    assert.deepEqual([judged.verdict.reached, judged.verdict.solved, judged.verdict.grade, judged.verdict.source], ['yes', 'yes', 'satisfied', 'call']);
    await way.matter('xinfang7', 'close', { words: '群众认可' });
    await way.matter('quwei1', 'correct-answer', { words: '总管改于本月更换', reason: '日期有误' });
    await way.matter('xinfang9', 'look-back', { words: '水压正常' });
    assert.equal(await way.state('xinfang9'), 'archived');
    assert.equal((await way.mine()).body.state, 'accepted');
  });

  test('invalid is passed up, explained, appealed and decided by a second desk', async () => {
    const way = await cast.demand({ words: '要求把邻居的狗赶走', place: '北门社区', ...named });
    refused(await way.tries('demand', 'beimen2', 'screen-invalid', { ground: 'civil', reason: '邻里纠纷' }), 409);
    const listed = async (login) => (await (await cast.as(login)).get('/api/v1/work?list=act&sort=born&dir=desc&limit=100')).body.rows.some((r) => r.num === way.num);
    await way.demand('beimen2', 'pass-up', { proposal: 'civil', reason: '属邻里纠纷' });
    for (const [field, body] of [['ground', { reason: '属邻里纠纷' }], ['ground', { ground: 'call_110', reason: '属邻里纠纷' }], ['reason', { ground: 'civil' }]])
      assert.equal(refused(await way.tries('demand', 'dongcheng2', 'screen-invalid', body), 400).field, field);
    await way.demand('dongcheng2', 'screen-invalid', { ground: 'civil', reason: '属邻里纠纷，建议调解' });
    // With a ground it still waits in its unit's list, until the explanation stands in the record.
    assert.equal(await way.state('dongcheng2', 'demand'), 'to_explain');
    assert.ok(await listed('dongcheng2'));
    assert.equal(refused(await way.tries('demand', 'dongcheng2', 'explain', { how: 'phone' }), 400).field, 'words');
    refused(await way.tries('demand', 'dongcheng2', 'screen-valid', {}), 409);
    assert.ok(await listed('dongcheng2'));
    await way.demand('dongcheng3', 'explain', { how: 'phone', words: '这是民事纠纷，可到社区调解室' });
    assert.ok(!(await listed('dongcheng2')));
    assert.equal((await way.mine()).body.state, 'explained');
    await way.says('appeal', { reason: '狗已经咬伤孩子' });
    assert.equal(await way.state('xinfang1', 'demand'), 'received');
    refused(await way.tries('demand', 'dongcheng2', 'screen-valid', {}), 403);
    await way.demand('xinfang1', 'screen-valid', {});
    refused(await way.wants('appeal', { reason: '再来一次' }), 409);
  });

  test('another channel, by the exchange desk; the appeal through an officer, once', async () => {
    const way = await cast.demand({ words: '有人正在翻墙入室', ...named });
    await way.demand('xinfang4', 'redirect', { ground: 'call_110', to: '110', words: '请立即拨打110' });
    assert.equal((await way.mine()).body.redirect_to, '110');
    await way.demand('xinfang1', 'appeal', { reason: '群众来电称已报警，仍要求处理围墙' });
    const { body } = await way.see('xinfang3');
    assert.equal(body.state, 'received');
  });

  test('answered at once, called back by another person; then it becomes a matter after all', async () => {
    const way = await cast.demand({ by: 'xinfang1', words: '医保怎么报销', channel: 'hotline', read_back: 'agreed', way: '谈', direction: 'come', said_at: new Date(Date.now() - 3600000).toISOString(), ...named });
    await way.demand('xinfang1', 'answer-at-once', { words: '带身份证到政务大厅三号窗口', result: 'explained', kind: 'consult' });
    refused(await way.tries('demand', 'xinfang1', 'verdict', good), 403);
    assert.ok(!(await way.offers('xinfang1')).includes('verdict'));
    refused(await way.tries('demand', 'xinfang5', 'verdict', bad), 409);
    await way.demand('xinfang7', 'review-answer', holds);
    await way.demand('xinfang5', 'verdict', bad);
    assert.equal(await way.state('xinfang7', 'demand'), 'unsatisfied');
    await way.demand('xinfang7', 'again', reason);
    await way.demand('xinfang3', 'open-matter', {});
    assert.equal(await way.state('xinfang3'), 'to_level');
  });

  test('unsatisfied with an answer at once and settled by a second desk with a ground', async () => {
    const way = await cast.demand({ by: 'beimen2', words: '要求取消物业费', ...named });
    await way.demand('beimen2', 'answer-at-once', { words: '物业费由合同约定', result: 'explained' });
    await way.demand('xinfang7', 'review-answer', holds);
    await way.demand('xinfang5', 'verdict', bad);
    refused(await way.tries('demand', 'xinfang7', 'settle', { ground: 'nonsense', reason: '政策如此' }), 400);
    await way.demand('xinfang7', 'settle', { ground: 'unreasonable', reason: '政策不支持，已说明' });
    assert.equal((await way.mine()).body.state, 'settled');
  });

  test('no verdict: the citizen declines', async () => {
    const way = await cast.demand({ by: 'xinfang1', words: '图书馆几点开门', ...named });
    await way.demand('xinfang1', 'answer-at-once', { words: '九点', result: 'explained' });
    await way.demand('xinfang7', 'review-answer', holds);
    await way.demand('xinfang5', 'no-verdict', { reason: '群众不愿评价' });
    assert.equal((await way.mine()).body.state, 'no_verdict');
    await way.says('rate', { solved: 'yes', grade: 'very_satisfied', words: '挺好' });
    assert.equal((await way.mine()).body.state, 'accepted', 'their own rating counts later as well');
  });

  test('entered twice by mistake: compared with the other one, taken back by whoever entered it', async () => {
    const first = await cast.demand({ words: '楼道灯不亮', by: 'xinfang1', channel: 'hotline', read_back: 'agreed' });
    const twice = await cast.demand({ words: '楼道灯不亮了', by: 'xinfang1', channel: 'hotline', read_back: 'agreed' });
    await twice.demand('xinfang1', 'compare', { other: first.num, finding: 'different', reason: '不是同一栋' });
    await twice.demand('xinfang1', 'classify', { scheme: 'seven-haves', code: 'housing', reason: '住房里的灯' });
    refused(await twice.tries('demand', 'xinfang1', 'undo-entry', { reason: '录了两遍' }), 409);
    await first.demand('xinfang1', 'undo-entry', { reason: '录了两遍' });
    assert.equal(await first.state('xinfang3', 'demand'), 'withdrawn');
  });

  test('withdrawn by the citizen, and by an officer with evidence, which is checked', async () => {
    const own = await cast.demand({ words: '垃圾没人收', ...named });
    await own.says('withdraw', { reason: '已经有人来收了' });
    assert.equal((await own.mine()).body.state, 'withdrawn');
    const way = await dispatched(cast);
    refused(await way.tries('demand', 'xinfang1', 'withdraw', { reason: '群众来电' }), 400);
    await way.demand('xinfang1', 'withdraw', { reason: '群众来电撤回', evidence: '通话录音 0012' });
    assert.equal(await way.state('xinfang3', 'demand'), 'withdrawn');
    await way.demand('xinfang5', 'check-withdrawal', { confirmed: 'no', words: '没有说过撤回' });
    assert.equal(await way.state('xinfang3', 'demand'), 'valid', 'not their wish: undone');
    await way.demand('xinfang3', 'join', { matter: way.matterNum, reason: '撤诉非本人意愿' });
    assert.equal(await way.state('xinfang3', 'demand'), 'in_matter');
  });

  test('words added, corrected and progress told by officers', async () => {
    const way = await cast.demand({ words: '公交站没有遮雨棚', place: '北门社区', ...named });
    await way.demand('beimen2', 'add', { words: '群众补充：有老人摔倒' });
    await way.demand('beimen2', 'correct', { place_id: cast.place('鼓楼社区'), title: '公交站雨棚', reason: '地点有误' });
    await way.demand('beimen2', 'correct-person', { name: '示例·钱群众', reason: '姓名有误' });
    await way.demand('dongcheng2', 'progress', { words: '正在核实产权单位' });
    await way.demand('xinfang1', 'three-way', { unit: cast.unit('住房和城乡'), took_by: '示例·科员', outcome: 'register', words: '需到现场看' });
    await way.demand('xinfang1', 'urge', { words: '又问了一次' });
    assert.equal((await way.see('xinfang1')).body.row.urged, 1);
    const told = (await way.mine()).body.steps.map((s) => s.words);
    assert.ok(told.includes('正在核实产权单位'), JSON.stringify(told));
  });
});

describe('levels', () => {
  test('handed down twice, then the arbiter decides for good', async () => {
    const way = await cast.demand({ words: '楼道堆放杂物', place: '北门社区', ...named });
    await way.demand('beimen2', 'screen-valid', {});
    await way.demand('beimen1', 'open-matter', {});
    await way.matter('beimen1', 'level-up', reason);
    await way.matter('dongcheng2', 'hand-down', { unit: cast.unit('北门社区'), reason: '社区可以解决' });
    await way.matter('beimen1', 'level-up', reason);
    await way.matter('dongcheng2', 'hand-down', { unit: cast.unit('北门社区'), reason: '仍请社区解决' });
    refused(await way.tries('matter', 'xinfang1', 'level', { lvl: 'community' }), 403);
    await way.matter('xinfang11', 'hand-down', { unit: cast.unit('北门社区'), reason: '由社区办理' });
    assert.equal(await way.state('xinfang11'), 'to_dispatch');
    assert.match((await way.see('beimen1', 'matter')).body.labels.owner_unit, /北门社区/);
    await way.matter('beimen1', 'dispatch', { lead: cast.unit('北门社区') });
    assert.equal(await way.state('beimen1'), 'handling');
  });

  test('moved up to the city, and taken back', async () => {
    const way = await cast.demand({ words: '高速公路出口太少', ...named });
    await way.demand('xinfang1', 'screen-valid', {});
    await way.demand('xinfang3', 'open-matter', {});
    await way.matter('xinfang1', 'move-up', { upstream: '市交通运输局', upstream_no: 'SJ-0001', reason: '属市级事权' });
    assert.equal(await way.state('xinfang3'), 'moved_up');
    await way.matter('xinfang3', 'recall', reason);
    assert.equal(await way.state('xinfang3'), 'to_dispatch');
  });

  test('moved up: the upstream answers the citizen, sends an answer to pass on, hands it back', async () => {
    const up = async () => {
      const way = await opened(cast);
      await way.matter('xinfang1', 'level-again', reason);
      await way.matter('xinfang1', 'move-up', { upstream: '市交通运输局', reason: '属市级事权' });
      await way.matter('xinfang4', 'upstream-number', { upstream_no: 'SJ-0002' });
      return way;
    };
    const told = { words: '市里已修好', result: 'solved' };
    const answeredThere = await up();
    refused(await answeredThere.tries('matter', 'xinfang1', 'upstream-answered', told), 403);
    await answeredThere.matter('xinfang4', 'upstream-answered', told);
    assert.equal((await answeredThere.mine()).body.state, 'answered');
    const passedOn = await up();
    await passedOn.matter('xinfang4', 'upstream-answer', told);
    await passedOn.matter('quwei1', 'review-send-back', { reason: '没有写明日期' });
    assert.equal(await passedOn.state('xinfang3'), 'moved_up');
    await passedOn.matter('xinfang4', 'upstream-answer', told);
    await passedOn.matter('quwei1', 'review-agree', {});
    await passedOn.matter('xinfang4', 'answer', { words: '市里答复：已修好' });
    assert.equal((await passedOn.mine()).body.state, 'answered');
    const back = await up();
    await back.matter('xinfang4', 'upstream-back', { reason: '属区级事权' });
    assert.equal(await back.state('xinfang3'), 'to_dispatch');
  });

  test('an order of an upstream: what it adds, its verdict, its redo', async () => {
    const way = await answered(cast, { by: 'xinfang6', upstream: '12345', upstream_no: 'GD-1', upstream_due_at: day(9) });
    await way.demand('xinfang6', 'upstream-update', { words: '群众补充：北侧也有一盏', due_at: day(8) });
    await way.demand('xinfang6', 'upstream-verdict', { reached: 'yes', solved: 'yes', grade: 'satisfied' });
    assert.equal((await way.see('xinfang3')).body.row.source, 'upstream');
    await way.demand('xinfang6', 'upstream-redo', { words: '群众再次来电，仍不亮' });
    assert.equal((await way.see('xinfang3')).body.state, 'unsatisfied');
    refused(await (await cast.demand({ words: '路灯不亮', ...named })).tries('demand', 'xinfang6', 'upstream-redo', {}), 409);
  });

  test('a petition item of the same person: linked by a person, or told apart', async () => {
    const phone = '13900000042';
    const here = await cast.demand({ words: '楼道堆物（示例）', ...named, phone });
    const item = (n) => cast.demand({ by: 'xinfang6', upstream: 'petition', upstream_no: n, words: '楼道堆物无人管（示例）', ...named, phone });
    const same = await item('XF-901');
    const hints = (await same.see('xinfang6')).body.petition_hints;
    assert.deepEqual(hints.rows.map((h) => [h.num, h.reasons]), [[here.num, ['phone']]]);
    await same.demand('xinfang6', 'petition-link', { number: here.num, reason: '同一楼道' });
    assert.equal((await here.see('xinfang6')).body.petition, same.num);
    const other = await item('XF-902');
    assert.deepEqual((await other.see('xinfang6')).body.petition_hints.rows.map((h) => h.num), [same.num], 'linked ones are out');
    refused(await other.tries('demand', 'xinfang6', 'petition-link', { number: here.num, reason: '同一楼道' }), 409);
    await other.demand('xinfang1', 'petition-new', { reason: '另一栋楼' });
    refused(await other.tries('demand', 'xinfang1', 'petition-new', { reason: '另一栋楼' }), 409);
    refused(await here.tries('demand', 'xinfang6', 'petition-link', { number: other.num, reason: '不是信访件' }), 409);
  });

  test('levelled again; reported upward by the lead', async () => {
    const way = await dispatched(cast);
    await way.matter('xinfang1', 'level-again', reason);
    assert.equal(await way.state('xinfang1'), 'to_level');
    await way.matter('xinfang1', 'level', { lvl: 'district' });
    await way.matter('xinfang3', 'dispatch', { lead: cast.unit(HOUSING) });
    way.serial = 2;
    await way.task('zhujian1', 'sign');
    await way.matter('zhujian1', 'report-upward', { reason: '已尽力，需区级统筹资金' });
    assert.equal(await way.state('xinfang1'), 'to_level');
    assert.equal(await way.state('xinfang1', 'task'), 'withdrawn');
  });
});

describe('tasks', () => {
  test('a return refused is not asked again; granted, it goes to another lead', async () => {
    const way = await dispatched(cast);
    const ask = { ground: 'not_duty', reason: '路灯由综合行政执法局管护' };
    await way.task('zhujian1', 'ask-return', ask);
    refused(await way.tries('task', 'zhujian1', 'refuse-return', reason), 403);
    await way.task('xinfang3', 'refuse-return', { reason: '职责清单载明由你局负责' });
    assert.equal(await way.state('zhujian1', 'task'), 'sent', 'as before the request');
    refused(await way.tries('task', 'zhujian1', 'ask-return', ask), 409);
    const other = await dispatched(cast);
    await other.task('zhujian1', 'ask-return', ask);
    await other.task('xinfang3', 'grant-return', { reason: '同意' });
    assert.equal(await other.state('xinfang3'), 'to_dispatch');
    await other.matter('xinfang3', 'dispatch', { lead: cast.unit(CITY) });
    assert.equal(await other.state('xinfang3'), 'handling');
  });

  test('the third return is the arbiter\'s, who names the lead for good', async () => {
    const way = await dispatched(cast);
    const ask = { ground: 'not_duty', reason: '不属本单位职责' };
    await way.task('zhujian1', 'ask-return', ask);
    await way.task('xinfang3', 'grant-return', reason);
    await way.matter('xinfang3', 'dispatch', { lead: cast.unit(CITY) });
    await way.task('chengguan1', 'ask-return', ask, 2);
    await way.task('xinfang3', 'grant-return', reason, 2);
    await way.matter('xinfang3', 'dispatch', { lead: cast.unit(ROADS) });
    way.serial = 3;
    await way.task('jiaotong1', 'sign');
    await way.task('jiaotong1', 'ask-return', ask);
    refused(await way.tries('task', 'xinfang3', 'grant-return', reason), 403);
    await way.task('xinfang11', 'grant-return', reason);
    refused(await way.tries('matter', 'xinfang3', 'dispatch', { lead: cast.unit(HOUSING) }), 403);
    await way.matter('xinfang11', 'dispatch', { lead: cast.unit(HOUSING) });
    way.serial = 4;
    refused(await way.tries('task', 'zhujian1', 'ask-return', ask), 409);
  });

  test('an extension is refused, then granted, and moves the limits', async () => {
    const way = await dispatched(cast);
    await way.task('zhujian1', 'sign');
    await way.task('zhujian1', 'ask-extension', { workdays: 5, reason: '等待配件' });
    refused(await way.tries('task', 'zhujian1', 'grant-extension', reason), 403);
    await way.task('quwei1', 'refuse-extension', { reason: '抓紧办理' });
    refused(await way.tries('task', 'zhujian1', 'ask-extension', { workdays: 400, reason: '等待配件' }), 400);
    refused(await way.tries('task', 'zhujian1', 'ask-extension', { workdays: 11, reason: '等待配件' }), 400);
    await way.task('zhujian1', 'ask-extension', { workdays: 5, reason: '等待配件到货' });
    const due = async () => (await way.see('zhujian1', 'matter')).body.clocks.find((k) => k.kind === 'feedback' && k.running).due_at;
    const before = await due();
    await way.task('quwei1', 'grant-extension', { reason: '同意' });
    assert.ok(new Date(await due()) - new Date(before) >= 5 * 86400000);
    refused(await way.tries('task', 'zhujian1', 'ask-extension', { workdays: 5, reason: '再等等' }), 409);
  });

  test('recalled; lead changed', async () => {
    const way = await dispatched(cast);
    await way.matter('xinfang3', 'recall', reason);
    assert.equal(await way.state('xinfang3', 'task'), 'withdrawn');
    await way.matter('xinfang3', 'dispatch', { lead: cast.unit(CITY), helpers: [cast.unit(ROADS)] });
    await way.matter('xinfang3', 'change-lead', { lead: cast.unit(HOUSING), reason: '职责在住建' });
    const { tasks } = (await way.see('xinfang3', 'matter')).body;
    assert.deepEqual(tasks.filter((t) => t.state !== 'withdrawn').map((t) => t.role).sort(), ['helper', 'lead']);
    way.serial = tasks.length;
    await way.task('zhujian1', 'sign');
  });

  test('an interim report is answered and the work goes on', async () => {
    const way = await dispatched(cast);
    await worked(way, { interim: true, result: 'planned' });
    await way.matter('quwei1', 'review-agree', {});
    await way.matter('zhujian1', 'answer', { words: '已列入计划，先行修补' });
    assert.equal(await way.state('zhujian1'), 'handling');
    assert.equal(await way.state('zhujian1', 'demand'), 'in_matter');
    await worked(way);
    await way.matter('quwei1', 'review-agree', {});
    await way.matter('zhujian1', 'answer', { words: '已全部修好' });
    assert.equal(await way.state('xinfang7'), 'calling_back');
  });
});

describe('a second round', () => {
  test('unsatisfied: again to the same lead, then to another', async () => {
    const way = await answered(cast);
    await way.demand('xinfang5', 'verdict', bad);
    refused(await way.tries('matter', 'xinfang7', 'close', {}), 409);
    await way.matter('xinfang7', 'dispatch-again', { to: 'same', reason: '群众反映仍不亮' });
    assert.equal(await way.state('zhujian1', 'task'), 'working');
    assert.equal((await way.mine()).body.state, 'in_matter');
    await worked(way);
    await way.matter('quwei1', 'review-agree', {});
    await way.matter('zhujian1', 'answer', { words: '重新更换了灯头' });
    await way.says('rate', { solved: 'no', grade: 'very_unsatisfied', words: '又坏了' });
    await way.matter('xinfang7', 'dispatch-again', { to: 'other', reason: '另派单位' });
    assert.equal(await way.state('xinfang3'), 'to_dispatch');
    await way.matter('xinfang3', 'dispatch', { lead: cast.unit(CITY) });
    assert.equal((await way.see('chengguan1', 'matter')).body.row.round, 3);
  });

  test('sent upstream after an unsatisfied verdict', async () => {
    const way = await answered(cast);
    await way.demand('xinfang5', 'verdict', bad);
    await way.matter('xinfang7', 'dispatch-again', { to: 'upstream', reason: '需市级解决' });
    assert.equal(await way.state('xinfang3'), 'moved_up');
  });

  test('closed: a look-back finding reopens it; facts asked by the citizen are refused with a reason', async () => {
    const way = await closed(cast);
    await way.says('ask-reopen', { reason: '路灯又坏了' });
    await way.matter('xinfang7', 'refuse-reopen', { reason: '系新发故障，请重新反映' });
    assert.ok((await way.mine()).body.steps.some((s) => s.words === '系新发故障，请重新反映'), 'the citizen reads why');
    await way.demand('xinfang9', 'lookback-verdict', bad);
    await way.matter('xinfang9', 'reopen', { cause: 'lookback', reason: '回头看发现未修复' });
    assert.equal(await way.state('zhujian1'), 'handling');
    assert.equal(await way.state('xinfang3', 'demand'), 'in_matter');
  });

  test('reopened on what the citizen asked', async () => {
    const way = await closed(cast);
    await way.demand('xinfang1', 'ask-reopen', { reason: '群众来电：有新情况' });
    await way.matter('xinfang7', 'reopen', { cause: 'new_facts', other_lead: true, reason: '有新情况' });
    assert.equal(await way.state('xinfang3'), 'to_dispatch');
  });
});

describe('several demands in one matter', () => {
  test('two helpers, a return, three demands of which one is unsatisfied', async () => {
    const way = await dispatched(cast, {}, { helpers: [cast.unit(CITY), cast.unit(ROADS)] });
    const second = await joined(cast, way, '路口的灯也不亮');
    const third = await joined(cast, way, '孩子放学要摸黑走');
    await way.task('jiaotong1', 'ask-return', { ground: 'not_area', reason: '不属我局' }, 3);
    await way.task('xinfang3', 'grant-return', reason, 3);
    assert.equal(await way.state('xinfang3'), 'handling', 'a helper\'s return leaves the matter where it is');
    await way.task('chengguan1', 'sign', {}, 2);
    await way.task('chengguan1', 'verify', { truth: '属实' }, 2);
    await way.task('chengguan1', 'report', { words: '已清理遮挡', result: 'solved' }, 2);
    await way.task('chengguan2', 'agree', undefined, 2);
    await worked(way);
    await way.matter('quwei1', 'review-agree', {});
    await way.matter('zhujian1', 'answer', { words: '已修好' });
    await way.demand('xinfang5', 'verdict', good);
    await second.demand('xinfang5', 'verdict', bad);
    await third.demand('xinfang5', 'verdict', good);
    refused(await way.tries('matter', 'xinfang7', 'close', {}), 409);
    await way.matter('xinfang7', 'dispatch-again', { to: 'same', reason: '一位群众不满意' });
    assert.deepEqual(
      [(await way.mine()).body.state, (await second.mine()).body.state, (await third.mine()).body.state],
      ['accepted', 'in_matter', 'accepted'],
      'only the demand sent again is answered again',
    );
    await worked(way);
    await way.matter('quwei1', 'review-agree', {});
    await way.matter('zhujian1', 'answer', { words: '路口的灯也修好了' });
    await second.demand('xinfang5', 'verdict', good);
    await way.matter('xinfang7', 'close', {});
    assert.equal(await way.state('xinfang9'), 'closed');
  });

  test('a wrong join is split off', async () => {
    const way = await dispatched(cast);
    const other = await joined(cast, way, '我说的是停车位，不是路灯');
    const split = await way.matter('xinfang3', 'split', { demand: other.num, reason: '并错了' });
    assert.notEqual(split.created, way.matterNum);
    other.matterNum = split.created;
    assert.equal(await other.state('xinfang3'), 'to_dispatch');
    assert.equal((await way.see('xinfang3', 'matter')).body.row.demands, 1);
    refused(await way.tries('matter', 'xinfang3', 'split', { demand: other.num, reason: '再拆一次' }), 404);
  });

  test('opened by mistake and ended: the demand is valid again', async () => {
    const way = await dispatched(cast);
    refused(await way.tries('matter', 'xinfang7', 'end', { ground: 'no_demand_left', reason: '没有了' }), 409);
    await way.matter('xinfang7', 'end', { ground: 'mistake', reason: '误立' });
    assert.equal(await way.state('xinfang3', 'demand'), 'valid');
    assert.equal(await way.state('xinfang3', 'task'), 'withdrawn');
    await way.demand('xinfang3', 'open-matter', {});
  });
});

describe('what takes longer, and the lawful exits', () => {
  test('stages asked, refused, asked, granted, reported, checked; a promise', async () => {
    const way = await dispatched(cast);
    await way.task('zhujian1', 'sign');
    const plan = { reason: '需要改造线路', stages: [`${day(20)} 完成立项`, `${day(200)} 完成改造`], quantities: ['2 北门 换线 30 处'] };
    refused(await way.tries('matter', 'zhujian1', 'ask-stages', { reason: '无日期', stages: ['立项'] }), 400);
    await way.matter('zhujian1', 'ask-stages', plan);
    await way.matter('lingdao1', 'refuse-asked', { reason: '请细化' });
    await way.matter('zhujian1', 'ask-stages', plan);
    await way.matter('lingdao1', 'grant-asked', { reason: '同意分两步' });
    const seen = (await way.see('zhujian1', 'matter')).body;
    assert.equal(seen.row.staged, true);
    const open = seen.stages.filter((s) => s.outcome === '');
    assert.deepEqual(open.map((s) => s.words), ['完成立项', '完成改造']);
    await way.matter('lingdao1', 'promise', { due_at: new Date(Date.now() + 30 * 86400000).toISOString(), words: '月底前照明恢复', to_whom: '全体居民' });
    await way.matter('zhujian1', 'stage-report', { serial: open[0].serial, words: '已立项' });
    await way.matter('ducha1', 'stage-check', { serial: open[0].serial, agreed: false, words: '文件未盖章' });
    await way.matter('zhujian1', 'stage-progress', { words: '线杆已立', done: ['2 12'] });
    await way.matter('zhujian1', 'stage-report', { serial: open[0].serial, words: '已盖章' });
    await way.matter('ducha1', 'stage-check', { serial: open[0].serial, agreed: true, words: '核实' });
    assert.equal((await way.see('ducha1', 'matter')).body.stages.find((s) => s.serial === open[0].serial).outcome, 'kept');
  });

  test('a community whistles, the department arrives, both are appraised; a helper; an agreement', async () => {
    const way = await cast.demand({ words: '夜市占道吵到半夜', place: '北门社区', ...named });
    await way.demand('beimen2', 'screen-valid', {});
    await way.demand('beimen1', 'open-matter', {});
    await way.matter('beimen1', 'level', { lvl: 'community', reason: '社区可办' });
    await way.matter('beimen1', 'dispatch', { lead: cast.unit('北门社区居民委员会') });
    await way.task('beimen2', 'sign');
    await way.task('beimen2', 'name-helper', { kind: 'accompany', volunteer: '示例·李帮', words: '陪同量噪声' });
    await way.task('beimen2', 'helper-done', { serial: 1, words: '已量' });
    await way.matter('beimen2', 'whistle', { units: [cast.unit(CITY)], words: '请到现场劝离' });
    await way.task('chengguan1', 'arrive', {}, 2);
    await way.task('chengguan1', 'verify', { truth: '属实' }, 2);
    await way.task('chengguan1', 'report', { words: '已劝离', result: 'solved' }, 2);
    await way.task('chengguan2', 'agree', undefined, 2);
    await way.task('beimen1', 'appraise-unit', { came: 'yes', did: 'yes', grade: 'satisfied', reason: '来得快' }, 2);
    await way.task('chengguan2', 'appraise-whistle', { did: 'yes', grade: 'satisfied', reason: '确需执法' }, 2);
    const scan = await (await cast.as('beimen2')).upload({ name: '协议.pdf', bytes: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n') });
    const when = (n) => `${day(n)}T00:00:00+08:00`;
    await way.matter('beimen2', 'record-agreement', { parties: ['示例·甲', '示例·乙'], terms: '十点收摊', signed_at: when(0), follow_at: when(20), attachments: [scan.body.ref ?? scan.body.id] });
    await way.matter('ducha1', 'agreement-kept', { serial: 1, kept: 'yes', words: '十点都收了' });
    assert.equal((await way.see('ducha1', 'matter')).body.stages[0].outcome, 'kept');
  });

  test('unreachable after the attempts: asked by one desk, refused, granted by another', async () => {
    const way = await answered(cast);
    const gone = { reached: 'no' };
    refused(await way.tries('demand', 'xinfang5', 'verdict', gone), 409);
    for (let i = 0; i < 3; i++) await way.demand('xinfang5', 'attempt', { outcome: 'no_answer' });
    await way.demand('xinfang5', 'verdict', gone);
    assert.equal(await way.state('xinfang5', 'demand'), 'unreachable');
    await way.matter('xinfang7', 'ask-exit', { ground: 'unreachable', reason: '三次未接' });
    refused(await way.tries('matter', 'xinfang7', 'grant-exit', reason), 403);
    await way.matter('lingdao1', 'refuse-exit', { reason: '请再联系' });
    await way.matter('xinfang7', 'ask-exit', { ground: 'unreachable', reason: '再次未接' });
    await way.matter('lingdao1', 'grant-exit', { reason: '同意' });
    const { body } = await way.see('xinfang7', 'matter');
    assert.deepEqual([body.state, body.row.close_ground], ['closed', 'unreachable']);
  });

  test('explained, cannot be met: settled and told', async () => {
    const way = await answered(cast);
    await way.demand('xinfang5', 'verdict', bad);
    await way.matter('xinfang7', 'ask-exit', { ground: 'explained', reason: '政策不允许' });
    await way.matter('lingdao1', 'grant-exit', { reason: '同意，已当面说明' });
    assert.equal((await way.mine()).body.state, 'settled');
    assert.equal((await way.see('xinfang7', 'matter')).body.row.close_ground, 'explained');
  });
});

describe('findings and the unit complained about', () => {
  test('a finding is checked on the spot by another person', async () => {
    const way = await cast.demand({ by: 'beimen2', words: '巡查发现井盖缺失', origin: 'finding', found_at: new Date(Date.now() - 60000).toISOString(), place: '北门社区' });
    await way.demand('beimen1', 'screen-valid', {});
    await way.demand('beimen1', 'open-matter', {});
    await way.matter('beimen1', 'level', { lvl: 'district' });
    await way.matter('xinfang3', 'dispatch', { lead: cast.unit(HOUSING) });
    await worked(way);
    await way.matter('quwei1', 'review-agree', {});
    assert.equal(await way.state('xinfang7'), 'calling_back', 'nobody is to be answered');
    refused(await way.tries('demand', 'beimen2', 'check-finding', { solved: 'yes', words: '补上了' }), 403);
    await way.demand('ducha1', 'check-finding', { solved: 'yes', words: '井盖已补' });
    const first = async () => {
      const by = await cast.as('ducha1');
      const { body: ways } = await by.get('/api/v1/ways/report');
      const { body: page } = await by.get('/api/v1/ledgers?solved_first=yes');
      return [ways.all.solved_first, page.n, JSON.stringify(page).includes(way.num)];
    };
    const [before, rows, listed] = await first();
    assert.equal(before, rows);
    assert.equal(listed, false, 'the matter is open still');
    await way.matter('xinfang7', 'close', { words: '现场核验' });
    assert.deepEqual(await first(), [before + 1, rows + 1, true], 'ZL-41: solved before complaint, counted apart');
  });

  test('marked by whoever takes part; barred unless a reviewer names a go-between, who answers', async () => {
    const own = await cast.demand({ words: '住建局的人态度恶劣', ...named });
    await own.says('mark-complained', { unit: cast.unit(HOUSING), reason: '投诉的就是他们' });
    const way = await opened(cast, { words: '住建局拆了我的雨棚不给手续' });
    await way.demand('xinfang1', 'mark-complained', { unit: cast.unit(HOUSING), reason: '被投诉对象' });
    refused(await way.tries('matter', 'xinfang3', 'dispatch', { lead: cast.unit(HOUSING) }), 409);
    const between = (await (await cast.as('quwei1')).get('/api/v1/officers')).body.officers.find((o) => o.label.includes('陈回访'));
    await way.matter('quwei1', 'allow-barred', { go_between: between.value, reason: '只有该局有档案' });
    await way.matter('xinfang3', 'dispatch', { lead: cast.unit(HOUSING), words: '请提供拆除依据' });
    const barred = await cast.as('zhujian1');
    refused(await barred.get(`/api/v1/demands/${way.num}`), 404);
    await worked(way);
    await way.matter('quwei1', 'review-agree', {});
    await way.matter('xinfang5', 'answer', { words: '依据不足，已责成恢复' });
    assert.equal(await way.state('xinfang7'), 'calling_back');
  });
});

describe('Zhangye: two offices, three locks, listing', () => {
  /** Reported and before both offices. */
  async function inReview(form) {
    const way = await dispatched(zhangye, { kind: 'help', class: 'facilities' }, { dispatch_no: 'JB-2026-11', meeting_no: '第11期', issued_at: new Date(Date.now() - 7200000).toISOString() });
    await worked(way, form);
    return way;
  }
  const full = { cause: '线路老化', cause_class: 'facilities', thorough: 'yes', solved: 'yes', reason: '同意' };

  test('both offices are asked, the first send-back ends the round, nobody speaks for both', async () => {
    const way = await inReview();
    const asked = (await way.see('quwei1', 'matter')).body.row.review_units.split(',');
    assert.equal(asked.length, 2);
    await way.matter('quwei1', 'review-agree', full);
    assert.equal(await way.state('quwei1'), 'in_review', 'one office is not enough');
    refused(await way.tries('matter', 'quwei1', 'review-agree', full), 403);
    await way.matter('quzheng1', 'review-send-back', reason);
    assert.equal(await way.state('zhujian1'), 'handling');
    await worked(way);
    await way.matter('quzheng1', 'review-agree', full);
    await way.matter('quwei1', 'review-agree', full);
    assert.equal(await way.state('zhujian1'), 'approved');
    await way.matter('zhujian1', 'answer', { words: '已办结' });
    refused(await way.tries('matter', 'xinfang7', 'close', {}), 409);
    await way.demand('xinfang5', 'verdict', good);
    await way.matter('xinfang7', 'close', { words: '三把锁均已打开' });
    await way.matter('xinfang9', 'look-back', {});
  });

  test('each lock holds by itself', async () => {
    const way = await inReview();
    await way.matter('quwei1', 'review-agree', { reason: '同意' });
    await way.matter('quzheng1', 'review-agree', { reason: '同意' });
    await way.matter('zhujian1', 'answer', { words: '已办结' });
    await way.demand('xinfang5', 'verdict', good);
    assert.match(refused(await way.tries('matter', 'xinfang7', 'close', {}), 409).detail, /彻底/);
    const other = await inReview();
    await other.matter('quwei1', 'review-agree', full);
    await other.matter('quzheng1', 'review-agree', full);
    await other.matter('zhujian1', 'answer', { words: '已办结' });
    assert.match(refused(await other.tries('matter', 'xinfang7', 'close', {}), 409).detail, /不解决/);
    await other.demand('xinfang5', 'verdict', { ...bad, solved: 'yes' });
    assert.match(refused(await other.tries('matter', 'xinfang7', 'close', {}), 409).detail, /不满意/);
  });

  test('into the problem bank, kept at the review, verified, out again', async () => {
    const way = await opened(zhangye, { kind: 'help' });
    await way.matter('xinfang3', 'bank', { reason: '反复出现' });
    refused(await way.tries('matter', 'zhujian1', 'unbank', reason), 403);
    await way.matter('xinfang3', 'bank-keep', { reason: '仍待研究' });
    await way.matter('xinfang3', 'send-verify', { unit: zhangye.unit(HOUSING), words: '核实情况' });
    await way.matter('xinfang3', 'unbank', { reason: '不是突出问题' });
    assert.equal(await way.state('xinfang3'), 'to_dispatch');
  });

  test('listing asked, granted, lifted', async () => {
    const way = await dispatched(zhangye, { kind: 'help' });
    await way.task('zhujian1', 'sign');
    await way.matter('zhujian1', 'ask-listing', reason);
    refused(await way.tries('matter', 'zhujian1', 'grant-asked', reason), 403);
    await way.matter('lingdao1', 'grant-asked', { reason: '同意挂项督办' });
    assert.equal((await way.see('lingdao1', 'matter')).body.row.listed, true);
    await way.matter('lingdao1', 'lift-listing', { reason: '已无障碍' });
    assert.equal((await way.see('lingdao1', 'matter')).body.row.listed, false);
  });
});

describe('what leaders write and take over', () => {
  test('on a demand, on its matter: received, answered, asked again, accepted; one withdrawn', async () => {
    const way = await cast.demand({ words: '公厕无人打扫', place: '北门社区' });
    await way.demand('lingdao1', 'instruct', { words: '请社区先看' });
    await way.demand('beimen2', 'screen-valid', {});
    await way.demand('beimen2', 'open-matter', {});
    const first = (await way.see('beimen2', 'matter')).body.stages[0];
    assert.deepEqual([first.kind, first.words], ['instruction', '请社区先看']);
    await way.matter('beimen2', 'instruction-receive');
    await way.matter('beimen2', 'instruction-answer', { serial: 1, words: '已打扫' });
    await way.matter('lingdao1', 'instruction-again', { serial: 1, words: '今后谁管' });
    await way.matter('beimen2', 'instruction-answer', { serial: 1, words: '专人每天两次' });
    await way.matter('lingdao1', 'instruction-accept', { serial: 1 });
    await way.matter('lingdao1', 'instruct', { words: '批错了件', units: [cast.unit('北门社区')] });
    await way.matter('lingdao1', 'instruction-withdraw', { serial: 2, words: '批错' });
    refused(await way.tries('matter', 'beimen2', 'instruction-answer', { serial: 2, words: '晚了' }), 409);
    assert.deepEqual((await way.see('beimen2', 'matter')).body.stages.map((s) => s.outcome), ['accepted', 'withdrawn']);
  });

  test('a matter taken over, progress noted, given up with a reason', async () => {
    const way = await dispatched(cast);
    await way.matter('lingdao1', 'sponsor', { words: '每周调度' });
    await way.matter('zhujian1', 'sponsor-progress', { words: '已调度一次' });
    await way.matter('lingdao1', 'sponsor-end', { reason: '已解决' });
    refused(await way.tries('matter', 'zhujian1', 'sponsor-progress', { words: '晚了' }), 409);
  });
});

test('urgent: told, acknowledged, handled; set by hand and cleared as a false alarm', async () => {
  const way = await cast.demand({ words: '再不解决我就从楼上跳下去', place: '北门社区' });
  await way.demand('beimen1', 'urgent-acknowledge');
  await way.demand('beimen1', 'urgent-handled', { words: '已上门劝解，情绪平稳' });
  const other = await cast.demand({ words: '楼道里堆着杂物', place: '北门社区' });
  await other.demand('beimen1', 'urgent-set', { kind: 'fire', reason: '堵住消防通道' });
  await other.demand('beimen1', 'urgent-clear', { reason: '已清理，没有险情' });
  refused(await other.tries('demand', 'beimen1', 'urgent-acknowledge', undefined), 409);
});

test('put into a campaign and tagged', async () => {
  const way = await cast.demand({ words: '巷口的下水井盖松动', place: '北门社区' });
  await way.demand('beimen1', 'tag', { tags: ['hot'] });
  refused(await way.tries('demand', 'beimen1', 'tag', { campaign: '没有的' }), 404);
});

test('bundled and taken out again, supervised and let go', async () => {
  const way = await dispatched(cast);
  await way.matter('xinfang3', 'bundle', { title: '背街小巷整治', unit: cast.unit(HOUSING), plan: '分三批', reason: '多部门' });
  refused(await way.tries('matter', 'xinfang3', 'bundle', { title: '另一个', unit: cast.unit(HOUSING), plan: '再来', reason: '再来' }), 409);
  await way.matter('xinfang3', 'unbundle', { reason: '另行办理' });
  await way.matter('ducha1', 'supervise', { reason: '久拖不决' });
  await way.matter('ducha1', 'supervise-note', { words: '三日内报方案' });
  await way.matter('lingdao1', 'unsupervise', { reason: '方案已定' });
});

test('closing by the word of the named citizens', async (t) => {
  const named = await startServer({ prepare: bazhou((rules) => (rules.closing.rule = 'named_satisfied')) });
  t.after(() => named.stop());
  const people = await castOf(named);
  people.hit = cast.hit;
  const way = await dispatched(people);
  const second = await joined(people, way, '路口的灯也不亮');
  await way.matter('xinfang7', 'name-citizens', { demands: [way.num], reason: '群众推选的代表' });
  const links = (await way.see('xinfang7', 'matter')).body.links;
  assert.deepEqual(links.filter((l) => l.named).map((l) => l.demand), [way.num]);
  await worked(way);
  await way.matter('quwei1', 'review-agree', {});
  await way.matter('zhujian1', 'answer', { words: '已修好' });
  refused(await way.tries('matter', 'xinfang7', 'name-citizens', { demands: [second.num], reason: '换一位' }), 409);
  await second.demand('xinfang5', 'verdict', good);
  refused(await way.tries('matter', 'xinfang7', 'close', {}), 409);
  await way.demand('xinfang5', 'verdict', good);
  await way.matter('xinfang7', 'close', {});
});

test('every row that a person can take was taken', async () => {
  const { steps } = JSON.parse(huiyin('roles', '--json'));
  const people = (row) => row.roles.some((r) => r !== 'system' && r !== 'import');
  const rows = steps.filter((s) => s.where !== 'system' && people(s)).map((s) => `${s.subject} ${s.step}`);
  const { body } = await (await cast.as('xinfang3')).get('/api/v1/openapi.json');
  const routes = Object.keys(body.paths).flatMap((p) => {
    const m = /^\/api\/v1\/(public\/)?(demand|matter|task)s\/\{num\}\/([a-z-]+)$/.exec(p);
    return m && body.paths[p].post?.parameters.some((q) => q.name === 'If-Match') ? [`${m[1] ? 'public ' : ''}${m[2]} ${m[3]}`] : [];
  });
  assert.ok(rows.length > 60 && routes.length > 60, `${rows.length} rows, ${routes.length} routes`);
  const wanted = new Set([...rows, ...routes]);
  const missing = [...wanted].filter((w) => !cast.hit.has(w)).sort();
  const unknown = [...cast.hit].filter((h) => !wanted.has(h)).sort();
  assert.deepEqual({ missing, unknown }, { missing: [], unknown: [] });
});
