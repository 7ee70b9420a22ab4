// SPDX-License-Identifier: Apache-2.0
// What comes round: bulletins drafted from the figures, checked and issued by others, frozen and counted;
// interviews with what was promised, followed up, and their papers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const dir = mkdtempSync(join(tmpdir(), 'huiyin-rhythm-'));
let server, office, housing, street, today, year;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  housing = office.unit('区住');
  street = office.unit('东城街道');
  today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
  year = today.slice(0, 4);
});
after(async () => {
  rmSync(dir, { recursive: true, force: true });
  await server?.stop();
});

const get = async (login, path) => (await office.by(login)).get(`/api/v1${path}`);
const post = async (login, path, body, etag, key = newKey()) => (await office.by(login)).post(`/api/v1${path}`, body, { key, etag });
async function ok(login, path, body, etag, key) {
  const got = await post(login, path, body, etag, key);
  assert.equal(got.status, 200, `${login} ${path}: ${JSON.stringify(got.body)}`);
  return got.body;
}
const refused = async (status, ...args) => {
  const got = await post(...args);
  assert.equal(got.status, status, JSON.stringify(got.body));
  return got.body;
};
const day = (offset) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date(Date.now() + offset * 86400000));
/** The text of a document, paragraphs as lines. */
async function paper(login, id) {
  const got = await get(login, `/documents/${id}/docx`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  const path = join(dir, 'read.docx');
  writeFileSync(path, got.body);
  return execFileSync('unzip', ['-p', path, 'word/document.xml'], { encoding: 'utf8' }).replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, '');
}
/** The same through the ordinary way of documents. */
async function printed(login, kind, about) {
  const made = await post(login, '/documents', { kind, about });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return { ...made.body, text: await paper(login, made.body.id) };
}

let issued;
test('a bulletin is drafted from the sheet’s figures, edited, checked and issued by others, and frozen', async () => {
  await office.demand({ words: '楼下积水' });
  const key = newKey();
  const asked = { kind: 'weekly', day: today, words: '第一条要求。\n第二条要求。' };
  const { num: id } = await ok('ducha1', '/bulletins', asked, undefined, key);
  assert.equal((await ok('ducha1', '/bulletins', asked, undefined, key)).num, id, 'the same request is one bulletin');
  const path = `/bulletins/${id}`;
  const sheet = (await get('ducha1', `/reports/weekly?date=${today}`)).body;
  const draft = await get('ducha1', path);
  assert.equal(draft.body.facts.demands_in, String(sheet.total.demands_in));
  assert.deepEqual(draft.body.facts.compare[0], { serial: 1, figure: '受理诉求', before: '0', now: '1', change: '+1' });
  assert.deepEqual([draft.body.state, draft.body.whole, draft.body.may_check], ['draft', true, false]);
  assert.equal((await get('zhujian2', path)).status, 404, 'a draft is nobody else’s business');

  await refused(403, 'ducha1', `${path}/check`, undefined, '"1"');
  await refused(403, 'zhujian2', `${path}/check`, undefined, '"1"');
  await refused(409, 'fabu1', `${path}/issue`, {}, '"1"');
  await ok('lingdao1', `${path}/check`, undefined, '"1"');
  await refused(412, 'fenxi1', `${path}/edit`, { title: '迟到的修改' }, '"1"');
  await ok('fenxi1', `${path}/edit`, { title: '关于第一周办理情况的通报', words: '改过的要求。' }, '"2"');
  assert.equal((await get('ducha1', path)).body.state, 'draft', 'what was changed is checked again');
  await refused(409, 'fabu1', `${path}/issue`, {}, '"3"');
  await ok('lingdao1', `${path}/check`, undefined, '"3"');
  await office.demand({ words: '之后又来一件' });
  await refused(400, 'fabu1', `${path}/issue`, { units: ['1'] }, '"4"');
  const done = await ok('fabu1', `${path}/issue`, { units: [housing, street] }, '"4"');
  assert.equal(done.created, `通〔${year}〕1号`);
  await refused(409, 'ducha1', `${path}/drop`, { reason: '不想要了' }, '"5"');

  issued = (await get('zhujian2', path)).body;
  assert.deepEqual([issued.state, issued.number, issued.facts.demands_in, issued.whole], ['issued', `通〔${year}〕1号`, '1', true]);
  assert.deepEqual(issued.units.map((u) => u.id).sort(), [housing, street].sort());
  const text = await paper('zhujian2', issued.document_id);
  assert.match(text, /关于第一周办理情况的通报/);
  assert.match(text, /本期受理诉求1件/);
  assert.match(text, /改过的要求。/);
  assert.ok(text.includes(`通〔${year}〕1号`), text);
});

