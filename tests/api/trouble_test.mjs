// SPDX-License-Identifier: Apache-2.0
// A hot spot becomes a root problem: owner, cause (ZL-34, HY-26), plan with quantities (ZY-38 … ZY-42: 5,002
// planned, 3,821 done), measures, the units that were asked whether they have the same (ZY-32), and months later
// whether the demands fell, in equal windows; a person concludes, and what comes back is taken up again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from '../cmd/lib.mjs';
import { huiyin, startServer } from '../server.mjs';
import { castOf } from './cast.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const DAY = 86400000;
let server, office, cast, num;
/** Who has no password in the demo register gets one. */
const desks = async () => {
  for (const login of ['chengguan1', 'zhujian2', 'lingdao1', 'fenxi1']) office.clients.set(login, await cast.as(login));
};
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  cast = await castOf(server);
  await desks();
});
after(() => server?.stop());

const get = async (login, path) => (await office.by(login)).get(`${V1}${path}`);
async function seen(login, path) {
  const got = await get(login, path);
  assert.equal(got.status, 200, `${login} ${path}: ${JSON.stringify(got.body)}`);
  return got.body;
}
/** An act at the version that stands. */
async function post(login, what, body, of = num) {
  const now = await get(login, `/troubles/${of}`);
  return (await office.by(login)).post(`${V1}/troubles/${of}/${what}`, body, { etag: now.etag ?? '"1"', key: newKey() });
}
async function ok(login, what, body, of = num) {
  const got = await post(login, what, body, of);
  assert.equal(got.status, 200, `${login} ${what}: ${JSON.stringify(got.body)}`);
  return got.body;
}
async function refused(status, login, what, body, of = num) {
  const got = await post(login, what, body, of);
  assert.equal(got.status, status, `${login} ${what}: ${JSON.stringify(got.body)}`);
  return got.body;
}
function unzipped(bytes) {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-trouble-'));
  try {
    writeFileSync(join(dir, 'a.xlsx'), bytes);
    return execFileSync('unzip', ['-p', join(dir, 'a.xlsx')], { encoding: 'utf8', maxBuffer: 1 << 26 });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
let shifted = 0;
function later(days) {
  shifted += days;
  huiyin('clock', 'offset', String(shifted * DAY), '--json', '--data', server.data);
}
const today = (days = 0) => new Date(Date.now() + (shifted + days) * DAY).toISOString();
/** What waits in the root problem for the officer's own units: what, whether with a limit, whether too late. */
async function waits(login) {
  const { troubles } = await seen(login, '/troubles?waiting=true');
  const mine = troubles.find((t) => t.num === num);
  return mine ? [mine.waits, Boolean(mine.waits_by), mine.waits_late] : null;
}
const PLANT = [
  '银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉',
  '银杏嘉园小区旁建了搅拌站，灰尘飘进家里，噪音轰鸣',
  '搅拌站灰尘噪音太大了，银杏嘉园的人都睡不着觉',
  '银杏嘉园附近的搅拌站还在轰鸣，灰尘和噪音让人睡不着觉',
];
let officer, spot;

test('a hot spot becomes a root problem: owner, cause, area; it is held from then on', async () => {
  for (const words of PLANT) await office.demand({ words });
  for (let i = 0; i < 100 && !spot; i++) {
    spot = (await seen('fenxi1', '/hotspots')).hotspots.find((h) => h.size === 4);
    if (!spot) await new Promise((r) => setTimeout(r, 200));
  }
  assert.ok(spot, 'a hot spot of four');
  const { officers } = await seen('xinfang3', `/officers?unit=${office.unit('区住')}`);
  officer = officers[0];
  const choices = await seen('xinfang3', '/choices');
  assert.ok(choices.root_causes.some((c) => c.value === 'planning' || c.code === 'planning'), JSON.stringify(choices.root_causes));
  const body = { name: '城区停车难', hotspot: spot.id, unit: office.unit('区住'), officer: officer.value, cause: 'planning', why: '规划车位少于保有量', days: 60 };
  const analyst = await office.by('fenxi1');
  const make = (over) => analyst.post(`${V1}/troubles`, { ...body, ...over }, { key: newKey() });
  assert.equal((await make({ cause: 'nonsense' })).status, 400);
  assert.equal((await make({ days: 3 })).status, 400);
  assert.equal((await make({ hotspot: '17' })).status, 404);
  assert.equal((await make({ hotspot: undefined })).status, 400, 'neither hot spot nor class');
  assert.equal((await (await office.by('zhujian1')).post(`${V1}/troubles`, body, { key: newKey() })).status, 403);
  const made = await make();
  assert.equal(made.status, 200, JSON.stringify(made.body));
  num = made.body.num;
  const one = await seen('fenxi1', `/troubles/${num}`);
  assert.equal(one.state, 'open');
  assert.equal(one.cause_text, '规划建设缺口');
  assert.equal(one.hotspot_id, spot.id);
  assert.deepEqual(one.counts.map((c) => [c.way, c.before, c.after]), [['hotspot', 4, 0]]);
  const held = (await seen('fenxi1', `/hotspots/${spot.id}`));
  assert.ok(held.held && held.state === 'followed');
  assert.deepEqual(held.troubles.map((t) => t.num), [num]);
  const behind = await seen('fenxi1', `/troubles/${num}/demands?way=hotspot&side=before`);
  assert.equal(behind.all, 4);
  assert.equal(behind.demands.length, 4);
});

test('ZY-38 … ZY-42: 5,002 planned, 3,821 done, by unit and month; what a matter brings about is counted once', async () => {
  assert.deepEqual(await waits('zhujian2'), ['plan', false, false], 'the owner is to plan');
  assert.equal(await waits('chengguan1'), null, 'not asked yet');
  const lot = { words: '新建临时停车场', unit: office.unit('区住'), due: today(200), site: '城区', amount: '3002', measure: '个' };
  assert.equal((await ok('fenxi1', 'measures', lot)).state, 'open');
  await ok('zhujian2', 'measures', { ...lot, words: '施划临时停车位', amount: '2000', unit: office.unit('区综合行政'), yields: 'policy' });
  await refused(400, 'fenxi1', 'measures', { ...lot, yields: 'miracle' });
  await refused(400, 'fenxi1', 'measures', { ...lot, amount: 'viele' });
  await refused(400, 'fenxi1', 'measures', { ...lot, measure: undefined });
  await refused(400, 'fenxi1', 'measures', { ...lot, due: today(-2) });
  await ok('zhujian1', 'progress', { serial: '1', amount: '2221', on: today(), note: '7处' });
  await refused(400, 'zhujian1', 'progress', { serial: '1', amount: '9999', less: true, on: today() });
  await ok('fenxi1', 'progress', { serial: '2', amount: '1700', on: today() });
  await ok('fenxi1', 'progress', { serial: '2', amount: '100', less: true, on: today(), note: '更正' });
  assert.deepEqual(await waits('zhujian2'), ['measure', true, false]);
  assert.equal(await waits('fenxi1'), null, 'nothing is hers to do');
  const one = await seen('zhujian1', `/troubles/${num}`);
  assert.deepEqual(one.sums, [{ measure: '个', planned: '5002', done: '3821', permille: 763 }]);
  assert.deepEqual(one.units.map((u) => [u.planned, u.done]), [['3002', '2221'], ['2000', '1600']]);
  assert.equal(one.months.reduce((n, m) => n + Number(m.done), 0), 3821);
  assert.equal(one.months.reduce((n, m) => n + Number(m.planned), 0), 5002);
  assert.equal(one.measures[1].steps.length, 2);
  const d = await office.demand();
  const matter = await office.dispatched(d.num);
  await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
  const day = today(30).slice(0, 10);
  await office.act('zhujian1', 'matter', matter, 'ask-stages', {
    reason: '工程量大', stages: [`${day} 建成`], quantities: ['1 城南 充电桩 40 套'] });
  await ok('fenxi1', 'measures', { words: '配建充电桩', unit: office.unit('区住'), due: today(200), matter });
  assert.deepEqual((await seen('fenxi1', `/troubles/${num}`)).sums.length, 1, 'asked, not granted');
  await refused(409, 'fenxi1', 'measures', { words: '再配建一次', unit: office.unit('区住'), due: today(200), matter });
  await office.act('lingdao1', 'matter', matter, 'grant-asked', { reason: '同意' });
  const both = await seen('fenxi1', `/troubles/${num}`);
  assert.deepEqual(both.sums[1], { measure: '套', planned: '40', done: '0', permille: 0 });
  assert.equal(both.measures[2].amounts[0].matter, matter);
});

test('ZY-32: one to a class: where else it stands, each unit asked answers for its own, with a limit', async () => {
  const far = await office.placeOf('西城街道').catch(() => null);
  assert.ok(far, 'another street');
  const asked = [office.unit('区综合行政'), office.unit('西城街道')];
  await refused(403, 'zhujian2', 'ask', { units: asked, words: '请排查' });
  await ok('fenxi1', 'ask', { units: asked, workdays: 3, words: '请排查辖区停车难' });
  await refused(409, 'fenxi1', 'ask', { units: [asked[0]], words: '再查一次' });
  let one = await seen('fenxi1', `/troubles/${num}`);
  assert.deepEqual([one.asked.units, one.asked.unanswered], [2, 2]);
  await refused(403, 'fenxi1', 'answer', { unit: asked[0], answer: 'none', words: '代答' });
  const theirs = 'chengguan1';
  const own = await seen(theirs, `/troubles/${num}`);
  assert.deepEqual(own.asks.filter((a) => a.may_answer).map((a) => a.unit_id), [asked[0]]);
  assert.ok((await seen(theirs, '/troubles')).troubles[0].to_answer);
  assert.deepEqual(await waits(theirs), ['answer', true, false], 'its limit comes before that of its measure');
  await ok(theirs, 'answer', { unit: asked[0], answer: 'have', words: '有三处，正在整改' });
  await ok(theirs, 'answer', { unit: asked[0], answer: 'mended', words: '三处都已整改' });
  assert.equal((await waits(theirs))[0], 'measure', 'answered, its measure is left');
  await refused(409, theirs, 'answer', { unit: asked[0], answer: 'none', words: '改口' });
  one = await seen('fenxi1', `/troubles/${num}`);
  assert.deepEqual([one.asked.unanswered, one.asked.mended], [1, 1]);
  assert.ok(one.asks.find((a) => a.unit_id === asked[0]).mended_at);
});

test('a unit that does not answer in time is warned, as the rule says; who answered is not', async () => {
  const late = office.unit('西城街道');
  const notices = async () => (await seen('ducha1', '/notices?cause=asked')).notices;
  assert.deepEqual(await notices(), [], 'not yet due');
  later(8);
  let rows = [];
  for (let i = 0; i < 150 && !rows.length; i++) {
    rows = await notices();
    if (!rows.length) await new Promise((r) => setTimeout(r, 200));
  }
  assert.deepEqual(rows.map((n) => n.unit_id), [late]);
  const one = await seen('ducha1', `/notices/${rows[0].num}`);
  assert.ok(one.words.includes(num), one.words);
  assert.deepEqual([one.state, one.threshold], ['open', '超过时限1个工作日']);
  await new Promise((r) => setTimeout(r, 3000));
  assert.equal((await notices()).length, 1, 'once');
});

/** JN-26, JN-42: what was declared done stands in the month it was, by unit and kind, and leads to the root problem. */
async function yielded() {
  const { measures } = await seen('fenxi1', `/troubles/${num}`);
  assert.deepEqual(measures.map((m) => [m.yields, m.yields_text, m.result, m.paper, m.paper_num]), [
    ['works', '工程治理', '已完成', '', ''],
    ['policy', '完善政策', '已印发执行', '临时停车位管理办法', '区综执〔2026〕8号'],
    ['works', '工程治理', '已完成', '', ''],
  ]);
  const month = new Date(Date.parse(measures[1].ended_at) + 8 * 3600000).toISOString().slice(0, 7);
  const of = async (login, more = '') => (await seen(login, `/months/report?month=${month}&stand=now${more}`)).yields;
  const [housing, order] = [office.unit('区住'), office.unit('区综合行政')];
  const rows = await of('fenxi1');
  const row = (unit) => rows.find((y) => y.unit === unit);
  assert.equal(rows.length, 2, JSON.stringify(rows));
  assert.deepEqual([row(housing).yields, row(housing).n], ['works', 2]);
  assert.deepEqual([row(order).yields, row(order).n], ['policy', 1]);
  assert.deepEqual(row(housing).measures.map((m) => [m.num, m.serial]), [[num, 1], [num, 3]]);
  assert.deepEqual([row(order).measures[0].name, row(order).measures[0].paper_num], ['城区停车难', '区综执〔2026〕8号']);
  assert.deepEqual((await of('fenxi1', `&unit=${order}`)).map((y) => y.unit), [order], "one unit's alone");
  assert.deepEqual(await of('beimen2'), [], 'not for whom it does not concern');
  const before = new Date(Date.parse(`${month}-01T00:00:00Z`) - DAY).toISOString().slice(0, 7);
  assert.deepEqual((await seen('fenxi1', `/months/report?month=${before}&stand=now`)).yields, [], 'in its month only');
  const file = await get('fenxi1', `/months/report/file?month=${month}&stand=now`);
  assert.equal(file.status, 200);
  const text = unzipped(file.body);
  for (const part of ['治本产出', '完善政策', '临时停车位管理办法', num]) assert.ok(text.includes(part), part);
  const keeper = await office.by('ducha1');
  const paper = await keeper.post(`${V1}/documents`, { kind: 'month', about: `month ${month} now`, text: '举一反三。' }, { key: newKey() });
  assert.equal(paper.status, 201, JSON.stringify(paper.body));
  const words = unzipped((await keeper.get(`${V1}/documents/${paper.body.id}/docx`)).body).replace(/<[^>]+>/g, '');
  assert.ok(words.includes('城区停车难：施划临时停车位（临时停车位管理办法，区综执〔2026〕8号）'), words);
}

test('months later a person who did not declare it finished concludes from equal windows; it comes back', async () => {
  await refused(409, 'zhujian2', 'finish', { reason: '都做完了' });
  await refused(400, 'zhujian2', 'measures/end', { serial: '2', note: '已印发' });
  await refused(400, 'zhujian2', 'measures/end', { serial: '2', note: '已印发', paper: '临时停车位管理办法' });
  await refused(400, 'zhujian2', 'measures/end', { serial: '1', note: '已完成', paper_num: '区综执〔2026〕8号' });
  assert.equal((await seen('fenxi1', `/troubles/${num}`)).measures[1].state, 'open', 'no policy without its document');
  await ok('zhujian2', 'measures/end', { serial: '2', note: '已印发执行', paper: '临时停车位管理办法', paper_num: '区综执〔2026〕8号' });
  for (const serial of [1, 3]) await ok('zhujian2', 'measures/end', { serial: String(serial), note: '已完成' });
  await yielded();
  assert.deepEqual(await waits('zhujian2'), ['finish', false, false]);
  assert.equal(await waits('chengguan1'), null);
  await ok('zhujian2', 'finish', { reason: '三项措施都已完成' });
  assert.equal((await seen('fenxi1', `/troubles/${num}`)).state, 'watching');
  await refused(409, 'fenxi1', 'conclude', { verdict: 'solved', reason: '太早了' });
  later(10);
  await office.demand({ words: PLANT[0] });
  later(51);
  office.clients.clear();
  cast = await castOf(server);
  await desks();
  for (let i = 0; i < 100; i++) {
    const now = await seen('fenxi1', `/troubles/${num}`); // the server takes the clock over within seconds
    if (now.due && now.counts[0].after === 1) break;
    await new Promise((r) => setTimeout(r, 200));
  }
  const due = await seen('fenxi1', `/troubles/${num}`);
  assert.deepEqual([due.counts[0].before, due.counts[0].after, due.due], [4, 1, true]);
  assert.deepEqual(await waits('fenxi1'), ['conclude', true, false], 'the check is due');
  assert.equal(await waits('zhujian2'), null, 'not by who did it');
  await refused(403, 'zhujian2', 'conclude', { verdict: 'solved', reason: '自己说了算' });
  await ok('fenxi1', 'conclude', { verdict: 'fell', reason: '四件降到一件' });
  assert.equal(await waits('fenxi1'), null);
  const done = await seen('fenxi1', `/troubles/${num}`);
  assert.equal(done.state, 'fell');
  assert.deepEqual(done.verdicts[0].counts.map((c) => [c.before, c.after]), [[4, 1]]);
  assert.equal((await seen('fenxi1', `/troubles/${num}/demands?way=hotspot&side=after&round=1`)).all, 1);
  await refused(409, 'fenxi1', 'conclude', { verdict: 'solved', reason: '再来一次' });
  later(2);
  office.clients.clear();
  cast = await castOf(server);
  await desks();
  for (const words of PLANT.slice(0, 3)) await office.demand({ words });
  let back;
  for (let i = 0; i < 100 && !back?.back; i++) {
    back = (await seen('fenxi1', '/troubles')).troubles[0];
    await new Promise((r) => setTimeout(r, 200));
  }
  assert.ok(back.back, 'three since: it is back');
  await ok('fenxi1', 'reopen', { reason: '又反映三件' });
  const again = await seen('fenxi1', `/troubles/${num}`);
  assert.deepEqual([again.state, again.round, again.verdicts.length], ['open', 2, 1]);
});

test('it is written into a workbook, and the check reckons it again', async () => {
  const file = await get('fenxi1', `/troubles/${num}/xlsx`);
  assert.equal(file.status, 200);
  const text = unzipped(file.body);
  for (const part of ['措施与计划', '新建临时停车场', '3002', '2221', '四件降到一件', '三处都已整改', '完善政策', '临时停车位管理办法', '区综执〔2026〕8号']) assert.ok(text.includes(part), part);
  huiyin('check', '--data', server.data); // throws when it finds something
  const found = (spoil, back, words) => {
    sql(server.data, spoil);
    assert.throws(() => huiyin('check', '--data', server.data), (e) => `${e.stdout}${e.stderr}`.includes(words), words);
    sql(server.data, back);
  };
  found('UPDATE trouble_measure SET done = done + 1000 WHERE serial = 1', 'UPDATE trouble_measure SET done = done - 1000 WHERE serial = 1', '完成数量与各次之和不符');
  found("UPDATE trouble SET state = 'watching'", "UPDATE trouble SET state = 'open'", '根源问题的状态与结论不符');
  found('UPDATE trouble_verdict SET hotspot_after = hotspot_after + 1', 'UPDATE trouble_verdict SET hotspot_after = hotspot_after - 1', '结论的件数与所依据的诉求不符');
  huiyin('check', '--data', server.data);
});

test('whom it does not concern does not see it, and an unknown one is not there', async () => {
  assert.equal((await get('beimen2', `/troubles/${num}`)).status, 404);
  assert.deepEqual((await seen('beimen2', '/troubles')).troubles, []);
  assert.equal((await get('fenxi1', '/troubles/1')).status, 404);
});
