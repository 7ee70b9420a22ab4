// SPDX-License-Identifier: Apache-2.0
// The three tracks of handling: whistle and arrival with both appraisals, helpers by name, works in
// stages with quantities, the agreement of a mediation, which track a matter is on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { castOf, refused } from './cast.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'huiyin-tracks-'));
let server, cast;
before(async () => {
  server = await startServer();
  cast = await castOf(server);
});
after(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true });
});

const named = { privacy: 'named', name: '示例·赵群众', phone: '13900000001' };
const COMMUNITY = '北门社区';
const HOUSING = '住房和城乡';
const CITY = '综合行政执法';
const day = (n) => new Date(Date.now() + n * 86400000 + 8 * 3600000).toISOString().slice(0, 10);

/** Levelled to the community and led by it. */
async function atCommunity(words) {
  const way = await cast.demand({ words, place: COMMUNITY, ...named });
  await way.demand('beimen2', 'screen-valid', {});
  await way.demand('beimen1', 'open-matter', { title: '占道经营屡禁不止' });
  await way.matter('beimen1', 'level', { lvl: 'community', track: 'hard', reason: '社区吹哨统筹' });
  await way.matter('beimen1', 'dispatch', { lead: cast.unit('北门社区居民委员会') });
  await way.task('beimen2', 'sign');
  return way;
}

async function atHousing(words) {
  const way = await cast.demand({ words, ...named });
  await way.demand('xinfang1', 'screen-valid', {});
  await way.demand('xinfang3', 'open-matter', {});
  await way.matter('xinfang3', 'level', { lvl: 'district' });
  await way.matter('xinfang4', 'dispatch', { lead: cast.unit(HOUSING) });
  await way.task('zhujian1', 'sign');
  return way;
}

