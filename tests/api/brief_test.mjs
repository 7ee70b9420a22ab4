// SPDX-License-Identifier: Apache-2.0
// Runs long.
// The sheet by mail: at eight by the register's clock, to whom the administrator chose, through a mail
// server that is down at first; text, table and picture arrive, once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from '../cmd/lib.mjs';
import { configure } from '../database.mjs';
import { Postman } from '../mail.mjs';
import { huiyin, startServer } from '../server.mjs';
import { logIn } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1/reports/receivers';
let server, office, postman, admin;

async function until(what, ask, seconds = 20) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(200)) {
    const got = await ask();
    if (got) return got;
  }
  return assert.fail(`${what}: not within ${seconds} seconds\n${server.log().split('\n').slice(-10).join('\n')}`);
}

before(async () => {
  postman = await Postman.make();
  server = await startServer({
    prepare(data) {
      configure(data, `${postman.settings()}report_send = daily\nreport_to = boss\n`);
      const { units } = JSON.parse(huiyin('unit', 'list', '--json', '--data', data));
      huiyin('user', 'add', 'boss', '示例·领导', '--unit', units[0].code, '--roles', 'leader', '--no-password', '--mail', 'boss@office.example', '--data', data);
    },
  });
  office = await Office.of(server);
  admin = await logIn(server, 'admin_system');
});
after(async () => {
  await server?.stop();
  await postman?.close();
});

test('plain addresses: the system administrator adds and removes them, and sees what is sent when to whom', async () => {
  for (const mail of ['nobody', 'a@', '@b.cn', 'a@b@c.cn', 'a b@c.cn', 'a@b.cn,c@d.cn', 'a<b@c.cn', '群@例.cn']) {
    const refused = await admin.post(V1, { mail });
    assert.deepEqual([refused.status, refused.body.field], [400, 'mail'], mail);
  }
  const added = await admin.post(V1, { mail: ' chat@superior.example ' });
  assert.equal(added.status, 201, JSON.stringify(added.body));
  assert.equal((await admin.post(V1, { mail: 'chat@superior.example' })).status, 409);
  const gone = await admin.post(V1, { mail: 'gone@superior.example' });
  const { body } = await admin.get(V1);
  assert.deepEqual([body.send, body.to, body.hour, body.workdays, body.mail_ready], ['daily', 'boss', 8, true, true]);
  assert.deepEqual(body.receivers.map((r) => r.mail), ['chat@superior.example', 'gone@superior.example']);
  assert.equal((await admin.post(`${V1}/${gone.body.id}/remove`)).status, 204);
  assert.equal((await admin.post(`${V1}/${gone.body.id}/remove`)).status, 404);
  assert.deepEqual((await admin.get(V1)).body.receivers.map((r) => r.mail), ['chat@superior.example']);
  const boss = await office.by('lingdao1');
  assert.equal((await boss.get(V1)).status, 403);
  assert.equal((await boss.post(V1, { mail: 'x@y.example' })).status, 403);
  assert.equal(sql(server.data, "SELECT count(*) FROM event WHERE action LIKE 'report-receiver-%' AND subject_kind = 'unit'"), '3');
});

const clock = (at) => huiyin('clock', 'now', at, '--data', server.data);
/** Of the sheet of 19 November. */
const messages = () => Number(sql(server.data, `SELECT coalesce(sum(messages), 0) FROM brief_sent WHERE day = ${Date.parse('2026-11-19') / 86_400_000}`));

test('nothing before eight; at eight one message to each', async () => {
  clock('2026-11-19 10:00');
  await until('the clock is set', () => /"?reloaded/.test(server.log()), 60);
  const { num } = await office.demand({ words: '桥头的栏杆断了' });
  assert.match(num, /20261119/);
  clock('2026-11-20 07:57');
  await sleep(8000);
  assert.equal(messages(), 0);
  clock('2026-11-20 08:00');
  await until('the sheet is written', () => messages() === 2, 60);
  clock('2026-11-20 09:00');
  await sleep(6000);
  assert.equal(messages(), 2);
});

test('the mail server is down, then up: tried again, sent once, with text, table and picture', async () => {
  // A demo register holds its messages: this one goes live.
  await server.stop();
  sql(server.data, "UPDATE register SET kind = 'live', clock_offset_ms = 0");
  sql(server.data, "UPDATE outbox SET state = 'waiting' WHERE template = 'brief'");
  sql(server.data, "UPDATE outbox SET state = 'sent' WHERE state = 'held'");
  await server.restart();
  await until('the first try fails', () => /outbox channel=mail/.test(server.log()));
  assert.equal(postman.mails().length, 0);
  await postman.start();
  const sheet = () => postman.mails().filter((m) => m.subject.endsWith('2026-11-19'));
  // What failed waits a minute before it goes again.
  await until('mail', () => sheet().length >= 2 && sql(server.data, "SELECT count(*) FROM outbox WHERE template = 'brief' AND state = 'waiting'") === '0', 180);
  await sleep(5000);
  const got = sheet();
  const all = postman.mails().map((m) => `${m.to} ${m.subject}`);
  assert.equal(new Set(all).size, all.length, all.join('\n'));
  assert.deepEqual(got.map((m) => m.to).sort(), ['boss@office.example', 'chat@superior.example']);
  for (const m of got) {
    assert.match(m.subject, /诉求日报 2026-11-19$/);
    assert.match(m.text, /受理诉求1件、立事项0件/);
    assert.match(m.text, /截至 2026-11-19 24:00/);
    assert.match(m.page, /<table>.*<th scope="row">合计<\/th><td>1<\/td><td>0<\/td>/s);
    assert.deepEqual(m.files.map((f) => [f.name, f.type]), [['daily-2026-11-19.png', 'image/png']]);
    const { bytes } = m.files[0];
    assert.deepEqual([...bytes.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    assert.ok(bytes.length > 5000 && bytes.readUInt32BE(16) > 300, 'a picture of some size');
    assert.doesNotMatch(m.text + m.page, /栏杆/);
  }
  assert.equal(sql(server.data, "SELECT count(*) FROM outbox WHERE template = 'brief' AND state = 'sent' AND (page <> '' OR file <> '')"), '0');
  const [, failed] = /outbox channel=mail id=(\d+)/.exec(server.log());
  assert.equal(sql(server.data, `SELECT template || ' ' || state || ' ' || tries FROM outbox WHERE id = ${failed}`), 'brief sent 2');
});
