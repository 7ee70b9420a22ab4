// SPDX-License-Identifier: Apache-2.0
// BZ-17, BZ-18: the level that rules or directory suggest, with the reason; a person decides, and
// gives a reason for another one; how often was followed and how often not.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { sql } from '../cmd/lib.mjs';
import { logIn } from './lib.mjs';
import { Office } from './loop.mjs';
import { huiyin, startServer } from '../server.mjs';

const V1 = '/api/v1';
let server, office;
const matters = {};
const scratch = mkdtempSync(join(tmpdir(), 'huiyin-levels-'));

before(async () => {
  server = await startServer();
  office = await Office.of(server);
});
after(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true });
});

/** A matter of the community, to be levelled. */
async function open(screened) {
  const { num } = await office.demand({ words: '楼道灯不亮，请修一修（示例）' });
  return office.opened(num, screened);
}
async function level(login, num, body) {
  const client = await office.by(login);
  const { etag } = await client.get(`${V1}/matters/${num}`);
  return client.post(`${V1}/matters/${num}/level`, body, { etag });
}
const seen = async (login, num) => (await office.see(login, 'matter', num)).body;
const formOf = (body) => body.actions.find((a) => a.name === 'level');
const lastLevel = (body) => body.timeline.filter((l) => l.action === 'level').at(-1);

