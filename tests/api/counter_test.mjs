// SPDX-License-Identifier: Apache-2.0
// Who is ringing: found by every number and spelling, within what one sees, masked, recorded, slowed down;
// what is read back; a group's representatives; three at the telephone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { castOf, refused } from './cast.mjs';
import { citizen, newKey } from './lib.mjs';

let server, cast;
before(async () => {
  server = await startServer();
  cast = await castOf(server);
});
after(() => server?.stop());

const look = async (login, value) => (await cast.as(login)).post('/api/v1/lookup', { value });
async function found(login, value) {
  const got = await look(login, value);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
}
const nums = (body) => body.rows.map((r) => r.num);
test('a caller is found by telephone, name and numbers, with what to tell at once', async () => {
  const way = await cast.demand({ by: 'xinfang1', words: '三单元水管漏水', place: '北门社区', privacy: 'named', name: '示例·冯某', phone: '(0827) 5550101', upstream: '12345', upstream_no: '202611220007' });
  await way.demand('beimen1', 'screen-valid', {});
  await way.demand('beimen1', 'open-matter', {});
  for (const value of ['０８２７-５５５０１０１', '+86 827 5550101', '示例·冯某', ' 示例· 冯某 ', '202611220007', way.num, way.num.replace(/^(.{6})(.{8})/, '$1 $2 ')]) {
    const body = await found('xinfang1', value);
    assert.deepEqual(nums(body), [way.num], value);
    const [row] = body.rows;
    assert.equal(row.state, 'in_matter');
    assert.equal(row.matters[0].num, way.matterNum);
    assert.ok(row.reply_due_at && row.unit && row.matters[0].owner, 'who has it, until when');
    assert.doesNotMatch(JSON.stringify(body), /5550101|冯某/, 'masked');
    assert.deepEqual(row.actions.map((a) => a.name), ['add', 'urge', 'progress', 'three-way']);
  }
  const matter = await found('xinfang1', way.matterNum);
  assert.equal(matter.matter.num, way.matterNum);
  assert.deepEqual(nums(await found('xinfang1', '0827-5559999')), []);
  refused(await look('xinfang1', '冯'), 400);
  refused(await look('zhujian1', way.num), 403);
  refused(await citizen(server).post('/api/v1/lookup', { value: way.num }), 401);
});

test('nothing is found of what is hidden; a confidential demand is only counted', async () => {
  const phone = '13900139201';
  const open = { words: '占道经营', place: '北门社区', name: '示例·陈某', phone };
  const secret = await cast.demand({ ...open, privacy: 'confidential' });
  const barred = await cast.demand({ by: 'xinfang1', ...open, words: '反映社区工作作风', complained_unit: cast.unit('北门社区') });
  const all = await found('xinfang1', phone);
  assert.deepEqual(nums(all), [barred.num]);
  assert.equal(all.confidential, 1);
  assert.deepEqual(nums(await found('xinfang1', secret.num)), [secret.num], 'its number opens it');
  const community = await found('beimen1', phone);
  assert.deepEqual([nums(community), community.confidential], [[], 1], 'whom it is about finds nothing of it');
  assert.deepEqual(nums(await found('beimen1', barred.num)), []);
  const elsewhere = await found('xicheng3', phone);
  assert.deepEqual([nums(elsewhere), elsewhere.confidential], [[], 0], 'another street sees neither');
});

test('a search by person is an event of the officer that does not say who was looked for', async () => {
  const audit = () => JSON.parse(huiyin('check', '--json', '--data', server.data));
  await found('dongcheng3', '51190299');
  const before = audit();
  await found('dongcheng3', '13900139301');
  await found('dongcheng3', '示例·某某');
  await found('dongcheng3', '51190299');
  const now = audit();
  assert.deepEqual(now.findings ?? [], []);
  assert.equal(now.events - before.events, 3, 'each a link of the chain');
});

test('looking through people is slowed down, for the one who does it', async () => {
  let last;
  for (let i = 0; i < 70 && last?.status !== 429; i++) last = await look('dongcheng4', `1390013${String(4000 + i)}`);
  refused(last, 429);
  assert.ok(Number(last.headers.get('retry-after')) <= 15);
  assert.equal((await look('dongcheng3', '13900134000')).status, 200);
  const way = await cast.demand({ words: '路灯不亮', place: '北门社区' });
  assert.equal((await look('dongcheng4', way.num)).status, 200, 'a number is no search by person');
});

