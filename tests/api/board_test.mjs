// SPDX-License-Identifier: Apache-2.0
// Boards over the interface: figures, four eyes, a frozen board that a late exclusion does not change and
// the next one tells, what black brings, gaming shown, who may not read.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

let server, office, housing, today;
const matters = [];
const who = { name: '某某', phone: '13900000001', privacy: 'named' };
let again, invalid;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  housing = office.unit('区住');
  today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
  const rule = JSON.parse(readFileSync(new URL('../../data/boards/effect.json', import.meta.url), 'utf8'));
  Object.assign(rule, { name: 'trial', volume: 'satisfied', minimum: 3 });
  rule.indicators = rule.indicators.map((i) => ({ ...i, weight: i.measure === 'satisfied' ? 1 : 0 }));
  for (const name of ['trial', 'second', 'third', 'late']) {
    const file = join(server.data, '..', `${name}-rule.json`);
    writeFileSync(file, JSON.stringify({ ...rule, name }));
    huiyin('board', 'load', file, '--data', server.data);
  }
  for (const grade of ['satisfied', 'unsatisfied', 'very_unsatisfied']) {
    const demand = await office.demand({ words: `小区路灯不亮（${grade}）`, ...who });
    matters.push(await office.answered(demand.num));
    await office.citizenActs(demand, 'rate', { solved: grade === 'satisfied' ? 'yes' : 'no', grade, words: '如实评价' });
  }
  await office.act('xinfang7', 'matter', matters[0], 'close', {});
  again = (await office.demand({ words: '小区路灯又不亮', ...who })).num;
  invalid = (await office.demand({ words: '测试' })).num;
  await office.act('beimen2', 'demand', invalid, 'pass-up', { reason: '拟不受理', proposal: 'civil' });
  await office.act('dongcheng2', 'demand', invalid, 'screen-invalid', { ground: 'civil', reason: '属邻里纠纷，建议调解' });
});
after(() => server?.stop());

