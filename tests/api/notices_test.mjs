// SPDX-License-Identifier: Apache-2.0
// Runs long.
// Messages really go out: a live register, a mail server (Debian's aiosmtpd) and an SMS gateway
// that refuses, dawdles, and forgets to answer. Whoever asked is told each step once.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { configure } from '../database.mjs';
import { Postman } from '../mail.mjs';
import { huiyin, startServer } from '../server.mjs';
import { Cast } from './cast.mjs';

let server, cast, postman, gateway;
const texts = []; // what the gateway took: { to, text, id }
const tried = []; // every request to it
const TOKEN = 'gateway-token-0123456789';

/** Takes an id once. The first message of all is taken without an answer, the second answered late, the third refused once. */
async function smsGateway() {
  const taken = new Set();
  const troubled = new Map(); // id → what befell its first attempt
  const http = createServer(async (req, res) => {
    const parts = [];
    for await (const part of req) parts.push(part);
    const message = JSON.parse(Buffer.concat(parts));
    tried.push({ ...message, token: req.headers['x-token'], type: req.headers['content-type'] });
    const first = !troubled.has(message.id);
    if (first) troubled.set(message.id, ['silent', 'late', 'down'][troubled.size] ?? 'fine');
    const trouble = first ? troubled.get(message.id) : 'fine';
    if (trouble === 'down') {
      res.writeHead(503).end();
      return;
    }
    const again = taken.has(message.id);
    taken.add(message.id);
    if (!again) texts.push(message);
    if (trouble === 'silent') {
      req.socket.destroy();
      return;
    }
    if (trouble === 'late') await sleep(3000);
    res.writeHead(again ? 409 : 200).end();
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return http;
}

const mails = () => postman.mails();

async function until(what, ask, seconds = 20) {
  for (let i = 0; i < seconds * 5; i++) {
    if (ask()) return;
    await sleep(200);
  }
  assert.fail(`${what}: not within ${seconds} seconds\n${server.log().split('\n').slice(-10).join('\n')}`);
}

const officers = [
  { login: 'zhenbie', name: '示例·甄别', roles: 'operator,screener,dispatcher', mail: 'zhenbie@office.example' },
  { login: 'chengban', name: '示例·承办', roles: 'handler,head', phone: '13800000009' },
  { login: 'shenhe', name: '示例·审核', roles: 'reviewer', mail: 'shenhe@office.example' },
  { login: 'huifang', name: '示例·回访', roles: 'callback', mail: 'huifang@office.example' },
  { login: 'lingdao', name: '示例·领导', roles: 'leader', mail: 'lingdao@office.example' },
  { login: 'xiaohao', name: '示例·销号', roles: 'closer', mail: 'xiaohao@office.example' },
];

before(async () => {
  postman = await (await Postman.make()).start();
  gateway = await smsGateway();
  server = await startServer({
    init: ['--name', '示例县', '--code', '511902'],
    prepare(data) {
      const settings = {
        mail_host: '127.0.0.1', mail_port: postman.port, mail_tls: 'none', mail_from: 'huiyin@county.example',
        sms_url: `http://127.0.0.1:${gateway.address().port}/send`, sms_header: 'X-Token', sms_token: TOKEN,
        public_url: 'http://huiyin.county.example', hotline: '0827-12345',
      };
      configure(data, Object.entries(settings).map(([k, v]) => `${k} = ${v}\n`).join(''));
      const { units } = JSON.parse(huiyin('unit', 'list', '--json', '--data', data));
      for (const o of officers) {
        const more = o.mail ? ['--mail', o.mail] : ['--phone', o.phone];
        huiyin('user', 'add', o.login, o.name, '--unit', units[0].code, '--roles', o.roles, '--no-password', ...more, '--data', data);
      }
    },
  });
  cast = new Cast(server);
  cast.choices = (await (await cast.as('zhenbie')).get('/api/v1/choices')).body;
});

after(async () => {
  await server?.stop();
  await postman?.close();
  gateway?.close();
});

test('each step once, to the citizens who asked for it and to the officers who wait for it', async () => {
  const contact = { privacy: 'named', name: '示例·赵群众', phone: '13900000001', mail: 'zhao@home.example' };
  const byMail = await cast.demand({ words: '路灯不亮', ...contact, notify: 'mail' });
  const bySms = await cast.demand({ words: '路灯也不亮', ...contact, name: '示例·钱群众', phone: '13900000002', notify: 'sms' });
  const silent = await cast.demand({ words: '路灯还是不亮', ...contact, name: '示例·孙群众', phone: '13900000003', mail: 'sun@home.example' });
  for (const way of [byMail, bySms, silent]) await way.demand('zhenbie', 'screen-valid', {});
  await byMail.demand('zhenbie', 'open-matter', {});
  const { matterNum } = byMail;
  await bySms.demand('zhenbie', 'join', { matter: matterNum });
  await silent.demand('zhenbie', 'join', { matter: matterNum });
  await byMail.matter('zhenbie', 'level', { lvl: 'district' });
  await byMail.matter('zhenbie', 'dispatch', { lead: cast.choices.units[0].value });
  await byMail.task('chengban', 'sign');
  await byMail.task('chengban', 'note', { words: '已派人去看', tell_citizens: true });
  await byMail.task('chengban', 'report', { words: '已换灯头', result: 'solved' });
  await byMail.task('chengban', 'agree');
  await byMail.matter('shenhe', 'review-agree', {});
  await byMail.matter('chengban', 'answer', { words: '路灯已经修好' });
  for (const way of [byMail, bySms, silent]) await way.demand('huifang', 'verdict', { reached: 'yes', solved: 'yes', grade: 'satisfied' });
  await byMail.matter('xiaohao', 'close', {});

  const toCitizen = () => mails().filter((m) => m.to === 'zhao@home.example');
  await until('mail to the citizen', () => toCitizen().length >= 4);
  // A failed message waits a minute before it goes again.
  await until('texts to the citizen', () => texts.filter((t) => t.to === '13900000002').length >= 4, 90);
  await until('the silent one is asked about again', () => new Set(tried.map((t) => t.id)).size < tried.length - 1, 90);
  await sleep(4000); // whoever was told twice would have been by now

  const about = byMail.num;
  assert.deepEqual(
    toCitizen().map((m) => m.subject).sort(),
    [`您的诉求已受理`, `您的诉求 ${about} 的进展`, `您的诉求 ${about} 已答复`, `${about} 有新进展`].sort(),
    'accepted, progress, answered, closed: each once',
  );
  const answer = toCitizen().find((m) => m.subject.endsWith('已答复'));
  assert.match(answer.text, /路灯已经修好/);
  assert.match(answer.text, /http:\/\/huiyin\.county\.example/);
  assert.match(answer.text, /0827-12345/);
  assert.match(answer.head, /huiyin@county\.example/);
  assert.ok(!answer.text.includes('赵群众'));

  const mine = texts.filter((t) => t.to === '13900000002');
  assert.equal(mine.length, 4, JSON.stringify(mine));
  assert.equal(new Set(mine.map((t) => t.id)).size, 4);
  assert.ok(mine.every((t) => t.text.includes(bySms.num)));
  assert.ok(tried.every((t) => t.token === TOKEN && t.type.startsWith('application/json')));
  const attempts = new Map();
  for (const t of tried) attempts.set(t.id, [...(attempts.get(t.id) ?? []), t]);
  assert.equal([...attempts.values()].filter((a) => a.length === 2).length, 2, 'the silent and the refused one went twice, the late one once');
  assert.ok([...attempts.values()].every((a) => new Set(a.map((t) => t.text)).size === 1), 'the same words under the same id');

  const told = mails().map((m) => m.to).concat(texts.map((t) => t.to));
  assert.ok(!told.includes('sun@home.example') && !told.includes('13900000003'), 'who asked for nothing is told nothing');

  const subjects = (to) => mails().filter((m) => m.to === to).map((m) => m.subject);
  assert.deepEqual(subjects('zhenbie@office.example').filter((s) => s.endsWith('待甄别')).sort(), [byMail, bySms, silent].map((w) => `诉求 ${w.num} 待甄别`).sort());
  assert.equal(subjects('zhenbie@office.example').filter((s) => s === `事项 ${matterNum} 待派单`).length, 1);
  assert.equal(texts.filter((t) => t.to === '13800000009' && t.text.includes(`${matterNum}-1`)).length >= 1, true, 'the handler hears of the task');
  assert.equal(subjects('shenhe@office.example').filter((s) => s.includes(matterNum)).length, 1);
  assert.equal(subjects('huifang@office.example').filter((s) => s.includes(matterNum)).length, 1);
  // Officers read what waits for them, not who asks.
  for (const m of mails().filter((one) => one.to.endsWith('@office.example'))) assert.doesNotMatch(m.subject + m.text, /群众|139000/);
});

test('a demo register holds its messages back', async () => {
  const before_ = mails().length;
  const demo = await startServer({ prepare: (data) => configure(data, `mail_host = 127.0.0.1\nmail_port = ${postman.port}\nmail_tls = none\nmail_from = demo@county.example\n`) });
  const people = new Cast(demo);
  const way = await people.demand({ words: '演示库不发消息', privacy: 'named', name: '示例·李', mail: 'li@home.example', notify: 'mail' });
  await way.demand('xinfang1', 'screen-valid', {});
  await sleep(5000);
  assert.equal(mails().length, before_);
  await demo.stop();
});