test('issued bulletins are counted from rows; no second way makes one; units are told', async () => {
  const { num: id } = await ok('fenxi1', '/bulletins', { kind: 'monthly', day: today });
  await ok('fenxi1', `/bulletins/${id}/drop`, { reason: '重复' }, '"1"');
  const { body } = await get('ducha1', '/bulletins');
  assert.deepEqual(body.counts, { draft: 0, checked: 0, issued: 1, dropped: 1 });
  assert.deepEqual((await get('zhujian2', '/bulletins')).body.bulletins.map((b) => b.number), [issued.number]);
  assert.deepEqual((await get('ducha1', '/bulletins?campaign=no')).body.bulletins, []);
  assert.deepEqual((await get('ducha1', '/bulletins?year=2001')).body.bulletins, []);
  await refused(404, 'fenxi1', '/bulletins', { kind: 'weekly', campaign: 'nobody' });
  await refused(400, 'fenxi1', '/bulletins', { kind: 'yearly' });
  await refused(403, 'zhujian2', '/bulletins', { kind: 'weekly' });
  assert.equal((await post('ducha1', '/documents', { kind: 'bulletin', about: `weekly ${today}` })).status, 409);
  const outbox = join(dir, 'outbox.csv');
  huiyin('export', 'events', '--to', outbox, '--data', server.data);
  assert.match(readFileSync(outbox, 'utf8'), /bulletin-issued/);
});

const sitting = () => ({
  title: '超期问题集中约谈',
  units: [housing, street],
  persons: '单位主要负责人',
  held_at: today,
  venue: '区信访局会议室',
  host: '高督查',
  reason: '连续两周超期。',
  said: '指出问题。',
  answer: '认领问题。',
  promise: '十日内清零',
  due_at: day(10),
});

test('an interview with two units is one sitting; each promise is reported by its head and checked by others', async () => {
  await refused(403, 'zhujian2', '/interviews', sitting());
  await refused(400, 'ducha1', '/interviews', { ...sitting(), held_at: day(2) });
  await refused(400, 'ducha1', '/interviews', { ...sitting(), due_at: day(-1) });
  await refused(400, 'ducha1', '/interviews', { ...sitting(), units: ['1'] });
  const { num } = await ok('ducha1', '/interviews', sitting());
  const { body } = await get('ducha1', '/interviews');
  assert.deepEqual(body.counts, { held: 1, units: 2, open: 2, overdue: 0, reported: 0, kept: 0 });
  const [mine] = (await get('zhujian2', '/interviews')).body.interviews[0].units;
  assert.equal((await get('zhujian2', '/interviews')).body.counts.units, 1, 'a head reads his own unit’s');
  assert.deepEqual([mine.unit_id, mine.may_report, mine.may_check], [housing, true, false]);
  const path = `/interview-units/${mine.id}`;
  await ok('ducha1', `${path}/change`, { persons: '住建局长', answer: '诚恳接受。', promise: '五日内清零', due_at: day(5) }, '"1"');
  await refused(412, 'zhujian2', `${path}/report`, { report: '已经全部办结并回访群众' }, '"1"');
  await refused(403, 'ducha1', `${path}/report`, { report: '已经全部办结并回访群众' }, '"2"');
  await ok('zhujian2', `${path}/report`, { report: '已经全部办结并回访群众' }, '"2"');
  await ok('ducha1', `${path}/check`, { kept: false, reason: '还有一件未办' }, '"3"');
  await ok('zhujian2', `${path}/report`, { report: '最后一件也已经全部办结' }, '"4"');
  await ok('ducha1', `${path}/check`, { kept: true, reason: '属实' }, '"5"');
  await refused(409, 'ducha1', `${path}/check`, { kept: true, reason: '再次' }, '"6"');
  assert.deepEqual((await get('ducha1', '/interviews')).body.counts, { held: 1, units: 2, open: 1, overdue: 0, reported: 0, kept: 1 });

  const { kinds } = (await get('ducha1', `/documents?about=${num}`)).body;
  assert.deepEqual(kinds.map((k) => k.kind), ['interview']);
  const { number, text } = await printed('ducha1', 'interview', num);
  assert.equal(number, `约〔${year}〕1号`);
  assert.match(text, /超期问题集中约谈/);
  assert.match(text, /住建局长/);
  assert.match(text, /：五日内清零（/);
  assert.match(text, /：十日内清零（/);
  assert.equal((await post('zhujian2', '/documents', { kind: 'interview', about: num })).status, 403);
});