test('what is read back says what will be registered, and refuses what registering would', async () => {
  const desk = await cast.as('xinfang1');
  const demand = { words: '路灯不亮', place_id: cast.place('北门社区'), privacy: 'confidential', name: '示例·蒋某', phone: '13900139401', notify: 'sms', proposal: '换一盏' };
  const read = await desk.post('/api/v1/demands/read-back', demand);
  assert.equal(read.status, 200, JSON.stringify(read.body));
  const line = Object.fromEntries(read.body.lines.map((l) => [l.key, l.text]));
  assert.match(line.privacy, /为您保密/);
  assert.match(line.told, /发短信/);
  const sent = await desk.submit({ ...demand, read_back: 'agreed', send_receipt: true });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const { body } = await desk.get(`/api/v1/demands/${sent.body.num}`);
  const reply = body.clocks.find((k) => k.kind === 'reply');
  assert.equal(Date.parse(reply.due_at), Date.parse(read.body.due_at));
  for (const [bad, field] of [[{ place_id: '999999999' }, 'place_id'], [{ phone: '12' }, 'phone'], [{ notify: 'mail' }, 'mail'], [{ read_back: 'not_read' }, 'not_read_why'], [{ notify: undefined, send_receipt: true }, 'notify']])
    for (const path of ['/api/v1/demands/read-back', '/api/v1/demands']) assert.equal(refused(await desk.post(path, { ...demand, read_back: 'agreed', ...bad }, { key: newKey() }), 400).field, field);
});

test('what is taken down at the telephone or the counter is not registered before it is read back', async () => {
  const desk = await cast.as('xinfang1');
  const demand = { words: '公交站牌被撞倒', place_id: cast.place('北门社区'), privacy: 'named', name: '示例·韩某', phone: '13900139402' };
  for (const channel of ['hotline', 'reception']) {
    const problem = refused(await desk.submit({ ...demand, channel }), 400);
    assert.equal(problem.field, 'read_back');
    assert.match(problem.detail, /复述/);
    refused(await desk.submit({ ...demand, channel, read_back: 'not_read' }), 400);
    refused(await desk.submit({ ...demand, channel, read_back: 'not_read', not_read_why: '挂断', read_changed: '地点' }), 400);
  }
  assert.deepEqual(nums(await found('xinfang1', demand.phone)), [], 'nothing was registered');
  const agreed = await desk.submit({ ...demand, channel: 'hotline', read_back: 'agreed', read_changed: '地点、姓名' });
  const hungUp = await desk.submit({ ...demand, channel: 'hotline', read_back: 'not_read', not_read_why: '对方已挂断' });
  const [[one], [two]] = await Promise.all([agreed, hungUp].map(async (r) => (await desk.get(`/api/v1/demands/${r.body.num}`)).body.timeline));
  assert.deepEqual([one.note.read_back, one.texts.read_changed], ['agreed', '地点、姓名']);
  assert.ok(one.actor && one.recorded_at, 'who read it back, and when');
  assert.deepEqual([two.note.read_back, two.texts.not_read_why], ['not_read', '对方已挂断']);
  /* Leaving the channel out is no way round it: it was said, by the hotline. */
  assert.equal(refused(await desk.submit(demand), 400).field, 'read_back');
  const said = await desk.submit({ ...demand, read_back: 'agreed' });
  assert.equal((await desk.get(`/api/v1/demands/${said.body.num}`)).body.row.channel, 'hotline');
  /* A letter is not read to anybody; nor is what citizens write themselves. */
  assert.equal((await desk.submit({ ...demand, channel: 'box' })).status, 201);
  assert.equal((await citizen(server).submit({ ...demand, channel: 'hotline' })).status, 201);
});

test('an anonymous caller without telephone is registered and read to as well', async () => {
  const desk = await cast.as('xinfang1');
  const demand = { words: '夜里有人倒垃圾', place_id: cast.place('北门社区'), privacy: 'anonymous', channel: 'hotline' };
  const read = await desk.post('/api/v1/demands/read-back', demand);
  assert.equal(read.status, 200, JSON.stringify(read.body));
  assert.equal(read.body.lines.find((l) => l.key === 'privacy').text, '您不留姓名和电话。');
  assert.equal((await desk.submit({ ...demand, read_back: 'agreed' })).status, 201);
});

test('a group has five representatives, each found again; the handler reaches any of them', async () => {
  const desk = await cast.as('xinfang1');
  const line = (i) => `示例·代表${i} 1390013950${i}`;
  const group = { read_back: 'agreed', words: '小区停暖', place_id: cast.place('北门社区'), privacy: 'named', name: '示例·代表1', phone: '13900139501', head_count: 30 };
  const send = (more) => desk.submit({ ...group, ...more });
  assert.equal(refused(await send({ representatives: [2, 3, 4, 5, 6].map(line) }), 400).field, 'representatives');
  assert.equal(refused(await send({ representatives: [2, 3].map(line), head_count: 2 }), 400).field, 'head_count');
  assert.equal(refused(await send({ representatives: [line(2)], name: '', phone: '13900139501' }), 400).field, 'name');
  assert.equal(refused(await send({ representatives: ['示例·代表2 1234567890123456'] }), 400).field, 'representatives');
  const { body: sent } = await send({ representatives: [2, 3, 4, 5].map(line) });
  for (const value of ['13900139501', '13900139503', '示例·代表5']) assert.deepEqual(nums(await found('xinfang1', value)), [sent.num], value);
  const { body } = await desk.get(`/api/v1/demands/${sent.num}`);
  assert.equal(body.row.head_count, 30);
  assert.equal(body.person.others.length, 4);
  assert.doesNotMatch(JSON.stringify(body.person), /13900139502/);
  const reached = await desk.post(`/api/v1/demands/${sent.num}/contact`);
  assert.deepEqual(reached.body.others.map((o) => o.phone), [2, 3, 4, 5].map((i) => `1390013950${i}`));
});