describe('the whistle (BZ-47, BZ-48)', () => {
  let way;
  const hour = () => new Date(Date.now() + 3600000).toISOString();

  test('a community that takes part summons a department; nobody else does', async () => {
    way = await atCommunity('夜市摊位占了消防通道');
    refused(await way.tries('matter', 'xinfang4', 'whistle', { units: [cast.unit(CITY)], words: '请来' }), 403);
    refused(await way.tries('matter', 'beimen2', 'whistle', { units: [cast.unit('北门社区居民委员会')], words: '叫自己' }), 400);
    const by = hour();
    await way.matter('beimen2', 'whistle', { units: [cast.unit(CITY)], arrive_by: by, words: '摊位堵了消防通道，请到现场一起清' });
    refused(await way.tries('matter', 'beimen2', 'whistle', { units: [cast.unit(CITY)], words: '再叫一次' }), 409);
    const { body } = await way.see('beimen2', 'matter');
    assert.deepEqual(body.tasks.map((t) => t.role), ['lead', 'whistle']);
    assert.equal(body.tasks[1].late, false);
    assert.equal(Date.parse(body.tasks[1].arrive_due_at), Date.parse(by), 'the hour that was named, not the usual limit');
  });

  test('the department asks to be let off; the street decides', async () => {
    refused(await way.tries('task', 'chengguan1', 'sign', {}, `${way.matterNum}-2`), 409);
    await way.task('chengguan1', 'ask-return', { ground: 'not_duty', reason: '属市场监管' }, 2);
    refused(await way.tries('task', 'beimen1', 'refuse-return', { reason: '还是要来' }, `${way.matterNum}-2`), 403);
    await way.task('dongcheng3', 'refuse-return', { reason: '占道归城管' }, 2);
    assert.equal(await way.state('chengguan1', 'task', `${way.matterNum}-2`), 'sent');
  });

  test('it arrives, works, reports; the lead waits for it', async () => {
    await way.task('chengguan1', 'arrive', { words: '两人到场', lon: 106.75, lat: 31.86, crs: 'CGCS2000' }, 2);
    const seen = (await way.see('beimen2', 'matter')).body.tasks[1];
    assert.deepEqual([seen.state, seen.late], ['signed', false]);
    assert.ok(seen.arrived_at);
    await way.task('beimen2', 'verify', { truth: '属实' });
    refused(await way.tries('task', 'beimen2', 'report', { words: '已清', result: 'solved' }), 400);
    await way.task('chengguan1', 'verify', { truth: '属实' }, 2);
    await way.task('chengguan1', 'report', { words: '摊位已搬走', result: 'solved' }, 2);
    await way.task('chengguan2', 'agree', undefined, 2);
    await way.task('beimen2', 'report', { words: '通道已清', result: 'solved' });
  });

  test('both sides are appraised, each by another person than a handler', async () => {
    const num = `${way.matterNum}-2`;
    const of = { came: 'yes', did: 'yes', grade: 'satisfied', reason: '到得快，清得净' };
    const call = { did: 'yes', grade: 'very_satisfied', reason: '确需部门执法' };
    refused(await way.tries('task', 'beimen2', 'appraise-unit', of, num), 403);
    refused(await way.tries('task', 'dongcheng3', 'appraise-unit', of, num), 403);
    refused(await way.tries('task', 'chengguan1', 'appraise-whistle', call, num), 403);
    await way.task('beimen1', 'appraise-unit', of, 2);
    refused(await way.tries('task', 'beimen1', 'appraise-unit', of, num), 409);
    await way.task('chengguan2', 'appraise-whistle', call, 2);
    const { appraisals } = (await way.see('beimen1', 'task', num)).body.task;
    assert.deepEqual(appraisals.map((a) => [a.about, a.did, a.reason]), [['unit', 'yes', of.reason], ['whistle', 'yes', call.reason]]);
  });

  test('figures by unit, for who keeps the boards', async () => {
    const got = await (await cast.as('ducha1')).get('/api/v1/tracks/whistles');
    assert.equal(got.status, 200, JSON.stringify(got.body));
    const unit = got.body.units.find((u) => u.unit_id === cast.unit(CITY));
    assert.deepEqual([unit.whistles, unit.arrived, unit.in_time, unit.late, unit.did_part, unit.graded, unit.grade_mean], [1, 1, 1, 0, 1, 1, '4']);
    const from = got.body.whistlers.find((u) => u.unit_id === cast.unit('北门社区居民委员会'));
    assert.deepEqual([from.whistles, from.called_for, from.grade_mean], [1, 1, '5']);
    refused(await (await cast.as('beimen2')).get('/api/v1/tracks/whistles'), 403);
    refused(await (await cast.as('ducha1')).get('/api/v1/tracks/whistles?from=never'), 400);
    const none = await (await cast.as('ducha1')).get(`/api/v1/tracks/whistles?to=${day(-30)}`);
    assert.deepEqual(none.body.units, []);
  });
});

test('the track is suggested with its reason, decided by a person, and a list of its own (BZ-45 … BZ-47)', async () => {
  const way = await cast.demand({ words: '道路破损多年', ...named });
  await way.demand('xinfang1', 'screen-valid', { class: 'municipal' });
  await way.demand('xinfang3', 'open-matter', {});
  const level = (await way.see('xinfang3', 'matter')).body.actions.find((a) => a.name === 'level');
  const field = level.fields.find((f) => f.name === 'track');
  assert.equal(field.value, 'hard');
  assert.match(field.help, /难事攻坚.*市政建设/);
  assert.deepEqual(field.options.map((o) => o.value), ['easy', 'special', 'hard']);
  await way.matter('xinfang3', 'level', { lvl: 'district', track: 'special' });
  const seen = (await way.see('xinfang3', 'matter')).body;
  assert.deepEqual([seen.row.track, seen.labels.track], ['special', '特事专办']);
  assert.equal(seen.timeline.find((l) => l.action === 'level').note.track_suggested, 'hard');
  const work = await (await cast.as('xinfang4')).get('/api/v1/work?list=track&track=special');
  assert.deepEqual(work.body.rows.map((r) => [r.num, r.track_text]), [[way.matterNum, '特事专办']]);
});

