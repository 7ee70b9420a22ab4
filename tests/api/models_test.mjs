// SPDX-License-Identifier: Apache-2.0
// Suggestions learnt from the place's own decisions: trained beside the running server, shown in
// the forms with the words that spoke for them, kept in the event beside what was chosen, counted,
// and switched off by a rule.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ask } from '../cmd/lib.mjs';
import { startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const WATER = ['自来水停了两天', '水管漏水没人修', '水压太低用不上水', '水质发黄有异味', '停水也不通知'];
const ROADS = ['路面坑洼颠簸', '路灯坏了一个月', '井盖松动很危险', '人行道砖块破损', '道路施工迟迟不完工'];

let server;
let office;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
});
after(() => server?.stop());

const train = () => ask('train', 'class', '--data', server.data)[0];
const models = async (login = 'fenxi1') => (await office.by(login)).get(`${V1}/models`);
const classModel = async () => (await models()).body.targets.find((t) => t.target === 'class');

async function rule(login, target, body) {
  const { etag } = await models('xitong');
  return (await office.by(login)).post(`${V1}/models/${target}/rule`, body, { etag, key: newKey() });
}

async function until(what, ready) {
  for (let i = 0; i < 80; i++) {
    const got = await ready();
    if (got) return got;
    await new Promise((done) => setTimeout(done, 250));
  }
  return assert.fail(`${what} did not come`);
}

const said = (list, i) => `您好，${list[i % list.length]}，我们住在${i}号楼，${list[(i + 2) % list.length]}，请尽快派人处理`;

/** Decided: water is the estate's, roads are municipal. */
async function decided(i, over = {}) {
  const water = i % 2 === 0;
  const { num } = await office.demand({ words: said(water ? WATER : ROADS, i), ...over });
  await office.act('beimen2', 'demand', num, 'screen-valid', { class: water ? 'estate' : 'municipal' });
  return num;
}

async function typed(words, login = 'xinfang1') {
  const answer = await (await office.by(login)).post(`${V1}/suggestions`, { words });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.suggestions;
}

async function screening(num) {
  const dossier = await office.see('beimen2', 'demand', num);
  const action = dossier.body.actions.find((a) => a.name === 'screen-valid');
  return action.fields.find((f) => f.name === 'class').suggestions?.[0];
}

test('before there are decisions nothing is suggested, and too few are not learnt from', async () => {
  assert.deepEqual(await typed('小区停水两天了'), []);
  const { num } = await office.demand();
  assert.equal(await screening(num), undefined);
  assert.equal(train().too_few, true);
  assert.deepEqual((await classModel()).versions, []);
});

test('who may look, and who may set the floors', async () => {
  const floors = { enabled: true, least_decisions: 20, least_correct: 60, least_confidence: 60 };
  assert.equal((await models('beimen2')).status, 403);
  assert.equal((await rule('ducha1', 'class', floors)).status, 403);
  assert.equal((await rule('fenxi1', 'weather', floors)).status, 404);
  assert.equal((await rule('fenxi1', 'class', { ...floors, least_correct: 0 })).status, 400);
  assert.equal((await rule('fenxi1', 'class', floors)).status, 200);
  const stale = await (await office.by('xitong')).post(`${V1}/models/class/rule`, floors, { etag: '"1"', key: newKey() });
  assert.equal(stale.status, 412);
  assert.equal((await classModel()).rule.changed_by, '示例·马分析');
  const { rule: untouched } = (await models()).body.targets.find((t) => t.target === 'level');
  assert.deepEqual([untouched.enabled, untouched.least_decisions, untouched.changed_at], [true, 200, null]);
});

test('it learns from what was decided, and is measured on the latest', async () => {
  for (let i = 0; i < 40; i++) await decided(i);
  const done = train();
  assert.equal(done.state, 'in_use');
  assert.equal(done.version, 1);
  assert.ok(done.decisions >= 40 && done.held_back >= 8 && done.held_back < done.decisions / 3);
  assert.ok(done.correct > done.guess && done.correct >= 9000, JSON.stringify(done));
  const { versions } = await classModel();
  assert.equal(versions[0].state, 'in_use');
  await until('the server with the model', async () => (await typed('停水了')).length);
});

