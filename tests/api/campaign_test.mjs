// SPDX-License-Identifier: Apache-2.0
// BZ-01 … BZ-05, BZ-54, BZ-57, BZ-60: a campaign as an object. BZ-07, BZ-08, BZ-10: visits at the door, and
// what was said there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { asFile, bookOf } from '../form.mjs';
import { bin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const day = (ahead) => new Date(Date.now() + ahead * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
let server;
let office;
let desk; // of the whole register
let grid; // a grid worker of 北门社区
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  desk = await office.by('xinfang3');
  grid = await office.by('beimen1');
});
after(() => server.stop());

const said = (over = {}) => ({
  code: 'dqd', name: '市民诉求大起底', study: day(-40), from: day(-10), to: day(20), way: '谈',
  chain: [`牵头单位|${office.unit('区住')}|`], homes: [`${office.place}=120`], targets: ['found=95'],
  measures: ['一盘棋谋划|全区统一部署', '一体化推进|区街社区三级联动', '一揽子打捞|六种方式一起用'], tags: ['practical'], ...over,
});
const make = async (over) => desk.post(`${V1}/campaigns`, said(over), { key: newKey() });
const visit = (over = {}) => ({ campaign: 'dqd', place_id: office.place, outcome: 'met', address: '北门巷3号2单元501', ...over });
const enter = (over, client = grid) => client.post(`${V1}/visits`, visit(over), { key: newKey() });
const sound = () => {
  const said = spawnSync(bin, ['check', '--data', server.data], { encoding: 'utf8' }).stdout;
  assert.match(said, /全部相符/);
};

test('BZ-01 BZ-02 BZ-03 BZ-04 BZ-56 BZ-57: a campaign has a time, a plan, a chain, measures and records of study', async () => {
  const plan = await desk.upload({ name: '工作方案.pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n'), type: 'application/pdf' });
  assert.equal(plan.status, 201, JSON.stringify(plan.body));
  const refused = await grid.post(`${V1}/campaigns`, said(), { key: newKey() });
  assert.equal(refused.status, 403);
  const key = newKey();
  const send = () => desk.post(`${V1}/campaigns`, said({ plan: [plan.body.id] }), { key });
  const made = await send();
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.deepEqual((await send()).body, made.body, 'sent twice, made once');
  assert.equal((await make()).status, 409, 'a code is taken once');
  assert.equal((await make({ code: 'x', from: day(3), to: day(1) })).body.field, 'to');
  assert.equal((await make({ code: 'x', tags: ['nonsense'] })).body.field, 'tags');
  assert.equal((await make({ code: 'x', chain: ['谁'] })).body.field, 'chain');

  const studied = await desk.post(`${V1}/campaigns/dqd/studies`,
    { held_at: day(-12), who: '机关党支部', heads: 34, note: '学习大起底的意义、目的和措施' }, { key: newKey() });
  assert.equal(studied.status, 200, JSON.stringify(studied.body));
  const seen = await grid.get(`${V1}/campaigns/dqd`);
  assert.equal(seen.status, 200);
  const { body } = seen;
  assert.deepEqual([body.phase, body.study, body.from, body.to, body.may_keep], ['running', day(-40), day(-10), day(20), false]);
  assert.deepEqual(body.chain.map((p) => [p.label, p.unit_id]), [['牵头单位', office.unit('区住')]]);
  assert.deepEqual(body.measures.map((m) => m.name), ['一盘棋谋划', '一体化推进', '一揽子打捞']);
  assert.equal((await make({ code: 'x', measures: ['一盘棋谋划'] })).body.field, 'measures');
  assert.equal((await make({ code: 'x', targets: ['found=120'] })).body.field, 'targets');
  assert.deepEqual(body.files.map((f) => f.name), ['工作方案.pdf']);
  const file = await grid.get(`${V1}/attachments/${body.files[0].id}`);
  assert.equal(file.status, 200, 'every officer reads the plan');
  const original = await (await office.by('zhujian1')).get(`${V1}/attachments/${body.files[0].id}?original=true`);
  assert.equal(original.status, 403, 'a handler elsewhere does not open it as it came');
  const study = body.timeline.find((e) => e.action === 'campaign-studied');
  assert.deepEqual([study.texts.who, study.note.heads], ['机关党支部', 34]);

  const stale = await desk.post(`${V1}/campaigns/dqd/change`, { ...said(), code: undefined }, { etag: '"1"', key: newKey() });
  assert.equal(stale.status, 412);
  const { code, ...rest } = said({ name: '市民诉求“大起底”' });
  assert.equal(code, 'dqd');
  const changed = await desk.post(`${V1}/campaigns/dqd/change`, rest, { etag: seen.etag, key: newKey() });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.equal(changed.body.name, '市民诉求“大起底”');
  sound();
});

