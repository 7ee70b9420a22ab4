// SPDX-License-Identifier: Apache-2.0
// Runs long.
// The causes of supervision notices that are counted, not clocked, and the silent helper: each raised by what
// people do over the interface while the register's clock is moved, not one act or one day earlier; who is
// told, until when an answer is owed, what an unanswered one brings; an answer comes with its papers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { picture } from '../picture.mjs';
import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const DAY = 86400000;
const who = { name: '某某', privacy: 'named' };
const dir = mkdtempSync(join(tmpdir(), 'huiyin-causes-'));
let server, office, housing, street;
let days = 0;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  housing = office.unit('区住');
  street = office.unit('东城街道');
});
after(async () => {
  rmSync(dir, { recursive: true, force: true });
  await server?.stop();
});

const get = async (login, path) => (await office.by(login)).get(`/api/v1${path}`);
const post = async (login, path, body, etag) => (await office.by(login)).post(`/api/v1${path}`, body, { key: newKey(), etag });
function forward(by) {
  days += by;
  huiyin('clock', 'offset', String(days * DAY), '--data', server.data);
}
const of = async (cause, matter) => {
  const got = await get('ducha1', `/notices?cause=${cause}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body.notices.filter((n) => n.about.startsWith(matter));
};
async function raised(cause, matter) {
  for (let i = 0; i < 100; i++, await sleep(200)) {
    const [one] = await of(cause, matter);
    if (one) return (await get('ducha1', `/notices/${one.num}`)).body;
  }
  assert.fail(`${cause} about ${matter}: not within 20 seconds`);
}
/** After two rounds of the scheduler there is none. */
async function silent(cause, matter) {
  await sleep(5000);
  assert.deepEqual(await of(cause, matter), [], cause);
}
const cause = async (code) => (await get('ducha1', '/notices')).body.causes.find((c) => c.code === code);

test('urged three times: not at the second', async () => {
  const { num } = await office.demand({ ...who, phone: '13900000011', words: '路口红绿灯不亮' });
  const matter = await office.dispatched(num);
  for (const words of ['还是不亮', '天天不亮']) await office.act('xinfang1', 'demand', num, 'urge', { words });
  await silent('urged', matter);
  await office.act('xinfang1', 'demand', num, 'urge', { words: '第三次来电' });
  const n = await raised('urged', matter);
  assert.deepEqual([n.state, n.unit_id, n.facts.count, n.facts.urged, n.threshold], ['open', housing, 3, 3, '达到3次']);
  assert.match(n.text, /达到3次；/);
  assert.ok(n.receivers.some((r) => /负责人/.test(r)) && n.receivers.some((r) => /督/.test(r)), n.receivers.join());
  assert.ok(Date.parse(n.due_at) > Date.parse(n.issued_at));
  await office.act('xinfang1', 'demand', num, 'urge', { words: '第四次来电' });
  await sleep(5000);
  assert.equal((await of('urged', matter)).length, 1, 'once a matter');
});

test('said again by the same person about the same, joined: from the third within the days', async () => {
  const say = async (words) => (await office.demand({ ...who, phone: '13900000012', words })).num;
  const first = await say('楼下井盖破了');
  const matter = await office.dispatched(first);
  const again = async (words, repeated) => {
    const num = await say(words);
    await office.act('beimen2', 'demand', num, 'screen-valid', { repeated });
    await office.act('xinfang3', 'demand', num, 'join', { matter });
  };
  await again('井盖还是破的', true);
  await silent('repeated', matter);
  await again('井盖没有人换', true);
  const n = await raised('repeated', matter);
  assert.deepEqual([n.unit_id, n.facts.count, n.threshold], [housing, 3, '达到3次（90天内）']);
});

test('sent back three times: the dispatcher and the arbiter hear of it', async () => {
  const { num } = await office.demand({ ...who, phone: '13900000013', words: '河边护栏断了' });
  const matter = await office.dispatched(num);
  const back = async (task, login) => {
    await office.act(login, 'task', task, 'ask-return', { ground: 'not_duty', reason: '不属本局职责' });
  };
  for (let i = 1; i <= 2; i++) {
    await back(`${matter}-${i}`, 'zhujian1');
    await office.act('xinfang3', 'task', `${matter}-${i}`, 'grant-return', { reason: '属实' });
    await office.act('xinfang3', 'matter', matter, 'dispatch', { lead: housing });
  }
  await silent('bouncing', matter);
  await back(`${matter}-3`, 'zhujian1');
  const n = await raised('bouncing', matter);
  assert.equal(n.facts.returns, 3);
  assert.ok(n.receivers.some((r) => /裁定人/.test(r)), n.receivers.join());
});

test('the superior asked again: each time', async () => {
  const { num } = await office.demand({ ...who, phone: '13900000014', words: '学校门口拥堵' });
  const matter = await office.dispatched(num);
  await office.act('lingdao1', 'matter', matter, 'instruct', { words: '一周内报方案', units: [housing] });
  await office.act('zhujian1', 'matter', matter, 'instruction-receive');
  await office.act('zhujian1', 'matter', matter, 'instruction-answer', { serial: 1, words: '已列入计划' });
  await silent('superior', matter);
  for (let i = 1; i <= 2; i++) {
    await office.act('lingdao1', 'matter', matter, 'instruction-again', { serial: 1, words: `第${i}次问：哪天办完？` });
    for (let k = 0; k < 50 && (await of('superior', matter)).length < i; k++) await sleep(200);
    assert.equal((await of('superior', matter)).length, i);
    const n = await raised('superior', matter);
    assert.deepEqual([n.colour, n.unit_id, n.facts.count], ['red', housing, i]);
    await office.act('zhujian1', 'matter', matter, 'instruction-answer', { serial: 1, words: '正在落实' });
  }
});

test('a helper says nothing: the helper’s unit is warned, not the lead; unanswered, the matter comes under supervision', async () => {
  const { num } = await office.demand({ ...who, phone: '13900000015', words: '水管爆裂路面积水' });
  const matter = await office.dispatched(num, { helpers: [street] });
  const task = `${matter}-2`;
  const before_ = (await cause('helper')).workdays;
  assert.equal(before_, 1);
  forward(4); // of five working days
  await silent('helper', matter);
  forward(6);
  const n = await raised('helper', matter);
  assert.deepEqual([n.about, n.unit_id, n.facts.clock, n.threshold], [task, street, 'helper', '超过时限1个工作日']);
  assert.match(n.text, /协办.*时限 .*已过\d+个工作日/);
  assert.equal((await office.see('ducha1', 'matter', matter)).body.row.supervised, false);
  forward(6); // two working days to answer went by
  await raised('unanswered', task);
  const all = await of('unanswered', matter);
  const next = all.find((x) => x.effect === 'supervise');
  assert.ok(next && all.filter((x) => x.effect).length === 1, 'the first brings it, and once');
  assert.equal((await office.see('ducha1', 'matter', matter)).body.row.supervised, true);

  // It answers with a photo: seen by whoever sees the notice, nobody else; its document says all of it.
  const sent = await (await office.by('dongcheng3')).upload({ name: '现场.png', bytes: picture(), type: 'image/png' });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const answer = { answer: '已到场配合，关阀止水', attachments: [sent.body.ref] };
  const wrong = await post('dongcheng3', `/notices/${n.num}/answer`, { ...answer, attachments: ['1'] }, `"${n.version}"`);
  assert.equal(wrong.status, 400, JSON.stringify(wrong.body));
  assert.equal((await post('dongcheng3', `/notices/${n.num}/answer`, answer, `"${n.version}"`)).status, 200);
  const told = (await get('ducha1', `/notices/${n.num}`)).body;
  assert.deepEqual([told.state, told.attachments.length], ['answered', 1]);
  const file = `/attachments/${told.attachments[0].id}`;
  assert.equal((await get('ducha1', file)).status, 200);
  assert.equal((await get('beimen1', file)).status, 404);
  const made = await post('ducha1', '/documents', { kind: 'notice', about: next.num });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const docx = join(dir, 'notice.docx');
  writeFileSync(docx, (await get('ducha1', `/documents/${made.body.id}/docx`)).body);
  const text = execFileSync('unzip', ['-p', docx, 'word/document.xml'], { encoding: 'utf8' }).replace(/<[^>]+>/g, '');
  for (const says of ['督办逾期未复', '红牌', '列入重点督办', next.num]) assert.ok(text.includes(says), `${says}: ${text}`);
  assert.match(text, /并于\d+年\d+月\d+日前书面回复/);
});

test('a street’s supervisor warns his street’s units, and counts theirs alone', async () => {
  huiyin('user', 'role', 'add', 'dongcheng4', 'supervisor', 'jd-dongcheng', '--data', server.data);
  const { num } = await office.demand({ ...who, phone: '13900000016', words: '楼道堆物' });
  const matter = await office.dispatched(num);
  const body = { about: matter, words: '请三日内说明办理进展' };
  const client = await office.by('dongcheng4');
  const refused = await client.post('/api/v1/notices', body, { key: newKey() });
  assert.ok([403, 404].includes(refused.status), JSON.stringify(refused.body));
  assert.equal((await client.post('/api/v1/notices', { unit: housing, words: '请清理积压' }, { key: newKey() })).status, 403);
  assert.equal((await client.post('/api/v1/notices', { unit: street, words: '请清理积压' }, { key: newKey() })).status, 201);
  const { figures } = (await client.get('/api/v1/notices')).body;
  const all = (await get('ducha1', '/notices')).body;
  assert.equal(figures.issued, all.notices.filter((n) => n.unit_id === street).length);
  assert.ok(figures.issued > 0 && all.figures.issued > figures.issued);
  await server.stop();
  huiyin('check', '--data', server.data); // throws when it finds something
  server = null;
});