test('a suggestion names its words and how sure it is, or says that it does not know', async () => {
  const [water] = await typed('我家自来水停了，水管还漏水');
  assert.equal(water.source, 'model');
  assert.equal(water.value, 'estate');
  assert.ok(water.label.length > 1 && water.confidence >= 60 && water.confidence <= 100);
  assert.ok(water.words.length && water.words.every((w) => '我家自来水停了，水管还漏水'.includes(w)), water.words.join());
  const [strange] = await typed('龘靐齉爩');
  assert.equal(strange.sure, false);
  assert.equal(strange.value, undefined);
});

test('what was suggested stands in the event beside what was chosen, and is counted', async () => {
  const followed = await office.demand({ words: said(WATER, 7) });
  const shown = await screening(followed.num);
  assert.equal(shown.value, 'estate');
  await office.act('beimen2', 'demand', followed.num, 'screen-valid', { class: shown.value });
  const other = await office.demand({ words: said(WATER, 9) });
  await office.act('beimen2', 'demand', other.num, 'screen-valid', { class: 'policy' });
  const noted = async (num) => {
    const { body } = await office.see('beimen2', 'demand', num);
    return body.timeline.find((l) => l.action === 'screen-valid').note;
  };
  assert.equal((await noted(followed.num)).class_machine_outcome, 'followed');
  const kept = await noted(other.num);
  assert.equal(kept.class_machine, 'estate');
  assert.equal(kept.class_machine_outcome, 'other');
  assert.equal(kept.class_machine_version, 1);
  const { body } = await models();
  const count = (outcome) => body.followed.find((f) => f.target === 'class' && f.outcome === outcome)?.n;
  assert.equal(count('followed'), 1);
  assert.equal(count('other'), 1);
  assert.deepEqual(body.others.map((o) => [o.suggested, o.chosen, o.n]), [['estate', 'policy', 1]]);
});

test('switched off by hand it is silent, and switched on it speaks again', async () => {
  const floors = { least_decisions: 20, least_correct: 60, least_confidence: 60 };
  assert.equal((await rule('xitong', 'class', { ...floors, enabled: false })).status, 200);
  await until('the model to be silent', async () => (await typed('停水了')).length === 0);
  assert.equal((await rule('xitong', 'class', { ...floors, enabled: true })).status, 200);
  await until('the model to be back', async () => (await typed('停水了')).length);
});

test('a version that is no better does not take the place of the one in use', async () => {
  const again = train();
  assert.equal(again.version, 2);
  assert.equal(again.state, 'worse');
  assert.equal(again.before_version, 1);
  const { versions } = await classModel();
  assert.deepEqual(versions.map((v) => [v.version, v.state]), [[2, 'worse'], [1, 'in_use']]);
});

test('confidential demands are not learnt from', async () => {
  const before = train().decisions;
  await decided(100, { privacy: 'confidential', name: '示例', phone: '13900000001' });
  assert.equal(train().decisions, before);
  await decided(102);
  assert.equal(train().decisions, before + 1);
});

test('a floor that it does not reach switches it off, and so does a hand', async () => {
  for (let i = 0; i < 14; i++) {
    const { num } = await office.demand({ words: said(WATER, i) });
    await office.act('beimen2', 'demand', num, 'screen-valid', { class: ['policy', 'security', 'cleaning'][i % 3] });
  }
  const weak = train();
  assert.equal(weak.state, 'weak', JSON.stringify(weak));
  assert.ok((await classModel()).versions.every((v) => v.state !== 'in_use'));
  await until('the model to be gone', async () => (await typed('停水了')).length === 0);
});

test('files of versions that nobody uses are no strays', async () => {
  const problems = ask('check', '--data', server.data);
  assert.deepEqual(problems.findings, []);
});

// ---- level and lead: decided by climbing and dispatching, suggested where that is decided next ----

const HOUSES = ['电梯坏了总停在半空', '物业不开电梯维修的会', '楼顶漏雨到卧室', '楼道墙皮大块脱落', '小区大门的门禁坏了'];
const BUSES = ['公交车等一个小时不来', '公交站台没有遮雨棚', '末班公交发车太早', '出租车不打表乱收费', '客运站的班次又取消了'];