test('BZ-07 BZ-08 BZ-10: a visit is a row; what is said there is its own', async () => {
  const met = await enter();
  assert.equal(met.status, 201, JSON.stringify(met.body));
  const [{ id }] = met.body.visits;
  const sent = await grid.submit({ words: '三楼楼道灯不亮，老人上下楼危险', visit: id, channel: 'visit', tags: ['hot', 'hard'] });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const { body } = await office.see('beimen2', 'demand', sent.body.num);
  assert.deepEqual([body.row.campaign, body.row.way, body.row.direction, body.row.visit_id], ['dqd', '谈', 'go', id]);
  assert.deepEqual(body.tags.map((t) => t.label), ['热点', '难点']);
  assert.deepEqual(body.campaigns.map((c) => c.chain[0].label), ['牵头单位'], 'BZ-04: on every item');
  const matter = await office.opened(sent.body.num);
  assert.deepEqual((await office.see('beimen2', 'matter', matter)).body.campaigns.map((c) => c.code), ['dqd']);

  const seen = await grid.get(`${V1}/visits/${id}`);
  assert.deepEqual([seen.body.demands, seen.body.address, seen.body.said.map((d) => d.num)], [1, '北门巷3号2单元501', [sent.body.num]]);
  const other = await (await office.by('beimen2')).get(`${V1}/visits/${id}`);
  assert.equal(other.body.address, '北门巷3号2****', 'whole for who was there');
  const stranger = await (await office.by('zhujian1')).get(`${V1}/visits/${id}`);
  assert.equal(stranger.status, 404);
  sound();
});

test('a visit is entered where and when the campaign is, by whom the community is', async () => {
  const field = async (over, client) => {
    const r = await enter(over, client);
    return [r.status, r.body.field];
  };
  assert.deepEqual(await field({ campaign: '没有的' }), [404, 'campaign']);
  assert.deepEqual(await field({ visited_at: day(-11) }), [400, 'visited_at']);
  assert.deepEqual(await field({ visited_at: day(2) }), [400, 'visited_at']);
  assert.deepEqual(await field({ outcome: 'perhaps' }), [400, 'outcome']);
  const far = await office.placeOf('西城街道');
  assert.deepEqual(await field({ place_id: far }), [403, 'place_id']);
  assert.equal((await make({ code: 'west', places: [far] })).status, 201);
  assert.deepEqual(await field({ campaign: 'west' }), [400, 'place_id']);
  const late = await grid.submit({ words: '路灯不亮了好几天', channel: 'visit', campaign: 'dqd', said_at: day(-30) });
  assert.deepEqual([late.status, late.body.field], [400, 'said_at']);
});

