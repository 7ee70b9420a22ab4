// SPDX-License-Identifier: Apache-2.0
// Runs long.
// Ledgers as one reads them: which demands stand where, totals that are the register, filters, paging, the
// file and the sheet to print, and any of it as it stood when a past day ended.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { configure } from '../database.mjs';
import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const DAY = 86_400_000;
const BOOKS = ['community', 'street', 'district', 'city', 'backstop', 'unlevelled', 'unscreened', 'invalid', 'redirected', 'withdrawn'];
const scratch = mkdtempSync(join(tmpdir(), 'huiyin-ledgers-'));
const taken = new Map(); // by day: what was exported when it ended
let server, office, whole;
let offset = 0;

/** The register's day, as the server says it: it takes a new offset up within seconds. */
const today = async () => (await whole.get(`${V1}/me`)).body.register.now.slice(0, 10);

let files = 0;
function exported(ledger, ...more) {
  const file = join(scratch, `${++files}.csv`);
  huiyin('export', ledger, '--to', file, ...more, '--data', server.data);
  return readFileSync(file, 'utf8');
}

/** The day ends: everything is exported as it stands, and the clock goes on. */
async function dayEnds() {
  const day = await today();
  taken.set(day, Object.fromEntries(['demands', ...BOOKS].map((b) => [b, exported(b)])));
  offset += DAY;
  huiyin('clock', 'offset', String(offset), '--json', '--data', server.data);
  for (let i = 0; (await today()) === day; i++) {
    assert.ok(i < 150, 'the server goes on to the next day');
    await sleep(100);
  }
}