const get = async (login, path) => (await office.by(login)).get(`/api/v1${path}`);
const post = async (login, path, body, etag) => (await office.by(login)).post(`/api/v1${path}`, body, { key: newKey(), etag });
async function ok(login, path, body, etag) {
  const got = await post(login, path, body, etag);
  assert.equal(got.status, 200, `${login} ${path}: ${JSON.stringify(got.body)}`);
  return got.body;
}
const draft = (login = 'fenxi1', rule = 'trial', day = today) => ok(login, '/boards', { rule, first_day: day, last_day: day, title: '试榜' });
const board = async (num, login = 'ducha1') => {
  const got = await get(login, `/boards/${num}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got;
};
const row = (b) => b.units.find((u) => u.unit_id === housing);
async function published(num) {
  await ok('ducha1', `/boards/${num}/check`, undefined, (await board(num)).etag);
  await ok('fabu1', `/boards/${num}/publish`, undefined, (await board(num)).etag);
  return num;
}

let first;
test('drafted, checked and published by different people; one in three is 33.33', async () => {
  const { num } = await draft('ducha1');
  const { etag, body } = await board(num);
  assert.equal(row(body).score, 3333);
  assert.deepEqual([row(body).list, row(body).rank, row(body).volume], ['black', 1, 3]);
  const figure = (measure) => row(body).figures.find((f) => f.measure === measure);
  assert.deepEqual([figure('satisfied').n, figure('satisfied').rate], [3, 3333]);
  assert.ok(figure('satisfied').low < 3333 && figure('satisfied').high > 3333);
  assert.deepEqual([figure('on_time').n, figure('on_time').rate], [0, -1], 'this mechanism has no limit for the written report');
  assert.deepEqual([figure('closed').n, figure('closed').rate], [1, 10000], 'one was closed, in time');
  assert.deepEqual([figure('signed').n, figure('signed').rate], [3, 10000]);
  assert.deepEqual([figure('returned').n, figure('returned').rate], [3, 10000]);
  assert.deepEqual([figure('notices').n, figure('notices').rate], [0, -1], 'no data is not nought');
  assert.equal((await post('ducha1', `/boards/${num}/check`, undefined, etag)).status, 403, 'who drafted it does not check it');
  assert.equal((await post('fabu1', `/boards/${num}/publish`, undefined, etag)).status, 409, 'checked first');
  await ok('lingdao1', `/boards/${num}/check`, undefined, etag);
  assert.equal((await post('fabu1', `/boards/${num}/publish`, undefined, etag)).status, 412);
  await ok('fabu1', `/boards/${num}/publish`, undefined, (await board(num)).etag);
  assert.equal((await post('ducha1', `/boards/${num}/drop`, { reason: '不想要了' }, (await board(num)).etag)).status, 409);
  first = num;
});

test('signs of gaming are shown with their numbers, to those who may look', async () => {
  const { body } = await board(first);
  const signal = (kind) => body.signals.filter((s) => s.kind === kind).map((s) => [s.n, s.of, s.nums]);
  assert.deepEqual(signal('no_contact'), [[1, 1, [matters[0]]]]);
  assert.deepEqual(signal('refiled'), [[1, 1, [`${matters[0]}/${again}`]]]);
  assert.deepEqual(signal('refused'), [[1, 1, [invalid]]]);
  assert.deepEqual(signal('top_grades'), []);
  assert.deepEqual(signal('last_hour'), []);
  const refused = await get('zhujian2', `/boards/${first}`);
  assert.deepEqual(refused.body.signals, []);
  assert.deepEqual(refused.body.units.map((u) => u.unit_id), [housing], 'a head reads his own row and the red list');
  assert.equal((await get('zhujian1', `/boards/${first}`)).status, 403);
});

test('a late exclusion changes nothing in a frozen board and stands in the next', async () => {
  const frozen = (await board(first)).body;
  const ask = { matter: matters[1], unit: housing, ground: 'beyond_policy', evidence: '要求拆除合法建筑，见附卷第三页' };
  assert.equal((await post('dongcheng1', '/exclusions', ask)).status, 403, 'for one’s own unit only');
  assert.equal((await post('zhujian1', '/exclusions', { ...ask, ground: 'because' })).status, 400);
  const { num: id, version } = await ok('zhujian1', '/exclusions', ask);
  assert.equal((await post('zhujian1', '/exclusions', ask)).status, 409);
  assert.equal((await post('zhujian1', `/exclusions/${id}/decide`, { grant: true, reason: '同意' }, `"${version}"`)).status, 403);
  assert.equal((await post('dongcheng1', `/exclusions/${id}/decide`, { grant: true, reason: '互相帮忙' }, `"${version}"`)).status, 403, 'a street reviews its own');
  assert.deepEqual((await get('dongcheng1', '/exclusions')).body.exclusions, []);
  await ok('ducha1', `/exclusions/${id}/decide`, { grant: true, reason: '证据充分' }, `"${version}"`);
  assert.deepEqual((await board(first)).body, frozen);

  const { num: next } = await draft();
  const { body } = await board(next);
  assert.deepEqual([row(body).score_before, row(body).score, row(body).volume], [3333, 5000, 2]);
  assert.equal(row(body).rank, 0, 'two are too few to be ranked');
  const late = body.exclusions.find((x) => x.board === first);
  assert.deepEqual([late.matter, late.score_published, late.score_without], [matters[1], 3333, 5000]);
  assert.ok(body.exclusions.some((x) => x.matter === matters[1] && !x.board));
  assert.deepEqual((await board(first)).body, frozen);
  const list = (await get('ducha1', '/exclusions')).body.exclusions;
  assert.deepEqual([list[0].state, list[0].asked_name, list[0].decided_name], ['granted', '示例·住建承办甲', '示例·高督查']);
});

test('of one time a rule has one published board, so black counts once', async () => {
  const { num } = await draft();
  await ok('ducha1', `/boards/${num}/check`, undefined, (await board(num)).etag);
  const twice = await post('fabu1', `/boards/${num}/publish`, undefined, (await board(num)).etag);
  assert.equal(twice.status, 409, JSON.stringify(twice.body));
  assert.match(twice.body.detail, new RegExp(first));
  assert.equal((await board(num)).body.state, 'checked');
  const { steps } = (await get('ducha1', '/board-steps')).body;
  assert.deepEqual(steps.filter((s) => s.unit_id === housing).map((s) => s.board), [first]);
});

test('what was excluded while two drafts waited is told all the same, and once', async () => {
  const yesterday = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now() - 86400000);
  const { num: older } = await draft('fenxi1', 'late');
  const { num: id, version } = await ok('zhujian1', '/exclusions', { matter: matters[2], unit: housing, ground: 'beyond_policy', evidence: '要求超出现行政策，见附卷' });
  await ok('ducha1', `/exclusions/${id}/decide`, { grant: true, reason: '证据充分' }, `"${version}"`);
  const { num: newer } = await draft('fenxi1', 'late', yesterday); // the older one is not published yet
  await published(older);
  await published(newer);
  const late = async (num) => (await board(num)).body.exclusions.filter((x) => x.board).map((x) => [x.matter, x.board]);
  assert.deepEqual(await late(newer), []);
  const { num: next } = await draft('fenxi1', 'late', yesterday);
  assert.deepEqual(await late(next), [[matters[2], older]]);
});

test('recomputed from what was frozen it comes out the same', async () => {
  const { body } = await get('ducha1', `/boards/${first}/recompute`);
  assert.deepEqual([body.same, body.whole, body.recorded], [true, true, true]);
  assert.ok(body.facts >= 15, `${body.facts} facts`);
  assert.match(huiyin('board', 'recompute', first, '--data', server.data), /重算结果与榜单相同/);
  const page = await get('ducha1', `/boards/${first}/print`);
  assert.equal(page.status, 200);
  assert.match(String(page.body), /33\.33[^%]/);
});

test('black the first time is a reminder, then an interview, then a self-examination with a limit', async () => {
  const steps = async (login = 'ducha1') => (await get(login, '/board-steps')).body.steps.filter((s) => s.unit_id === housing);
  assert.deepEqual((await steps()).map((s) => [s.kind, s.serial, s.state]), [['remind', 1, 'open']]);
  // What was excluded is answered again by others, and both are bad: black twice more.
  for (const grade of ['unsatisfied', 'unsatisfied']) {
    const demand = await office.demand({ words: '楼道灯不亮' });
    await office.answered(demand.num);
    await office.citizenActs(demand, 'rate', { solved: 'no', grade, words: '没有修' });
  }
  await published((await draft('fenxi1', 'second')).num);
  await published((await draft('fenxi1', 'third')).num);
  const [third, second] = await steps();
  assert.deepEqual([second.kind, third.kind, third.serial], ['interview', 'examine', 3]);
  const record = { held_at: today, who: '高督查约谈住建局长', about: '群众不满意', measures: '十日内整改', signed: '住建局长' };
  assert.equal((await post('zhujian2', `/board-steps/${second.id}/record`, record, '"1"')).status, 403);
  await ok('ducha1', `/board-steps/${second.id}/record`, record, '"1"');
  const [held] = (await get('ducha1', '/interviews')).body.interviews;
  assert.deepEqual([held.reason, held.units[0].step, held.units[0].unit_id, held.units[0].promise, held.units[0].state], ['群众不满意', second.id, housing, '十日内整改', 'open']);
  await ok('ducha1', `/board-steps/${third.id}/record`, record, '"1"');
  assert.ok((await steps('zhujian2'))[0].due_at > today);
  await ok('zhujian2', `/board-steps/${third.id}/answer`, { answer: '已逐件整改并向群众说明' }, '"2"');
  assert.equal((await post('zhujian2', `/board-steps/${third.id}/accept`, { accept: true, reason: '好' }, '"3"')).status, 403);
  await ok('ducha1', `/board-steps/${third.id}/accept`, { accept: true, reason: '属实' }, '"3"');
  assert.deepEqual((await steps())[0].state, 'accepted');
  for (const [kind, about, says] of [['examination', `step ${third.id}`, /已逐件整改并向群众说明/], ['board', first, /住建|住房/], ['interview', held.num, /十日内整改/]]) {
    const made = await post('ducha1', '/documents', { kind, about });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const docx = join(server.data, '..', `${kind}.docx`);
    writeFileSync(docx, (await get('ducha1', `/documents/${made.body.id}/docx`)).body);
    assert.match(execFileSync('unzip', ['-p', docx, 'word/document.xml'], { encoding: 'utf8' }).replace(/<[^>]+>/g, ''), says, kind);
  }
  const draftOnly = await draft();
  assert.equal((await post('ducha1', '/documents', { kind: 'board', about: draftOnly.num })).status, 409, 'published first');
});

test('the appraisal table leaves with a record; accountability is the security administrator’s alone', async () => {
  const got = await post('lingdao1', '/boards/appraisal', { year: Number(today.slice(0, 4)), purpose: 'appraisal' });
  assert.equal(got.status, 200);
  assert.equal(Buffer.from(got.body).subarray(0, 2).toString(), 'PK');
  const events = join(server.data, '..', 'board-events.csv');
  huiyin('export', 'events', '--to', events, '--data', server.data);
  assert.match(readFileSync(events, 'utf8'), /board-appraisal/);
  const one = { unit: housing, person: '某某', post: '副科长', label: 'slow', ground: '拖延三十日', outcome: '取消提拔', decided_at: today };
  for (const login of ['lingdao1', 'ducha1', 'xitong']) assert.equal((await get(login, '/accountability')).status, 403, login);
  assert.equal((await post('anquan', '/accountability', { ...one, label: '' })).status, 400);
  await ok('anquan', '/accountability', one);
  await ok('anquan', '/accountability', { ...one, person: '', label: '' });
  const { body } = await get('anquan', '/accountability');
  assert.deepEqual([body.persons, body.units, body.records[1].person, body.records[1].label_text], [1, 1, '某某', '慢作为']);
});