async function settled(i) {
  const [list, lead] = [[WATER], [HOUSES, '区住'], [BUSES, '区交']][i % 3];
  const { num } = await office.demand({ words: said(list, i) });
  const matter = await office.opened(num);
  await office.act('beimen2', 'matter', matter, 'level-up', { reason: '社区无力解决' });
  if (!lead) {
    await office.act('dongcheng2', 'matter', matter, 'level', { lvl: 'street', reason: '街道可办' });
    return office.act('dongcheng2', 'matter', matter, 'dispatch', { lead: office.unit('东城街道') });
  }
  await office.act('dongcheng2', 'matter', matter, 'level-up', { reason: '涉及区级部门' });
  await office.act('xinfang3', 'matter', matter, 'level', { lvl: 'district' });
  return office.act('xinfang3', 'matter', matter, 'dispatch', { lead: office.unit(lead) });
}

const learn = (target) => ask('train', target, '--data', server.data)[0];
const offered = async (login, num, step, field) => {
  const { body } = await office.see(login, 'matter', num);
  return body.actions.find((a) => a.name === step).fields.find((f) => f.name === field).suggestions?.find((s) => s.source === 'model');
};
const noted = async (login, num, step) => (await office.see(login, 'matter', num)).body.timeline.find((l) => l.action === step).note;

test('level and lead unit are learnt from what was levelled and dispatched, measured on the latest', async () => {
  for (let i = 0; i < 45; i++) await settled(i);
  for (const target of ['level', 'lead']) {
    assert.equal((await rule('xitong', target, { enabled: true, least_decisions: 20, least_correct: 60, least_confidence: 60 })).status, 200);
    const done = learn(target);
    assert.deepEqual([done.target, done.state], [target, 'in_use'], JSON.stringify(done));
    assert.ok(done.held_back >= 4 && done.correct > done.guess, JSON.stringify(done));
  }
});

test('at the desk that levels and at the one that dispatches: with words and confidence; a person decides otherwise and both are kept', async () => {
  const { num } = await office.demand({ words: said(HOUSES, 91) });
  const matter = await office.opened(num);
  await office.act('beimen2', 'matter', matter, 'level-up', { reason: '社区无力解决' });
  const level = await until('a level', () => offered('dongcheng2', matter, 'level', 'lvl'));
  assert.equal(level.value, 'district');
  assert.ok(level.confidence >= 60 && level.words.every((w) => said(HOUSES, 91).includes(w)), JSON.stringify(level));
  await office.act('dongcheng2', 'matter', matter, 'level-up', { reason: '涉及区级部门' });
  await office.act('xinfang3', 'matter', matter, 'level', { lvl: 'district' });
  assert.equal((await noted('xinfang3', matter, 'level')).level_machine_outcome, 'followed');
  const lead = await until('a lead', () => offered('xinfang3', matter, 'dispatch', 'lead'));
  assert.equal(lead.value, office.unit('区住'));
  assert.ok(lead.label.startsWith('区住') && lead.words.length, JSON.stringify(lead));
  await office.act('xinfang3', 'matter', matter, 'dispatch', { lead: office.unit('区交') });
  const kept = await noted('xinfang3', matter, 'dispatch');
  assert.deepEqual([kept.lead_machine, kept.lead_machine_outcome], [office.unit('区住'), 'among']);
});

test('words it has never met are not guessed at, and a model under its floor is silent and says so', async () => {
  const strange = await office.climbed((await office.demand({ words: '龘靐齉爩' })).num);
  const none = await offered('xinfang3', strange, 'level', 'lvl');
  assert.deepEqual([none?.sure ?? false, none?.value], [false, undefined]);
  for (let i = 0; i < 6; i++) {
    const matter = await office.climbed((await office.demand({ words: said(BUSES, 60 + i) })).num);
    await office.act('xinfang3', 'matter', matter, 'level', { lvl: 'district' });
    await office.act('xinfang3', 'matter', matter, 'dispatch', { lead: office.unit(i % 2 ? '区住' : '区交') });
  }
  assert.equal((await rule('xitong', 'lead', { enabled: true, least_decisions: 20, least_correct: 99, least_confidence: 60 })).status, 200);
  const weak = learn('lead');
  assert.equal(weak.state, 'weak', JSON.stringify(weak));
  const shown = (await models()).body.targets.find((t) => t.target === 'lead').versions[0];
  assert.deepEqual([shown.version, shown.state], [weak.version, 'weak']);
});
