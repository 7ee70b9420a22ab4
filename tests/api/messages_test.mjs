// SPDX-License-Identifier: Apache-2.0
// Messages for the administrator: what was not delivered and why, sent again; what they say in one's own words.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { configure } from '../database.mjs';
import { huiyin, startServer } from '../server.mjs';
import { Cast } from './cast.mjs';

const V1 = '/api/v1/messages';
const PHONE = '13900000001';
let server, cast, gateway, admin;
const texts = [];
let refuses = true;

before(async () => {
  gateway = createServer(async (req, res) => {
    const parts = [];
    for await (const part of req) parts.push(part);
    if (refuses) return res.writeHead(422).end();
    texts.push(JSON.parse(Buffer.concat(parts)));
    return res.writeHead(200).end();
  });
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  server = await startServer({
    init: ['--name', '示例县', '--code', '511902'],
    prepare(data) {
      configure(data, `sms_url = http://127.0.0.1:${gateway.address().port}/send\nsms_token = x\n`);
      const { units } = JSON.parse(huiyin('unit', 'list', '--json', '--data', data));
      for (const [login, name, roles] of [['zhenbie', '示例·甄别', 'operator,screener'], ['guanli', '示例·管理', 'admin_system']])
        huiyin('user', 'add', login, name, '--unit', units[0].code, '--roles', roles, '--no-password', '--data', data);
    },
  });
  cast = new Cast(server);
  cast.choices = (await (await cast.as('zhenbie')).get('/api/v1/choices')).body;
  admin = await cast.as('guanli');
});
after(async () => {
  await server?.stop();
  gateway?.close();
});

async function until(what, ask) {
  for (let i = 0; i < 150; i++) {
    const got = await ask();
    if (got) return got;
    await sleep(200);
  }
  return assert.fail(`${what}: not within 30 seconds\n${server.log().split('\n').slice(-10).join('\n')}`);
}

async function look(state = '') {
  const got = await admin.get(`${V1}${state && `?state=${state}`}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
}
async function words(name) {
  const got = await admin.get(`${V1}/texts`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body.texts.find((t) => t.name === name);
}
const set = (name, body, version) => admin.post(`${V1}/texts/${name}`, body, { etag: `"${version}"` });
const demand = () => cast.demand({ by: 'zhenbie', words: '路灯不亮（示例）', privacy: 'named', name: '示例·赵群众', phone: PHONE, notify: 'sms', send_receipt: true });

test('what was not delivered is shown with its reason and to nobody’s name or number; sent again it arrives', async () => {
  await demand();
  await until('the gateway refuses it', async () => (await look()).dead === 1);
  const { rows, states, dead, waiting } = await look();
  assert.deepEqual([rows.length, dead, waiting], [1, 1, 0]);
  const [row] = rows;
  assert.deepEqual([row.channel, row.text, row.to], ['sms', '您的诉求 … 已登记', '群众']);
  assert.ok(row.problem, 'it says why');
  assert.ok(states.some((s) => s.value === 'dead' && s.label === '发送失败'));
  assert.ok(!JSON.stringify(rows).includes(PHONE) && !JSON.stringify(rows).includes('赵群众'));

  refuses = false;
  assert.equal((await admin.post(`${V1}/retry`, { id: '1' })).status, 404);
  const again = await admin.post(`${V1}/retry`, { id: row.id });
  assert.deepEqual([again.status, again.body.n], [200, 1], JSON.stringify(again.body));
  await until('it arrives', () => texts.length === 1);
  assert.match(texts[0].text, /查询码/);
  const sent = await until('it is noted', async () => (await look('sent')).rows[0]);
  assert.equal(sent.id, row.id);
  assert.ok(sent.sent_at);
  assert.equal((await look()).dead, 0);
  assert.equal((await admin.post(`${V1}/retry`, {})).status, 404, 'nothing is left to be sent again');
});

test('all that was not delivered waits again with one act', async () => {
  refuses = true;
  await demand();
  await demand();
  await until('both are refused', async () => (await look()).dead === 2);
  refuses = false;
  const before = texts.length;
  assert.equal((await admin.post(`${V1}/retry`, {})).body.n, 2);
  await until('both arrive', () => texts.length === before + 2);
});

test('own words hold from then on; what must be told cannot be left out; back to the shipped ones; every version is kept', async () => {
  const shipped = await words('received');
  assert.deepEqual([shipped.version, shipped.own, shipped.citizen], [0, false, true]);
  const own = { subject: '示例县：{num}', text: '示例县收到，编号 {num}，查询码 {text}。', reason: '按县里的说法' };
  for (const [body, field] of [
    [{ ...own, text: '收到，编号 {num}。' }, 'text'], // the query code is gone
    [{ ...own, text: '收到，查询码 {text}。' }, 'text'],
    [{ ...own, text: '{num} {text} {name}' }, 'text'],
    [{ ...own, subject: '{' }, 'subject'],
    [{ ...own, subject: '' }, 'subject'],
    [{ ...own, text: '长'.repeat(201) }, 'text'],
    [{ ...own, reason: '' }, 'reason'],
  ]) {
    const refused = await set('received', body, 0);
    assert.deepEqual([refused.status, refused.body.field], [400, field], JSON.stringify([body, refused.body]));
  }
  assert.equal((await set('none', own, 0)).status, 404);
  assert.equal((await set('brief', own, 0)).status, 409, 'made by the program');
  const done = await set('received', own, 0);
  assert.deepEqual([done.status, done.body.version], [200, 1], JSON.stringify(done.body));
  assert.equal((await set('received', own, 0)).status, 412, 'somebody was first');

  const before = texts.length;
  const way = await demand();
  await until('it arrives', () => texts.length === before + 1);
  assert.ok(texts[before].text.startsWith(`示例县收到，编号 ${way.num}，查询码 `), texts[before].text);

  assert.equal((await set('received', { subject: '', text: '', reason: '用回自带的' }, 1)).status, 200);
  const now = await words('received');
  assert.deepEqual([now.own, now.version, now.text_now], [false, 2, shipped.shipped.text]);
  assert.deepEqual(now.versions.map((v) => [v.version, v.text, v.by, v.reason]), [[2, '', '示例·管理', '用回自带的'], [1, own.text, '示例·管理', own.reason]]);
  await demand();
  await until('it arrives', () => texts.length === before + 2);
  assert.match(texts[before + 1].text, /您的诉求已登记/);
});

test('only the system administrator looks and changes', async () => {
  const other = await cast.as('zhenbie');
  for (const path of [V1, `${V1}/texts`]) assert.equal((await other.get(path)).status, 403, path);
  assert.equal((await other.post(`${V1}/retry`, {})).status, 403);
  assert.equal((await other.post(`${V1}/texts/received`, { subject: '', text: '', reason: 'x' }, { etag: '"2"' })).status, 403);
});
