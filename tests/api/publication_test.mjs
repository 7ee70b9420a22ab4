// SPDX-License-Identifier: Apache-2.0
// What was asked and answered, as anybody may read it: edited by one person, published by another, looked through for
// what belongs to a person, found by words of two characters whichever way they are written, gone when withdrawn.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../server.mjs';
import { castOf } from './cast.mjs';
import { citizen, newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const NAME = '欧阳明远';
const WORDS = '东城路的路灯坏了三个月，我叫欧阳明远，住3栋2单元501';
const QUESTION = '东城路路灯坏了，什么时候能修好？';
const ANSWER = '区住建局已于11月20日换新灯，今后每周巡查一次。咨询电话12345。';
let server, office, anybody, demand, matter, id;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  const cast = await castOf(server);
  for (const login of ['fenxi1', 'fenxi2', 'fabu1', 'lingdao1', 'zhujian2']) office.clients.set(login, await cast.as(login));
  anybody = citizen(server);
});
after(() => server?.stop());

const get = async (login, path) => (await office.by(login)).get(`${V1}${path}`);
async function seen(login, path) {
  const got = await get(login, path);
  assert.equal(got.status, 200, `${login} ${path}: ${JSON.stringify(got.body)}`);
  return got.body;
}
const drafted = async (login, body) => (await office.by(login)).post(`${V1}/publications`, body, { key: newKey() });
/** An act at the version that stands. */
async function act(status, login, what, body, of = id) {
  const { version } = await seen('lingdao1', `/publications/${of}`);
  const done = await (await office.by(login)).post(`${V1}/publications/${of}/${what}`, body, { etag: `"${version}"`, key: newKey() });
  assert.equal(done.status, status, `${login} ${what}: ${JSON.stringify(done.body)}`);
  return done.body;
}
async function shown(query = '') {
  const got = await anybody.get(`${V1}/public/answers${query}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
}
const found = async (q, more = '') => (await shown(`?q=${encodeURIComponent(q)}${more}`)).rows.length;

test('a draft begins with the title and the answer, of what was answered, and for who sees it', async () => {
  demand = await office.demand({ words: WORDS, name: NAME, phone: '13987654321' });
  const early = await get('fenxi1', `/publications/prepare/${demand.num}`);
  assert.equal(early.status, 409, 'not answered yet');
  matter = await office.answered(demand.num, { answer: { words: '路灯已修好，共换三盏' } });
  const begun = await seen('fenxi1', `/publications/prepare/${matter}`);
  assert.equal(begun.answer, '路灯已修好，共换三盏');
  assert.equal(begun.publication, null);
  assert.match(begun.places[0].label, /北门社区/);
  assert.equal(begun.place, begun.places[0].value);
  assert.equal((await get('fabu1', `/publications/prepare/${matter}`)).status, 404, 'a publisher sees no dossier');
  assert.equal((await get('zhujian2', `/publications/prepare/${matter}`)).status, 403);
  assert.equal((await drafted('fabu1', { num: matter, question: QUESTION, answer: ANSWER })).status, 404);
  const made = await drafted('fenxi1', { num: matter, question: QUESTION, answer: `${ANSWER}联系13987654321` });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  id = made.body.num;
  assert.equal((await drafted('fenxi1', { num: matter, question: QUESTION, answer: ANSWER })).status, 409, 'one at a time');
  assert.equal((await seen('fenxi1', `/publications/prepare/${matter}`)).publication, id);
});

test('a telephone or identity number refuses publication, a name and a plate are to be looked at', async () => {
  const { findings, refused } = await seen('fabu1', `/publications/${id}`);
  assert.deepEqual(findings, [{ in: 'answer', text: '手机号码', words: '13987654321', refuses: true }]);
  assert.equal(refused, true);
  await act(409, 'fabu1', 'publish', { seen: true });
  await act(200, 'fenxi1', 'edit', { question: QUESTION, answer: '身份证11010519491231002X的住户已联系' });
  await act(409, 'fabu1', 'publish', { seen: true });
  await act(200, 'fenxi1', 'edit', { question: `${NAME}问：${QUESTION}`, answer: `${ANSWER}冀R12345已移走` });
  const now = await seen('fabu1', `/publications/${id}`);
  assert.deepEqual(
    now.findings.map((f) => [f.in, f.text, f.words, f.refuses]),
    [['answer', '车牌号', '冀R12345', false], ['question', '反映人姓名', NAME, false]],
  );
  const told = await act(409, 'fabu1', 'publish', { seen: false });
  assert.equal(told.field, 'seen');
  assert.deepEqual((await shown()).rows, []);
});

test('who wrote it does not publish it; its place is a community or larger; then anybody reads it', async () => {
  await act(400, 'fenxi1', 'edit', { question: QUESTION, answer: ANSWER, place: await office.placeOf('西城街道') });
  await act(200, 'fenxi1', 'edit', { question: QUESTION, answer: ANSWER });
  await act(403, 'fenxi1', 'publish', { seen: true });
  await act(403, 'fenxi2', 'publish', { seen: true });
  await act(200, 'fabu1', 'edit', { question: QUESTION, answer: ANSWER });
  await act(403, 'fabu1', 'publish', { seen: false });
  assert.deepEqual((await shown()).rows, []);
  await act(200, 'lingdao1', 'publish', { seen: false });
  await act(409, 'fenxi1', 'edit', { question: QUESTION, answer: '改一改' });

  const { rows, next } = await shown();
  assert.equal(next, null);
  assert.equal(rows.length, 1);
  assert.deepEqual(Object.keys(rows[0]).sort(), ['answer', 'class', 'class_text', 'id', 'month', 'place_text', 'question']);
  assert.deepEqual([rows[0].question, rows[0].answer], [QUESTION, ANSWER]);
  assert.match(rows[0].month, /^\d{4}-\d\d$/);
  const text = JSON.stringify(rows);
  for (const own of [demand.num, matter, id, NAME, '1398', '单元', '三个月']) assert.ok(!text.includes(own), own);
});

test('it is found by every word of two characters, in Traditional characters too, by class and place', async () => {
  for (const q of ['路灯', '路燈', '東城路', '路灯 巡查', '“什么时候”', '１２３４５']) assert.equal(await found(q), 1, q);
  assert.equal(await found('路灯 马路'), 0, 'all words');
  assert.equal(await found('好区'), 0, 'not across question and answer');
  assert.equal(await found('%'), 1, 'signs are no word');
  assert.equal((await anybody.get(`${V1}/public/answers?q=${encodeURIComponent('灯')}`)).status, 400);
  const klass = (await shown()).rows[0].class;
  assert.equal(await found('路灯', `&place=${office.place}`), 1);
  assert.equal(await found('路灯', `&place=${await office.placeOf('西城街道')}`), 0);
  if (klass) assert.equal(await found('路灯', `&class=${klass}`), 1);
  assert.equal(await found('路灯', '&class=nothing'), 0);
});

test('the newest first, page by page, each once', async () => {
  const all = [];
  for (let i = 0; i < 22; i++) {
    const { num } = await office.demand({ words: `公园第${i}张长椅坏了` });
    await office.act('beimen2', 'demand', num, 'answer-at-once', { words: `第${i}张长椅已解释`, result: 'explained' });
    const made = await drafted('fenxi1', { num, question: `公园第${i}张长椅`, answer: '已向群众解释。' });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    await act(200, 'fabu1', 'publish', { seen: false }, made.body.num);
    all.unshift(`公园第${i}张长椅`);
  }
  const first = await shown(`?q=${encodeURIComponent('长椅')}`);
  assert.equal(first.rows.length, 20);
  const rest = await shown(`?q=${encodeURIComponent('长椅')}&before=${first.next}`);
  assert.equal(rest.next, null);
  assert.deepEqual([...first.rows, ...rest.rows].map((r) => r.question), all);
});

test('withdrawn with a reason it is gone, stays on record, and may be drafted anew', async () => {
  await act(400, 'fabu1', 'withdraw', { reason: '' });
  await act(200, 'fabu1', 'withdraw', { reason: '答复有误' });
  assert.equal(await found('路灯'), 0);
  await act(409, 'lingdao1', 'publish', { seen: true });
  await act(409, 'fabu1', 'withdraw', { reason: '再撤一次' });
  const kept = await seen('fenxi1', `/publications/${id}`);
  assert.deepEqual([kept.state, kept.reason, kept.question], ['withdrawn', '答复有误', QUESTION]);
  const { publications } = await seen('fenxi1', '/publications');
  assert.equal(publications.at(-1)?.id, id);
  assert.equal((await drafted('fenxi1', { num: matter, question: QUESTION, answer: ANSWER })).status, 200);
  assert.equal((await anybody.get(`${V1}/publications`)).status, 401);
});

test('of what was said in confidence nothing is filled in, and no smaller place than the register', async () => {
  const { num } = await office.demand({ words: '有人在巷子里乱收费', name: NAME, phone: '13987654321', privacy: 'confidential' });
  await office.act('beimen2', 'demand', num, 'answer-at-once', { words: '已解释收费依据', result: 'explained' });
  const begun = await seen('fenxi1', `/publications/prepare/${num}`);
  assert.deepEqual([begun.question, begun.answer, begun.place], ['', '', begun.places.at(-1).value]);
});