test('three at the telephone: answered at once with its source, or registered; never to whom it is about', async () => {
  const lead = cast.unit('住房和城乡');
  const call = { unit: lead, took_by: '示例·科员', words: '带身份证到三楼窗口' };
  const way = await cast.demand({ by: 'xinfang1', words: '公租房怎么申请', place: '北门社区', name: '示例·沈某', phone: '13900139601' });
  await way.demand('xinfang1', 'three-way', { ...call, outcome: 'register' });
  assert.equal(await way.state('xinfang1', 'demand'), 'received');
  await way.demand('xinfang1', 'three-way', { ...call, outcome: 'answered', result: 'explained' });
  const { body } = await way.see('xinfang1');
  assert.equal(body.state, 'answered');
  const [answer, told] = [body.timeline.at(-1), body.timeline.at(-2)];
  assert.equal(answer.action, 'answer-at-once');
  assert.deepEqual([answer.note.source, answer.texts.answer], ['three_way', call.words]);
  assert.equal(told.note.outcome, 'answered');
  assert.match(told.note.unit, /住房和城乡/);
  assert.equal(told.texts.took_by, call.took_by);
  const about = await cast.demand({ by: 'xinfang1', words: '反映窗口收费', place: '北门社区', complained_unit: lead });
  refused(await about.tries('demand', 'xinfang1', 'three-way', { ...call, outcome: 'register' }), 409);
});

test('who is competent is chosen by the exit; the citizen is told how to reach them and how to appeal', async () => {
  const way = await cast.demand({ by: 'xinfang1', words: '老板拖欠三个月工资，要仲裁', place: '北门社区', name: '示例·尤某', phone: '13900139701' });
  const redirect = async (who = 'xinfang1') => (await way.see(who)).body.actions.find((a) => a.name === 'redirect');
  const field = (action, name) => action.fields.find((f) => f.name === name);
  const agency = field(await redirect(), 'agency');
  assert.equal(agency.by, 'ground');
  const of = (exit) => agency.options.filter((o) => !o.of.length || o.of.includes(exit)).map((o) => o.value);
  assert.deepEqual(of('arbitration'), ['12348公共法律服务热线', '区劳动人事争议仲裁院(示例)', '仲裁委员会(示例)', 'other']);
  assert.deepEqual(of('call_119'), ['119火警和救援', 'other']);
  const chosen = agency.options.find((o) => o.value.startsWith('区劳动'));
  assert.match(chosen.label, /12333/);
  for (const part of [/12333/, /示例路2号/, /工作日/, /15 天内凭编号提出异议/, /首接人员是我/, new RegExp(way.num)]) assert.match(chosen.sets.words, part);
  assert.match(agency.options.find((o) => o.value.startsWith('110')).sets.words, /紧急情况，请立即联系/);
  refused(await way.tries('demand', 'xinfang1', 'redirect', { ground: 'lawsuit', agency: chosen.value }), 400);
  refused(await way.tries('demand', 'xinfang1', 'redirect', { ground: 'arbitration', agency: 'other' }), 400);
  await way.demand('xinfang1', 'redirect', { ground: 'arbitration', agency: chosen.value });
  const { body } = await way.see('xinfang1');
  const told = body.timeline.at(-1);
  assert.equal(told.note.agency, chosen.value);
  assert.equal(told.texts.words, chosen.sets.words, 'what was shown is what was told');
  assert.match(body.row.redirect_to, /^区劳动人事争议仲裁院\(示例\)，电话：12333/);
});

test('a place is found by part of its name, with the way to it', async () => {
  const anybody = citizen(server);
  const { body } = await anybody.get(`/api/v1/public/places?q=${encodeURIComponent('北门')}`);
  assert.ok(body.places.some((p) => p.label.endsWith('北门社区') && p.path.at(-1) === p.id && p.path.length === 2));
  assert.deepEqual((await anybody.get(`/api/v1/public/places?q=${encodeURIComponent('没有的地方')}`)).body.places, []);
});