test('BZ-45: who goes with, helps or acts for the citizen is told by name, and when it is done', async () => {
  const way = await atHousing('老人不会办公租房续租');
  refused(await way.tries('task', 'zhujian1', 'name-helper', { kind: 'behalf', words: '代交材料' }), 400);
  await way.task('zhujian1', 'name-helper', { kind: 'behalf', volunteer: '示例·李帮', words: '代您到窗口交材料' });
  const officers = (await (await cast.as('zhujian1')).get(`/api/v1/officers?unit=${cast.unit(HOUSING)}`)).body.officers;
  await way.task('zhujian1', 'name-helper', { kind: 'accompany', officer: officers[0].value, words: '陪您去看房' });
  await way.task('zhujian1', 'helper-done', { serial: 1, words: '材料已交，等通知' });
  const { aids } = (await way.see('zhujian1', 'task')).body.task;
  assert.deepEqual(aids.map((a) => [a.serial, a.kind, Boolean(a.done_at)]), [[1, 'behalf', true], [2, 'accompany', false]]);
  const steps = (await way.mine()).body.steps;
  assert.ok(steps.some((s) => s.action === 'helper-named' && s.words === '志愿者示例·李帮替您代办：代您到窗口交材料'));
  assert.ok(steps.some((s) => s.action === 'helper-done' && s.words === '材料已交，等通知'));
});