const view = async (query = '', client = whole) => {
  const answer = await client.get(`${V1}/ledgers${query}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};
const of = (body, ledger) => body.totals.ledgers.find((l) => l.ledger === ledger);
const nums = (body) => body.rows.map((r) => r.num);
const cell = (body, row, title) => row.cells[body.columns.findIndex((c) => c.title === title)];

let invalid, low, mid, joined, handled, tagged;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  whole = await office.by('xinfang3');
  const say = (words, more = {}) => office.demand({ words, ...more });
  // The first day: nothing but what is said.
  invalid = await say('楼上太吵（示例）', { name: '示例甲', phone: '13800138000' });
  low = await say('楼道灯不亮（示例）');
  mid = await say('雨天积水（示例）');
  await dayEnds();
  // The second: screened, levelled, one redirected, one gone.
  await office.act('beimen2', 'demand', invalid.num, 'pass-up', { proposal: 'civil', reason: '邻里纠纷' });
  await office.act('dongcheng2', 'demand', invalid.num, 'screen-invalid', { ground: 'civil', reason: '民事关系' });
  const one = await office.opened(low.num, { class: 'estate', kind: 'personal' });
  await office.act('beimen2', 'matter', one, 'level', { lvl: 'community', difficulty: 'short' });
  await office.act('beimen2', 'matter', one, 'dispatch', { lead: office.unit('北门社区'), reason: '社区可办' });
  const two = await office.opened(mid.num, { class: 'municipal' });
  await office.act('beimen2', 'matter', two, 'level-up', { reason: '社区无力' });
  await office.act('dongcheng2', 'matter', two, 'level', { lvl: 'street', reason: '街道可办' });
  const elsewhere = await say('打架（示例）');
  await office.act('xinfang4', 'demand', elsewhere.num, 'redirect', { ground: 'call_110', to: '110', words: '请拨打110' });
  const gone = await say('已经好了（示例）');
  await office.citizenActs(gone, 'withdraw', { reason: '好了' });
  await dayEnds();
  // The third: handled, joined, explained, moved up; the community's one is answered and closed.
  await office.act('dongcheng3', 'demand', invalid.num, 'explain', { how: 'phone', words: '请与邻居协商' });
  handled = await say('路灯坏了三个月（示例）');
  const three = await office.reported(handled.num);
  joined = await say('同一盏路灯（示例）');
  await office.act('beimen2', 'demand', joined.num, 'screen-valid', { class: 'municipal' });
  await office.act('beimen2', 'demand', joined.num, 'join', { matter: three, reason: '同一件事' });
  const up = await office.climbed((await say('跨区的河（示例）')).num);
  await office.act('xinfang3', 'matter', up, 'move-up', { upstream: '市住建局', reason: '属市级事权' });
  tagged = await say('老人吃饭难（示例）');
  await office.act('beimen1', 'task', `${one}-1`, 'sign').catch(() => office.act('beimen2', 'task', `${one}-1`, 'sign'));
  await dayEnds();
  await office.act('zhujian2', 'task', `${three}-1`, 'agree');
});
after(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true });
});

test('BZ-19 BZ-20: every demand stands in one ledger, and the ledgers together are the register', async () => {
  const body = await view();
  assert.deepEqual(body.totals.ledgers.map((l) => l.ledger), BOOKS);
  const demands = body.totals.ledgers.reduce((n, l) => n + l.demands, 0);
  const matters = body.totals.ledgers.reduce((n, l) => n + l.matters, 0);
  assert.deepEqual(body.totals.all, { demands, matters });
  assert.deepEqual(body.totals.register, { demands, matters: matters + body.totals.without_demand });
  assert.deepEqual(body.totals.kept, { demands: 0, matters: 0 });
  assert.equal(demands, exported('demands').trim().split('\n').length - 2, 'what the whole ledger has (title and watermark aside)');
  assert.deepEqual(['invalid', 'redirected', 'withdrawn', 'unscreened', 'community', 'street', 'city'].map((l) => of(body, l).demands), [1, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual([of(body, 'district').demands, of(body, 'district').matters], [2, 1], 'joined: one matter');
  assert.equal(body.n, demands);
});

test('BZ-15 BZ-16: what a street screened invalid is in no ledger of the valid ones', async () => {
  assert.ok(!exported('street').includes(invalid.num));
  assert.ok(exported('invalid').includes(invalid.num));
  const all = BOOKS.map((b) => exported(b)).join('');
  for (const row of (await view('?rows=200')).rows) assert.equal(all.split(row.num).length, 2, `${row.num} stands once`);
});

test('filters, and pages that go together', async () => {
  assert.deepEqual(nums(await view('?ledger=community')), [low.num]);
  assert.deepEqual(nums(await view('?lvl=street')), [invalid.num, mid.num], 'screened there, and levelled there');
  assert.deepEqual(nums(await view('?ledger=street')), [mid.num]);
  assert.deepEqual(nums(await view('?class=estate')), [low.num]);
  assert.deepEqual(nums(await view('?kind=personal')), [low.num]);
  assert.deepEqual(nums(await view('?state=explained')), [invalid.num]);
  assert.deepEqual(nums(await view(`?unit=${office.unit('区住')}`)), [handled.num, joined.num]);
  assert.equal((await view(`?place=${office.place}`)).n, (await view()).n);
  assert.equal((await view('?way=谈')).n, 0);
  assert.equal((await view('?campaign=dqd')).n, 0);
  const first = [...taken.keys()][0];
  assert.deepEqual(nums(await view(`?from=${first}&to=${first}`)), [invalid.num, low.num, mid.num]);
  const body = await view(`?from=${first}`);
  assert.equal(body.totals.filtered, true);
  assert.equal(body.totals.register, undefined, 'a choice is not the register');

  await office.act('beimen2', 'demand', tagged.num, 'tag', { tags: ['hard'] });
  assert.deepEqual(nums(await view('?tag=hard')), [tagged.num]);
  const all = nums(await view('?rows=200'));
  const pages = [];
  for (let page = 1; page <= (await view('?rows=10')).pages; page++) pages.push(...nums(await view(`?rows=10&page=${page}`)));
  assert.deepEqual(pages, all);

  for (const [query, field] of [['from=x', 'from'], ['from=2026-02-02&to=2026-02-01', 'from'], ['as_of=2126-01-01', 'as_of'], ['ledger=nonsense', 'ledger'], ['rows=900', 'rows']]) {
    const answer = await whole.get(`${V1}/ledgers?${query}`);
    assert.deepEqual([answer.status, answer.body.field], [400, field], query);
  }
});

test('the columns of B7-6, personal data masked, people by name', async () => {
  const body = await view('?rows=200');
  for (const title of ['序号', '编号', '来源渠道', '采集方式', '反映时间', '诉求人', '联系电话', '区划', '诉求类别', '诉求内容', '是否有效', '甄别层级', '难易', '责任层级', '牵头单位', '配合单位', '责任领导', '责任人', '化解措施', '办理时限', '办理进展', '书面反馈时间', '审核结果', '回访结果', '满意度', '是否销号', '销号时间', '未化解原因', '阶段性措施', '备注'])
    assert.ok(body.columns.some((c) => c.title === title), title);
  const row = body.rows.find((r) => r.num === invalid.num);
  assert.doesNotMatch(JSON.stringify(row.cells), /13800138000|示例甲/);
  const led = body.rows.find((r) => r.num === handled.num);
  assert.ok(cell(body, led, '责任人').length > 1, 'who has it in hand');
  assert.ok(cell(body, led, '责任领导').length > 1, 'who heads the unit');
});

test('cut to the place of who looks, and refused to who reads no ledgers', async () => {
  const street = await view('', await office.by('dongcheng2'));
  assert.equal(street.totals.whole, false);
  const community = await office.by('beimen2');
  assert.deepEqual(nums(await view('?rows=200', community)), nums(await view('?rows=200')), 'everything was said there');
  const unit = await (await office.by('zhujian2')).get(`${V1}/ledgers`);
  assert.equal(unit.status, 200);
  assert.deepEqual(nums(unit.body), [handled.num, joined.num], 'a department sees what it handles');
  assert.equal((await (await office.by('zhujian1')).get(`${V1}/ledgers`)).status, 403);
  assert.equal((await community.get(`${V1}/ledgers?through=${office.unit('区住')}`)).status, 403);
});

test('a choice as a file and on paper; both are recorded', async () => {
  const file = await whole.post(`${V1}/ledgers/file`, { ledger: 'district' }, { key: newKey() });
  assert.equal(file.status, 200);
  const page = await whole.get(`${V1}/ledgers/print?ledger=district`);
  assert.equal(page.status, 200);
  const text = typeof page.body === 'string' ? page.body : Buffer.from(page.body).toString();
  for (const num of [handled.num, joined.num]) assert.ok(text.includes(num), num);
  assert.ok(!text.includes(low.num));
  const events = exported('events');
  assert.equal(events.split('导出').length > 2 || events.includes('export'), true);
});

test('as it stood when a past day ended: the same as was exported then, cell by cell', async () => {
  const days = [...taken.keys()];
  assert.equal(days.length, 3);
  for (const day of days)
    for (const ledger of ['demands', ...BOOKS]) assert.equal(exported(ledger, '--as-of', day), taken.get(day)[ledger], `${ledger} of ${day}`);
  assert.notEqual(taken.get(days[1]).demands, taken.get(days[2]).demands, 'the days differ');
  const lines = (text) => text.trim().split('\n').length - 2;
  for (const day of days) {
    const body = await view(`?as_of=${day}`);
    assert.deepEqual(BOOKS.map((b) => [b, of(body, b).demands]), BOOKS.map((b) => [b, lines(taken.get(day)[b])]), day);
    assert.deepEqual(body.totals.register.demands, body.totals.all.demands);
    assert.equal(body.totals.register.matters, body.totals.all.matters + body.totals.without_demand);
    assert.deepEqual(body.totals.kept, { demands: 0, matters: 0 });
  }
  assert.equal(of(await view(`?as_of=${days[0]}`), 'unscreened').demands, 3);
  assert.throws(() => exported('matters', '--as-of', days[0]), /诉求台账/);
});

test('kept under a name, shared by its link, cut to the place of who opens it', async () => {
  const keep = (body, client = whole) => client.post(`${V1}/ledgers/views`, body, { key: newKey() });
  const key = newKey();
  const body = { name: '区级在办', shared: true, query: `ledger=district&through=${office.unit('区信访')}&page=3` };
  const made = await whole.post(`${V1}/ledgers/views`, body, { key });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.deepEqual((await whole.post(`${V1}/ledgers/views`, body, { key })).body, made.body, 'sent twice, kept once');
  assert.equal((await keep({ name: ' ', query: '' })).body.field, 'name');
  assert.equal((await keep({ name: 'x', query: 'ledger=nonsense' })).status, 400);
  assert.equal((await keep({ name: 'x', query: 'more=1' })).status, 400);
  assert.equal((await keep(body, await office.by('zhujian1'))).status, 403);

  const path = `${V1}/ledgers/views/${made.body.num}`;
  const street = await office.by('dongcheng2');
  const opened = await street.get(path);
  assert.deepEqual(opened.body.query, { ledger: 'district' }, 'neither the unit nor the page of who kept it');
  assert.deepEqual([opened.body.name, opened.body.mine, opened.body.shared], ['区级在办', false, true]);
  assert.ok((await street.get(`${V1}/ledgers/views`)).body.views.some((v) => v.id === made.body.num));
  assert.equal((await street.post(`${path}/change`, body, { etag: opened.etag, key: newKey() })).status, 403);
  const own = await keep({ name: '只给自己看', query: 'ledger=street' }, street);
  assert.equal((await whole.get(`${V1}/ledgers/views/${own.body.num}`)).status, 404);

  const changed = await whole.post(`${path}/change`, { ...body, name: '区级', shared: false }, { etag: '"1"', key: newKey() });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.equal((await street.get(path)).status, 404, 'no longer shared');
  assert.equal((await whole.post(`${path}/remove`, undefined, { etag: '"1"', key: newKey() })).status, 412);
  assert.equal((await whole.post(`${path}/remove`, undefined, { etag: '"2"', key: newKey() })).status, 200);
  assert.equal((await whole.get(path)).status, 404);
  assert.match(exported('events'), /ledger-view-saved/);
});

test('the wall: numbers alone, for who reads ledgers', async () => {
  const { status, body } = await whole.get(`${V1}/wall`);
  assert.equal(status, 200);
  const totals = (await view()).totals;
  assert.deepEqual([body.demands, body.matters], [totals.register.demands, totals.register.matters]);
  assert.equal(body.ledgers.reduce((n, l) => n + l.demands, 0), body.demands);
  assert.equal(body.invalid, 1);
  assert.equal(body.places.find((p) => p.text === '东城街道').demands, body.demands);
  assert.ok(body.ended >= 3, 'explained, redirected, withdrawn');
  assert.doesNotMatch(JSON.stringify(body), /示例甲|138|路灯/);
  assert.equal((await (await office.by('zhujian1')).get(`${V1}/wall`)).status, 403);
  assert.equal((await office.person.get(`${V1}/wall`)).status, 401);
});

test('public figures: those that the place switched on, small numbers not told, cached', async () => {
  const off = await office.person.get(`${V1}/public/figures`);
  assert.deepEqual([off.status, off.body.figures], [200, []], 'nothing is shown unless it is switched on');
  assert.equal((await office.person.get(`${V1}/public/place`)).body.figures, false);
  const open = await startServer({ prepare: (data) => configure(data, 'public_figures = received, valid, explained, levels\npublic_figures_least = 3\n') });
  try {
    const town = await Office.of(open);
    for (let i = 0; i < 5; i++) {
      const demand = await town.demand({ words: `第${i}件（示例）` });
      if (i === 4) await town.climbed(demand.num);
      else if (i > 0) await town.opened(demand.num);
    }
    const answer = await town.person.get(`${V1}/public/figures`);
    assert.match(answer.headers.get('cache-control'), /public, max-age=/);
    assert.deepEqual(answer.body.figures.map((f) => f.name), ['received', 'valid', 'explained', 'levels']);
    const of = (name) => answer.body.figures.find((f) => f.name === name);
    assert.deepEqual([of('received').n, of('valid').n, of('explained').n], [5, 4, 0]);
    assert.deepEqual(of('levels').parts.map((p) => [p.name, p.n]).sort(), [['community', null], ['district', null]], 'one of one is not told, nor what would tell it');
    assert.equal((await town.person.get(`${V1}/public/place`)).body.figures, true);
    const config = join(scratch, 'huiyin.conf');
    writeFileSync(config, 'public_figures = everything\n');
    assert.throws(() => huiyin('config', '--config', config), /public_figures/);
  } finally {
    await open.stop();
  }
});