test('many at once: a ref is entered once, what is wrong says why, the rest goes in', async () => {
  const rows = Array.from({ length: 500 }, (_, i) => visit({ ref: `b-${i}`, address: `南门巷${i}号`, outcome: ['met', 'refused', 'absent'][i % 3], visited_at: day(-(i % 5)) }));
  rows[7].place_id = '99';
  rows[9].ref = 'b-8';
  const send = (key = newKey()) => grid.post(`${V1}/visits/batch`, { rows }, { key });
  const key = newKey();
  const first = await send(key);
  assert.equal(first.status, 200, JSON.stringify(first.body).slice(0, 400));
  assert.deepEqual([first.body.new, first.body.known, first.body.refused], [498, 1, 1]);
  assert.deepEqual([first.body.visits[7].status, first.body.visits[7].field], ['refused', 'place_id']);
  assert.equal(first.body.visits[9].id, first.body.visits[8].id);
  assert.deepEqual((await send(key)).body, first.body, 'the same request');
  const again = await send();
  assert.deepEqual([again.body.new, again.body.known, again.body.refused], [0, 499, 1], 'the same rows');
  const wrong = await grid.post(`${V1}/visits/batch`, { rows: [visit(), { outcome: 'met' }] }, { key: newKey() });
  assert.deepEqual([wrong.status, wrong.body.field], [400, 'rows/1/campaign']);
  const many = await grid.post(`${V1}/visits/batch`, { rows: [...rows, visit()] }, { key: newKey() });
  assert.deepEqual([many.status, many.body.field], [400, 'rows']);

  const page = await grid.get(`${V1}/visits?campaign=dqd&outcome=refused&at=${day(-1)}`);
  assert.ok(page.body.visits.length > 10);
  for (const v of page.body.visits) assert.deepEqual([v.outcome, v.visited_at.slice(0, 10)], ['refused', day(-1)]);
  sound();
});

test('a correction keeps what was, and moves the counts', async () => {
  const { body } = await enter({ outcome: 'absent', address: '东门街9号', note: '改天再来' });
  const [{ id }] = body.visits;
  const seen = await grid.get(`${V1}/visits/${id}`);
  const send = (change, etag = seen.etag) => grid.post(`${V1}/visits/${id}/correct`, change, { etag, key: newKey() });
  assert.equal((await send({ outcome: 'met' })).body.field, 'reason');
  const done = await send({ outcome: 'met', address: '东门街19号', visited_at: day(-1), note: '傍晚见到了', reason: '傍晚又去了一次' });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.equal((await send({ outcome: 'refused', reason: '再改' })).status, 412);
  const now = await grid.get(`${V1}/visits/${id}`);
  assert.deepEqual([now.body.outcome, now.body.address, now.body.note], ['met', '东门街19号', '傍晚见到了']);
  const [made, corrected] = now.body.timeline;
  assert.deepEqual([made.action, made.texts.note, corrected.action, corrected.texts.reason], ['visit-made', '改天再来', 'visit-corrected', '傍晚又去了一次']);
  assert.ok(!JSON.stringify(now.body.timeline).includes('东门街'), 'no address in the history');
  sound();
});