test('the form says what each difficulty would suggest, and why', async () => {
  matters.small = await open({ class: 'estate', kind: 'personal' });
  const form = formOf(await seen('beimen2', matters.small));
  const options = Object.fromEntries(form.fields.find((f) => f.name === 'difficulty').options.map((o) => [o.value, o]));
  assert.deepEqual(options.short.sets, { lvl: 'community' });
  assert.equal(options.short.hint, '建议责任层级：社区（分级规则第2条：领域“小区管理”，难易“立办或短期可办结”）');
  assert.deepEqual(options.complex.sets, { lvl: 'street' });
  assert.match(options.complex.hint, /街道（分级规则第8条：难易/);
  assert.ok(form.notes.some((n) => /与建议不同的，须写明理由/.test(n.text)));
  const english = await (await office.by('beimen2')).get(`${V1}/matters/${matters.small}`, { headers: { 'accept-language': 'en' } });
  const said = formOf(english.body).fields.find((f) => f.name === 'difficulty').options.find((o) => o.value === 'short');
  assert.match(said.hint, /^Suggested level: community \(level rule 2: field "estate management", difficulty/);
});

test('followed: no reason is needed, and both stand in the event and in the dossier', async () => {
  const done = await level('beimen2', matters.small, { lvl: 'community', difficulty: 'short' });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  const body = await seen('beimen2', matters.small);
  const { note } = lastLevel(body);
  assert.deepEqual([note.level_source, note.level_rule, note.level_suggested, note.level_chosen], ['rule', 2, 'community', 'community']);
  assert.match(body.labels.levelled, /建议责任层级：社区（分级规则第2条.*已采纳/);
});

test('another level: refused without a reason, kept with it; rules go before the directory', async () => {
  matters.hard = await open({ class: 'estate', kind: 'collective' });
  const bare = await level('beimen2', matters.hard, { lvl: 'community', difficulty: 'complex' });
  assert.deepEqual([bare.status, bare.body.field], [400, 'reason']);
  assert.match(bare.body.detail, /建议责任层级：区级（分级规则第7条：性质“集体诉求”，难易.*定为“社区”与建议不同，请写明理由/);
  assert.equal((await level('beimen2', matters.hard, { lvl: 'community', difficulty: 'complex', reason: '   ' })).status, 400);
  assert.equal((await seen('beimen2', matters.hard)).state, 'to_level');
  const done = await level('beimen2', matters.hard, { lvl: 'community', difficulty: 'complex', reason: '业主已同意在社区内协商' });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  const body = await seen('beimen2', matters.hard);
  const line = lastLevel(body);
  assert.deepEqual([line.note.level_suggested, line.note.level_chosen, line.texts.reason], ['district', 'community', '业主已同意在社区内协商']);
  assert.match(body.labels.levelled, /改定：社区/);
});

test('where no rule fits, the directory in force suggests; where neither does, nothing binds', async () => {
  matters.lamp = await open({ class: 'municipal', kind: 'personal' });
  const form = formOf(await seen('beimen2', matters.lamp));
  assert.equal(form.fields.find((f) => f.name === 'lvl').value, 'district');
  assert.match(form.fields.find((f) => f.name === 'difficulty').options.find((o) => o.value === 'short').hint, /区级（派单目录 .* 版第1条）/);
  assert.equal((await level('beimen2', matters.lamp, { lvl: 'street', difficulty: 'short' })).status, 400);
  assert.equal((await level('beimen2', matters.lamp, { lvl: 'district', difficulty: 'short' })).status, 200);
  assert.equal(lastLevel(await seen('beimen2', matters.lamp)).note.level_source, 'directory');
  matters.other = await open({ class: 'other', kind: 'personal' });
  assert.equal((await level('beimen2', matters.other, { lvl: 'street' })).status, 200);
  const { note } = lastLevel(await seen('beimen2', matters.other));
  assert.equal(note?.level_suggested, undefined);
});

test('moved up to the city is a decision, too', async () => {
  matters.city = await open({ class: 'municipal', kind: 'personal' });
  await office.act('beimen2', 'matter', matters.city, 'level-up', { reason: '社区无力解决' });
  await office.act('dongcheng2', 'matter', matters.city, 'level-up', { reason: '涉及市级部门' });
  await office.act('xinfang3', 'matter', matters.city, 'move-up', { upstream: '市级主管部门', reason: '属市级事权' });
});

test('the report: followed, decided otherwise and why, by level and unit; cut to the reader', async () => {
  const read = async (login, query = '') => {
    const got = await (await office.by(login)).get(`${V1}/levels/report${query}`);
    assert.equal(got.status, 200, JSON.stringify(got.body));
    return got.body;
  };
  const whole = await read('lingdao1');
  assert.deepEqual(whole.all, { n: 5, followed: 2, deviated: 2, none: 1 });
  const count = (c) => [c.source, c.suggested, c.chosen, c.n];
  assert.deepEqual(whole.counts.map(count).sort(), [
    ['directory', 'district', 'city', 1],
    ['directory', 'district', 'district', 1],
    ['none', '', 'street', 1],
    ['rule', 'community', 'community', 1],
    ['rule', 'district', 'community', 1],
  ]);
  assert.deepEqual(whole.deviations.map((d) => [d.matter, d.by, d.reason]), [
    [matters.city, '派单目录第1条', '属市级事权'],
    [matters.hard, '分级规则第7条', '业主已同意在社区内协商'],
  ]);
  const own = await read('beimen2');
  assert.deepEqual(own.all, { n: 4, followed: 2, deviated: 1, none: 1 });
  assert.deepEqual(own.units.map((u) => u.n), [4]);
  assert.deepEqual((await read('lingdao1', '?to=2001-01-01')).all, { n: 0, followed: 0, deviated: 0, none: 0 });
  const later = await (await office.by('lingdao1')).get(`${V1}/levels/report?from=2030-01-02&to=2030-01-01`);
  assert.deepEqual([later.status, later.body.field], [400, 'from']);
  assert.equal((await (await logIn(server, 'zhujian1')).get(`${V1}/levels/report`)).status, 403);
});

test('the same as a workbook', async () => {
  const got = await (await office.by('lingdao1')).get(`${V1}/levels/report/file`);
  assert.equal(got.status, 200);
  const path = join(scratch, 'levels.xlsx');
  writeFileSync(path, got.body);
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print("".join(z.read(n).decode() for n in z.namelist() if n.endswith(".xml")))';
  const all = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' });
  for (const said of ['分级建议采纳情况', '按定级单位', '改定及理由', '业主已同意在社区内协商', '分级规则第7条']) assert.ok(all.includes(said), said);
});

// Each block of 700 has one time, so that batches of 1,000 end within a block; the rule's number tells
// the rows apart.
test('more rows than one batch: every one once, the newest first, and the list ends where it says', async () => {
  const [row] = sql(server.data, "SELECT jid || ',' || matter_id || ',' || unit_id || ',' || at FROM level_use WHERE suggested <> '' AND suggested <> chosen AND chosen = 'community'").split('\n');
  const [jid, matterId, unit, at] = row.split(',');
  const [elsewhere] = sql(server.data, "SELECT unit_id FROM level_use WHERE chosen = 'city'").split('\n');
  const add = (from, n) =>
    sql(
      server.data,
      `WITH RECURSIVE s(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM s WHERE i < ${from + n - 1})
       INSERT INTO level_use (jid, id, at, matter_id, seq, unit_id, source, rule, version, serial, suggested, chosen)
       SELECT ${jid}, i, ${at} - 1000 - i / 700, ${matterId}, 1, CASE WHEN i % 2 = 0 THEN ${unit} ELSE ${elsewhere} END, 'rule', i, 1, 0, 'district', 'community' FROM s`,
    );
  const command = () => JSON.parse(huiyin('report', 'levels', '--json', '--data', server.data));
  const rules = (body) => body.deviations.map((d) => Number(d.by.match(/第(\d+)条/)[1]));
  const wanted = (n, keep = () => true) =>
    [...Array(n).keys()]
      .map((i) => i + 1)
      .filter(keep)
      .sort((a, b) => Math.floor(a / 700) - Math.floor(b / 700) || b - a);
  add(1, 2500);
  const some = command();
  assert.deepEqual([some.all.deviated, some.more, some.deviations.length], [2502, false, 2502]);
  assert.deepEqual(rules(some).slice(2), wanted(2500));
  add(2501, 3500);
  const most = command();
  assert.deepEqual([most.all.deviated, most.more, most.deviations.length], [6002, true, 5000]);
  assert.deepEqual(rules(most).slice(2), wanted(6000).slice(0, 4998));
  const own = (await (await office.by('beimen2')).get(`${V1}/levels/report`)).body;
  assert.equal(own.all.deviated, 3001); // its own alone, also those behind the first batches
  assert.deepEqual(rules(own).slice(1), wanted(6000, (i) => i % 2 === 0).slice(0, own.deviations.length - 1));
});
