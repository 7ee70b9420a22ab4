// SPDX-License-Identifier: Apache-2.0
// What comes round: bulletins drafted from the figures, checked and issued by others, frozen and counted;
// interviews with what was promised, followed up, and their papers.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { picture } from '../picture.mjs';
import { huiyin, startServer } from '../server.mjs';
import { castOf } from './cast.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const dir = mkdtempSync(join(tmpdir(), 'huiyin-rhythm-'));
let server, office, housing, street, today, year;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  const cast = await castOf(server);
  for (const login of ['chengguan1', 'renshe2']) office.clients.set(login, await cast.as(login));
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

test('a role given for a street is none for the register: neither its bulletins nor other units’ interviews', async () => {
  huiyin('user', 'role', 'add', 'dongcheng4', 'supervisor', 'jd-dongcheng', '--data', server.data);
  assert.ok((await get('dongcheng4', '/interviews')).status === 200, 'the role is there');
  await refused(403, 'dongcheng4', '/interviews', { ...sitting(), units: [housing] });
  assert.equal((await get('dongcheng4', '/bulletins')).body.may_draft, false);
  const { num: id } = await ok('fenxi1', '/bulletins', { kind: 'daily', day: today });
  assert.equal((await get('dongcheng4', `/bulletins/${id}`)).status, 404, 'a draft');
  await refused(403, 'dongcheng4', `/bulletins/${id}/drop`, { reason: '不归我管' }, '"1"');
  await ok('fenxi1', `/bulletins/${id}/drop`, { reason: '试稿' }, '"1"');
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

/* ---- meetings ---- */

const leads = () => [office.unit('区纪委监委'), office.unit('区信访局')];
const kind = (over) => ({
  code: 'monday',
  name: '周一碰头会',
  cycle: 'week',
  weekday: 1,
  at: '09:00',
  draws: ['unit', 'trade', 'area', 'key'],
  most: 20,
  leads: leads(),
  units: [street],
  venue: '区委会议室',
  remind_hours: 24,
  ...over,
});
const meeting = async (num, login = 'ducha1') => {
  const got = await get(login, `/meetings/${num}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got;
};
const etag = async (num) => (await meeting(num)).etag;
const codes = (item) => item.why.map((w) => w.code);

let crossing, plain, first;
test('kinds of meetings are data: when they come round and who leads in turn', async () => {
  const shipped = (await get('ducha1', '/meetings')).body;
  assert.deepEqual(shipped.kinds.map((k) => [k.code, k.name, k.cycle, k.version]), [['monday', '周一碰头会', 'week', 0], ['joint', '月底联席会', 'month', 0], ['party_joint', '党政联席会议', '', 0]]);
  assert.deepEqual([shipped.may_keep, shipped.may_set_kinds], [true, true]);
  await refused(403, 'zhujian2', '/meetings/kinds', kind());
  // A street's dispatcher has the role, and for his street alone.
  await refused(403, 'dongcheng2', '/meetings/kinds', kind());
  const there = (await get('dongcheng2', '/meetings')).body;
  assert.deepEqual([there.may_keep, there.may_set_kinds], [true, false]);
  await refused(400, 'ducha1', '/meetings/kinds', kind({ at: '25:00' }));
  await refused(400, 'ducha1', '/meetings/kinds', kind({ draws: ['weather'] }));
  await ok('ducha1', '/meetings/kinds', kind());
  await ok('ducha1', '/meetings/kinds', kind({ code: 'joint', name: '月底联席会', cycle: 'month', draws: ['unit', 'trade', 'area'], leads: [] }));
  const { body } = await get('ducha1', '/meetings');
  const [joint, monday] = ['joint', 'monday'].map((code) => body.kinds.find((k) => k.code === code));
  assert.deepEqual([monday.version, joint.version], [1, 1], 'what the office sets stands before the mechanism’s');
  assert.equal(monday.next_lead, '区纪委监委(示例)');
  assert.match(monday.next_at, /T09:00:00/);
  const next = new Date(monday.next_at);
  assert.ok(next > new Date() && next - new Date() < 15 * 86400000, monday.next_at);
  assert.ok(new Date(joint.next_at) > new Date());
});

test('the agenda is drawn by the cross flags with the reason; a person adds and drops with a reason', async () => {
  const west = await office.placeOf('西城街道');
  const one = await office.demand({ words: '垃圾没人收，路灯也坏了' });
  crossing = await office.dispatched(one.num, { valid: { class: 'estate' }, helpers: [office.unit('区综合行政')] });
  const other = (await office.demand({ words: '西城那头也一样', place_id: west })).num;
  await office.act('xinfang3', 'demand', other, 'screen-valid', { class: 'service' });
  await office.act('xinfang3', 'demand', other, 'join', { matter: crossing, reason: '同一处' });
  plain = await office.dispatched((await office.demand({ words: '楼道堆物' })).num, { valid: { class: 'estate' } });

  const { num } = await ok('ducha1', '/meetings', { kind: 'monday', chair: '区委书记' });
  first = num;
  const { body } = await meeting(num);
  assert.deepEqual([body.serial, body.first, body.lead, body.state], [1, true, '区纪委监委(示例)', 'planned']);
  assert.deepEqual([body.title, body.venue, body.chair, body.starts_at.slice(10, 19)], ['周一碰头会（第1次）', '区委会议室', '区委书记', 'T09:00:00']);
  assert.deepEqual(body.items.map((i) => i.matter), [crossing]);
  assert.deepEqual(codes(body.items[0]), ['unit', 'trade', 'area']);
  assert.match(body.items[0].reason, /跨部门：区住房和城乡建设局\(示例\)、区综合行政执法局\(示例\)/);
  assert.match(body.items[0].reason, /跨辖区：东城街道、西城街道/);
  assert.ok(body.called.some((u) => u.id === street) && body.called.some((u) => u.id === housing), 'whom it concerns is called');

  await refused(400, 'ducha1', `/meetings/${num}/items`, { reason: '没有说是什么' }, await etag(num));
  await ok('ducha1', `/meetings/${num}/items`, { matter: plain, reason: '群众反映强烈' }, await etag(num));
  await refused(409, 'ducha1', `/meetings/${num}/items`, { matter: plain, reason: '再加一次' }, await etag(num));
  await ok('ducha1', `/meetings/${num}/items`, { title: '五一值守安排', reason: '节前部署' }, await etag(num));
  await refused(412, 'ducha1', `/meetings/${num}/items/3/drop`, { reason: '过时的版本' }, '"1"');
  await ok('ducha1', `/meetings/${num}/items/3/drop`, { reason: '另行研究' }, await etag(num));
  const items = (await meeting(num)).body.items;
  assert.deepEqual(items.map((i) => i.state), ['drawn', 'added', 'dropped']);
  assert.match(items[2].reason, /节前部署；移出：另行研究/);
  assert.deepEqual((await meeting(num, 'zhujian2')).body.items.map((i) => i.matter), [crossing, plain, ''], 'its lead reads of it');
  assert.deepEqual((await meeting(num, 'renshe2')).body.items.map((i) => i.matter), [''], 'others’ matters are none of his business');
});

test('a decision is work by the matter’s own step, with owner and limit, or a conclusion', async () => {
  const decide = (login, serial, body, status = 200) => etag(first).then((tag) => (status === 200 ? ok : refused.bind(null, status))(login, `/meetings/${first}/items/${serial}/decide`, body, tag));
  const owner = office.unit('区综合行政');
  const work = { words: '七日内清运完毕', act: 'instruct', units: [owner], due_at: day(7) };
  await decide('ducha1', 1, work, 400); // a leader's words, written down by another: with the leader and the scan
  await decide('lingdao1', 1, { ...work, units: [] }, 400);
  await decide('lingdao1', 3, work, 409); // off the agenda
  const done = await decide('lingdao1', 1, work);
  assert.equal(done.num, crossing, 'the answer is the matter’s');
  await decide('lingdao1', 1, { words: '再议一次', act: 'conclude' }, 409);
  await decide('lingdao1', 2, { words: '按原方案办理', act: 'conclude' });
  const { body } = await meeting(first);
  assert.deepEqual([body.items[0].act, body.items[0].stands.state], ['instruct', 'open']);
  assert.match(body.items[0].stands.text, /^区综合行政执法局\(示例\)：待回复，期限 \d{4}-/);
  assert.deepEqual([body.items[1].act, body.items[1].stands.state], ['conclude', '']);
  const stages = (await office.see('lingdao1', 'matter', crossing)).body.stages;
  assert.ok(stages.some((s) => s.kind === 'instruction' && s.unit === '区综合行政执法局(示例)'), JSON.stringify(stages));
  const scan = await (await office.by('ducha1')).upload({ name: '纪要.png', bytes: picture(), type: 'image/png' });
  await ok('ducha1', `/meetings/${first}/hold`, { present: '区委书记、各部门负责人', minutes: '议定两项。', attachments: [scan.body.ref] }, await etag(first));
  assert.equal((await meeting(first)).body.attachments.length, 1);
  // Called units read the minutes; who reads meetings elsewhere does not.
  const [file] = (await meeting(first)).body.attachments;
  const minutes = async (login) => {
    const { body } = await meeting(first, login);
    return [body.present !== '', body.attachments.length, (await get(login, `/attachments/${file.id}`)).status];
  };
  assert.deepEqual(await minutes('zhujian2'), [true, 1, 200]);
  assert.deepEqual(await minutes('renshe2'), [false, 0, 404]);
  await refused(409, 'ducha1', `/meetings/${first}/drop`, { reason: '已开' }, await etag(first));
  const listed = (await get('ducha1', '/meetings')).body.meetings.find((m) => m.num === first);
  assert.deepEqual([listed.state, listed.decided, listed.open, listed.overdue], ['held', 2, 1, 0]);
});

test('a street’s dispatcher keeps what the street leads, and nothing else', async () => {
  const tag = await etag(first);
  await refused(403, 'dongcheng2', `/meetings/${first}/items`, { title: '街道议题', reason: '想插一项' }, tag);
  await refused(403, 'dongcheng2', `/meetings/${first}/items/2/decide`, { words: '就这么定', act: 'conclude' }, tag);
  assert.ok((await meeting(first, 'dongcheng2')).body.items.every((i) => !i.may_decide));
  await refused(403, 'dongcheng2', '/meetings', { kind: 'party_joint', starts_at: `${day(3)}T09:00:00+08:00` });
  await refused(403, 'dongcheng2', '/meetings', { kind: 'party_joint', starts_at: `${day(3)}T09:00:00+08:00`, lead: housing });
  const own = (await ok('dongcheng2', '/meetings', { kind: 'party_joint', starts_at: `${day(3)}T09:00:00+08:00`, lead: street, title: '东城街道碰头会' })).num;
  const { body } = await meeting(own, 'dongcheng2');
  assert.deepEqual([body.may_change, body.may_add, body.title], [true, true, '东城街道碰头会']);
  await refused(403, 'dongcheng2', `/meetings/${own}/change`, { starts_at: `${day(4)}T09:00:00+08:00`, lead: housing, reason: '换个牵头' }, await etag(own));
  await ok('dongcheng2', `/meetings/${own}/drop`, { reason: '另行安排' }, await etag(own));
});

test('the next meeting is led by the other body and begins with what is not done', async () => {
  const later = (days) => `${day(days)}T09:00:00+08:00`;
  const second = (await ok('ducha1', '/meetings', { kind: 'monday', starts_at: later(9) })).num;
  let { body } = await meeting(second);
  assert.equal(body.lead, '区信访局(示例)');
  assert.deepEqual(body.items.map((i) => [i.matter, i.state, i.stands.state]), [[crossing, 'carried', 'open']]);
  assert.match(body.items[0].reason, /周一碰头会（第1次）议定：七日内清运完毕/);
  const stages = (await office.see('lingdao1', 'matter', crossing)).body.stages;
  const serial = stages.find((s) => s.kind === 'instruction').serial;
  await office.act('chengguan1', 'matter', crossing, 'instruction-receive');
  await office.act('chengguan1', 'matter', crossing, 'instruction-answer', { serial, words: '已全部清运完毕' });
  await office.act('lingdao1', 'matter', crossing, 'instruction-accept', { serial });
  ({ body } = await meeting(second));
  assert.deepEqual(body.items[0].stands.state, 'done');
  await ok('ducha1', `/meetings/${second}/change`, { starts_at: later(10), reason: '书记出差', venue: '信访局' }, await etag(second));
  const third = (await ok('ducha1', '/meetings', { kind: 'monday', starts_at: later(16) })).num;
  ({ body } = await meeting(third));
  assert.equal(body.lead, '区纪委监委(示例)', 'and round again');
  assert.deepEqual(body.items.map((i) => i.state), ['drawn'], 'what is done is not carried');
  await ok('ducha1', `/meetings/${third}/drop`, { reason: '并入下次' }, await etag(third));
  assert.match(huiyin('check', '--data', server.data), /全部相符/);
});

test('a decision to dispatch sends the matter to lead and helper, by the mechanism’s limit', async () => {
  const waiting = await office.climbed((await office.demand({ words: '河堤塌方' })).num);
  await office.act('xinfang3', 'matter', waiting, 'level', { lvl: 'district' });
  const { num } = await ok('xinfang3', '/meetings', { kind: 'monday', starts_at: `${day(2)}T09:00:00+08:00` });
  await ok('xinfang3', `/meetings/${num}/items`, { matter: waiting, reason: '需会上明确牵头单位' }, await etag(num));
  const { serial } = (await meeting(num, 'xinfang3')).body.items.find((i) => i.matter === waiting);
  const path = `/meetings/${num}/items/${serial}/decide`;
  const helper = office.unit('区综合行政');
  const said = { words: '由住建局牵头', act: 'dispatch', units: [housing, helper] };
  await refused(400, 'xinfang3', path, { ...said, due_at: day(7) }, await etag(num));
  await refused(403, 'ducha1', path, said, await etag(num)); // who may dispatch is the flow's to say
  await ok('xinfang3', path, said, await etag(num));
  const { body } = await office.see('xinfang3', 'matter', waiting);
  assert.equal(body.state, 'handling');
  assert.equal(body.row.lead_unit, housing);
  assert.deepEqual(body.tasks.map((t) => t.role), ['lead', 'helper']);
  const item = (await meeting(num, 'xinfang3')).body.items.find((i) => i.matter === waiting);
  assert.deepEqual([item.act, item.stands.state], ['dispatch', 'open']);
  await ok('ducha1', `/meetings/${num}/drop`, { reason: '试开' }, await etag(num));
});