test('BZ-05 BZ-06 BZ-10 BZ-49 BZ-55: each morning, where each community stands; the same figures as a workbook', async () => {
  const leader = await office.by('lingdao1');
  const { body } = await leader.get(`${V1}/campaigns/dqd/table`);
  assert.equal(body.whole, true);
  assert.equal(body.agrees, true, 'the sums are the register\'s own');
  assert.equal(body.total.visits, body.register_visits);
  const base = body.rows.filter((r) => r.kind !== 'street');
  for (const figure of Object.keys(body.figures).filter((f) => !['officers', 'grid'].includes(f)))
    assert.equal(base.reduce((n, r) => n + r[figure], 0), body.total[figure], figure);
  for (const r of [...body.rows, body.total]) {
    assert.equal(r.met + r.refused + r.absent, r.visits);
    assert.equal(r.valid + r.invalid + r.unscreened + r.out, r.demands);
    assert.equal(r.ways.reduce((n, x) => n + x), r.demands);
  }
  const north = body.rows.find((r) => r.place_id === office.place);
  assert.equal(north.homes, 120);
  assert.equal(north.measured.found, Math.floor((north.homes_met * 1000) / 120));
  assert.ok(north.visits > 400 && north.homes_visited <= north.visits && north.officers >= 1);
  assert.deepEqual(body.three.map((m) => [m.code, m.label, m.target]), [['found', '找得到', 95], ['right', '摸得准', 0], ['full', '捞得全', 0]]);
  for (const m of body.three) assert.match(m.means, /÷/);
  assert.equal(body.weeks.reduce((n, w) => n + w.visits, 0), body.total.visits);
  assert.ok(body.rows.some((r) => r.kind === 'community' && r.visits === 0), 'who has not begun is in it');

  const street = await (await office.by('dongcheng2')).get(`${V1}/campaigns/dqd/table`);
  assert.equal(street.body.whole, false);
  assert.deepEqual([...new Set(street.body.rows.map((r) => r.street))], ['东城街道']);
  assert.equal((await (await office.by('zhujian1')).get(`${V1}/campaigns/dqd/table`)).status, 403);
  assert.equal((await leader.get(`${V1}/campaigns/没有/table`)).status, 404);

  const file = await leader.get(`${V1}/campaigns/dqd/table/file`);
  assert.equal(file.status, 200);
  const book = bookOf(asFile(file.body));
  assert.deepEqual(book.map((s) => s.name), ['各社区', '按周', '指标']);
  const [, head, ...lines] = book[0].rows;
  const total = lines.at(-1);
  for (const [figure, label] of Object.entries(body.figures)) assert.equal(Number(total[head.indexOf(label)]), body.total[figure], label);
  assert.equal(lines.length, body.rows.length + 1);
});

test('HY-42 ZL-02: the sheets of a day, a week and a month of one campaign alone', async () => {
  const leader = await office.by('lingdao1');
  await office.demand({ words: '广场舞音响太吵，晚上睡不着' });
  const sheet = async (campaign) => (await leader.get(`${V1}/reports/daily?date=${day(0)}${campaign ? `&campaign=${campaign}` : ''}`)).body;
  const { body } = await leader.get(`${V1}/campaigns/dqd/table`);
  const all = await sheet('');
  const own = await sheet('dqd');
  assert.equal(own.total.demands_in, body.total.demands);
  assert.ok(own.total.matters_in >= 1 && own.total.matters_in < own.total.demands_in + 1);
  assert.ok(all.total.demands_in > own.total.demands_in);
  assert.match(own.title, /市民诉求“大起底”/);
  assert.equal((await leader.get(`${V1}/reports/daily?campaign=没有`)).status, 404);
});

test('BZ-54 BZ-60: tags and campaign are set afterwards; a campaign that ended takes nothing more', async () => {
  const { num } = await office.demand({ words: '河边步道坑洼积水，天黑容易摔跤' });
  const before = await office.see('beimen2', 'demand', num);
  assert.deepEqual(before.body.campaigns, []);
  const form = before.body.actions.find((a) => a.name === 'tag').fields;
  assert.ok(form.find((f) => f.name === 'campaign').options.some((o) => o.value === 'dqd'));
  await office.act('beimen2', 'demand', num, 'tag', { campaign: 'dqd', tags: ['blocked'] });
  const after = await office.see('beimen2', 'demand', num);
  assert.deepEqual([after.body.row.campaign, after.body.tags.map((t) => t.code)], ['dqd', ['blocked']]);
  const offered = after.body.actions.find((a) => a.name === 'tag').fields.find((f) => f.name === 'tags');
  assert.deepEqual(offered.value, ['blocked'], 'begins with what it has');

  const { etag } = await desk.get(`${V1}/campaigns/dqd`);
  const ended = await desk.post(`${V1}/campaigns/dqd/end`, { result: '走访入户完成' }, { etag, key: newKey() });
  assert.equal(ended.body.phase, 'ended');
  assert.equal((await enter()).status, 409);
  assert.equal((await grid.submit({ words: '路灯不亮了好几天', channel: 'visit', campaign: 'dqd' })).status, 409);
  sound();
});