describe('works in stages', () => {
  let way;

  test('ZY-38 ZY-41 BZ-51: planned by place and measure', async () => {
    way = await atHousing('城区停车难，断头路多年不通');
    const plan = { reason: '分批建设', stages: [`${day(60)} 新增车位`, `${day(300)} 打通断头路`] };
    refused(await way.tries('matter', 'zhujian1', 'ask-stages', { ...plan, quantities: ['1 城区 车位'] }), 400);
    await way.matter('zhujian1', 'ask-stages', {
      ...plan,
      quantities: ['1 城区 新增临时停车场车位 2402 个', '1 城郊 施划临时停车位 2600个', '2 城郊 破损路断头路 59 处', '2 城郊 破损路断头路 30.5 公里'],
    });
    assert.equal((await way.mine()).body.works, undefined, 'nothing before it is granted');
    await way.matter('lingdao1', 'grant-asked', { reason: '同意' });
  });

  test('ZY-39 ZY-40 ZY-42: done so far, in percent; measures are never added', async () => {
    const progress = (await way.see('zhujian1', 'matter')).body.actions.find((a) => a.name === 'stage-progress');
    const lines = progress.fields.find((f) => f.name === 'done').value;
    assert.equal(lines[0], '1 0 /2402个 城区 新增临时停车场车位');
    const done = lines.map((l) => l.replace('1 0 ', '1 2221 ').replace('2 0 ', '2 1600 ').replace('3 0 ', '3 12 '));
    await way.matter('zhujian1', 'stage-progress', { words: '七处停车场建成', done });
    const { works } = (await way.mine()).body;
    assert.deepEqual(works.totals, [
      { measure: '个', planned: '5002', done: '3821', permille: 763 },
      { measure: '处', planned: '59', done: '12', permille: 203 },
      { measure: '公里', planned: '30.5', done: '0', permille: 0 },
    ]);
    await way.matter('zhujian1', 'stage-report', { serial: 1, words: '车位全部建成', done: ['1 2402', '2 2600'] });
    const seen = (await way.see('ducha1', 'matter')).body.works;
    assert.deepEqual(seen.rows.map((r) => r.permille), [1000, 1000, 203, 0]);
  });

  test('BZ-52 BZ-53: buildings by number and area, households by number', async () => {
    const other = await atHousing('违章建筑多，办不了产权证');
    await other.matter('zhujian1', 'ask-stages', {
      reason: '专班推进', stages: [`${day(90)} 拆除`, `${day(200)} 办证`], quantities: ['1 南池 拆除违建 84 处', '1 南池 拆除违建 3100 平方米', '2 荧屏花园 办理不动产权证 406 户'],
    });
    await other.matter('lingdao1', 'grant-asked', { reason: '同意' });
    await other.matter('zhujian1', 'stage-progress', { words: '全部完成', done: ['1 84', '2 3100.5', '3 406'] });
    const { totals } = (await other.see('zhujian1', 'matter')).body.works;
    assert.deepEqual(totals.map((t) => [t.measure, t.done, t.permille]), [['处', '84', 1000], ['平方米', '3100.5', 1000], ['户', '406', 1000]]);
  });

  test('a report by topic, and as a workbook', async () => {
    await way.matter('xinfang4', 'bundle', { title: '停车难专项', plan: '分批建设车位、打通断头路', reason: '一并推进', unit: cast.unit(HOUSING) });
    const desk = await cast.as('ducha1');
    const got = await desk.get('/api/v1/tracks/works');
    assert.equal(got.status, 200, JSON.stringify(got.body));
    const rows = got.body.rows.filter((r) => r.matter === way.matterNum);
    assert.deepEqual(rows.map((r) => [r.topic, r.measure, r.planned, r.done]), [
      ['停车难专项', '个', '2402', '2402'], ['停车难专项', '个', '2600', '2600'], ['停车难专项', '处', '59', '12'], ['停车难专项', '公里', '30.5', '0'],
    ]);
    assert.deepEqual(got.body.totals.filter((t) => t.topic).map((t) => [t.topic, t.measure, t.planned, t.done]), [
      ['停车难专项', '个', '5002', '5002'], ['停车难专项', '处', '59', '12'], ['停车难专项', '公里', '30.5', '0'],
    ]);
    const { bundle } = got.body.totals.find((t) => t.topic);
    assert.equal((await desk.get(`/api/v1/tracks/works?bundle=${bundle}`)).body.rows.length, 4);
    assert.deepEqual((await desk.get('/api/v1/tracks/works?bundle=none')).body.rows, []);
    const file = await desk.get('/api/v1/tracks/works/file');
    assert.equal(file.status, 200);
    const path = join(scratch, 'works.xlsx');
    writeFileSync(path, file.body);
    const sheets = execFileSync('python3', ['-c', 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read("xl/workbook.xml").decode())', path], { encoding: 'utf8' });
    assert.match(sheets, /分阶段工程量[\s\S]*按计量单位合计/);
  });
});

test('BZ-59: the agreement of a mediation is a record with its parties, and is asked about', async () => {
  const way = await atHousing('两家为采光争了七年');
  const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
  const paper = await (await cast.as('zhujian1')).upload({ name: '调解协议.pdf', bytes: pdf });
  const scan = paper.body.ref ?? paper.body.id;
  const form = {
    parties: ['示例·甲 13900000003', '示例·乙 13900000004'],
    terms: '甲方拆除雨棚，乙方不再堵门',
    signed_at: `${day(0)}T00:00:00+08:00`,
    follow_at: `${day(30)}T00:00:00+08:00`,
    attachments: [scan],
  };
  refused(await way.tries('matter', 'zhujian1', 'record-agreement', { ...form, parties: ['示例·甲'] }), 400);
  refused(await way.tries('matter', 'zhujian1', 'record-agreement', { ...form, attachments: [] }), 400);
  await way.matter('zhujian1', 'record-agreement', form);
  const seen = (await way.see('zhujian1', 'matter')).body;
  const [agreement] = seen.agreements;
  assert.equal(agreement.terms, form.terms);
  assert.equal(agreement.attachments[0].name, '调解协议.pdf');
  assert.ok(!JSON.stringify(seen).includes('13900000003'), 'the parties are masked');
  const found = await (await cast.as('xinfang1')).post('/api/v1/lookup', { value: '13900000003' });
  assert.ok(found.body.rows.some((r) => r.num === way.num), `a party is found by telephone: ${JSON.stringify(found.body)}`);
  assert.deepEqual(seen.stages.map((s) => s.kind), ['promise']);
  const sheet = `/api/v1/agreements/${way.matterNum}/1`;
  const print = await (await cast.as('zhujian1')).get(sheet);
  assert.equal(print.status, 200);
  assert.match(print.body, /调处协议登记表[\s\S]*甲方拆除雨棚/);
  assert.ok(!print.body.includes('13900000003'));
  assert.equal((await (await cast.as('chengguan1')).get(sheet)).status, 404);
  refused(await way.tries('matter', 'zhujian1', 'agreement-kept', { serial: 1, kept: 'yes', words: '都做到了' }), 403);
  await way.matter('ducha1', 'agreement-kept', { serial: 1, kept: 'no', words: '雨棚没有拆' });
  const later = (await way.see('ducha1', 'matter')).body;
  assert.equal(later.agreements[0].kept, 'no');
  assert.equal(later.stages[0].outcome, 'broken');
});

test('everything that was written can be computed again from the events', () => {
  assert.match(huiyin('check', '--data', server.data), /全部相符/);
});
