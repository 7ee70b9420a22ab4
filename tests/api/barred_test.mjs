// SPDX-License-Identifier: Apache-2.0
// The unit complained about learns nothing of it: by no hit, count, suggestion, list, figure or file. Each
// row is asked before and after a demand about the street was said, by somebody of that street who would
// otherwise see it, and by somebody of the district who does: what that one's figure gains is what was hidden.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { huiyin, startServer } from '../server.mjs';
import { castOf } from './cast.mjs';

const ROLES = ['operator', 'screener', 'dispatcher', 'supervisor', 'analyst', 'leader'];
const BARRED = 'dongcheng1', SEEING = 'xinfang3';
const TROUBLE = [
  '银杏嘉园的搅拌站轰鸣灰尘，夜里睡不着觉',
  '银杏嘉园搅拌站昼夜轰鸣，灰尘很大，睡不着觉',
  '银杏嘉园旁边的搅拌站轰鸣，灰尘大得睡不着觉',
];
const ABOUT = '银杏嘉园的搅拌站轰鸣灰尘，夜里睡不着觉，街道收了好处费不管';
const PERSON = { name: '欧阳示例', phone: '13900139000' };

const scratch = mkdtempSync(join(tmpdir(), 'huiyin-barred-'));
let server, cast, near, street, district, about;
before(async () => {
  const prepare = (data) => {
    for (const login of [BARRED, SEEING])
      for (const role of ROLES) if (login !== SEEING || !['screener', 'dispatcher'].includes(role)) huiyin('user', 'role', 'add', login, role, 'qu', '--data', data);
  };
  server = await startServer({ prepare });
  cast = await castOf(server);
  street = cast.unit('东城街道');
  district = JSON.parse(huiyin('unit', 'list', '--json', '--data', server.data)).units.find((u) => u.code === 'qu').id;
  for (const words of TROUBLE) near = await cast.demand({ words, place: '北门社区' });
});
after(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true });
});

const month = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 7);
const rows = (b) => b.rows.length;
const sum = (list, key) => list.reduce((n, r) => n + (r[key] ?? 0), 0);
/** How many numbers of demands stand in a workbook. */
const numbers = (bytes) => new Set(textOf(bytes).match(/5119\d{16}/g)).size;
function textOf(body) {
  if (!Buffer.isBuffer(body)) return JSON.stringify(body);
  const file = join(scratch, 'ledger.xlsx');
  writeFileSync(file, body);
  return execFileSync('unzip', ['-p', file], { encoding: 'utf8' });
}
/** Name, request, its figure. */
const table = () => [
  ['search: words', 'POST', 'search', { q: '搅拌站 轰鸣', limit: 50 }, rows],
  ['search: words of it alone', 'POST', 'search', { q: '好处费' }, rows],
  ['search: best first', 'POST', 'search', { q: '搅拌站', sort: 'best' }, rows],
  ['search: count', 'POST', 'search', { q: '搅拌站', count: true }, (b) => b.count],
  ['search: place alone', 'POST', 'search', { place: cast.place('北门社区'), count: true }, (b) => b.count],
  ['search: state and day', 'POST', 'search', { q: '搅拌站', state: 'received', from: '2020-01-01', count: true }, (b) => b.count],
  ['search: its person', 'POST', 'search', { person: PERSON.phone }, (b) => rows(b) + b.confidential],
  ['search: its number', 'POST', 'search', { q: about?.num ?? '51190220200101000015' }, (b) => (b.exact ? 1 : 0) + rows(b)],
  ['caller: telephone', 'POST', 'lookup', { value: PERSON.phone }, (b) => rows(b) + b.confidential],
  ['caller: name', 'POST', 'lookup', { value: PERSON.name }, (b) => rows(b) + b.confidential],
  ['same again: while it is said', 'POST', 'same', { words: ABOUT, place_id: cast.place('北门社区') }, rows],
  ['same again: its telephone', 'POST', 'same', { words: '路灯不亮了', phone: PERSON.phone }, rows],
  ['same again: of a demand that is seen', 'GET', `demands/${near.num}/same`, null, rows],
  ['hot spots: size', 'GET', 'hotspots', null, (b) => sum(b.hotspots, 'size')],
  ['work list', 'GET', `work?list=all&limit=100&unit=${district}`, null, rows],
  ['work list: what to do', 'GET', `work?list=act&limit=100&unit=${district}`, null, rows],
  ['ledger', 'GET', 'ledgers', null, (b) => b.n],
  ['ledger: of the district', 'GET', `ledgers?through=${district}`, null, (b) => b.n],
  ['ledger: narrowed', 'GET', `ledgers?through=${district}&place=${cast.place('北门社区')}`, null, (b) => b.n],
  ['ledger: totals', 'GET', 'ledgers', null, (b) => sum(b.totals.ledgers, 'demands')],
  ['ledger: totals of the district', 'GET', `ledgers?through=${district}`, null, (b) => sum(b.totals.ledgers, 'demands')],
  ['classes', 'GET', `schemes/report?through=${district}`, null, (b) => sum(b.rows.filter((r) => !r.depth), 'demands')],
  ['ways', 'GET', `ways/report?through=${district}`, null, (b) => sum(b.ways, 'demands')],
  ['month', 'GET', `months/report?month=${month()}&through=${district}`, null, (b) => b.all.demands],
  ['wall', 'GET', 'wall', null, (b) => b.demands],
  ['work list as a file', 'POST', 'work/file', { list: 'all', unit: district }, numbers],
  ['file of a ledger', 'POST', 'ledgers/file', { through: district }, numbers],
  ['ledger to print', 'GET', `ledgers/print?through=${district}`, null, (b) => new Set(b.match(/5119\d{16}/g)).size],
];

async function ask(login, [name, method, path, body]) {
  const desk = await cast.as(login);
  const got = await desk.ask(method, `/api/v1/${path}`, body ? { body } : {});
  assert.equal(got.status, 200, `${login} ${name}: ${JSON.stringify(got.body)}`);
  return got.body;
}
async function figures(login) {
  const all = [];
  for (const row of table()) all.push([row[0], row[4](await ask(login, row))]);
  return all;
}
async function until(what, check) {
  for (const end = Date.now() + 60000; Date.now() < end; await sleep(200)) if (await check()) return;
  assert.fail(`never: ${what}`);
}
const derived = () => JSON.parse(huiyin('doctor', '--json', '--data', server.data, '--lang', 'en')).checks.find((c) => c.check === 'derived').said.startsWith('0 waiting');

test('no figure and no text of the barred one changes by it; who sees it is told everywhere', async () => {
  await until('all is derived', derived);
  const told = { [BARRED]: await figures(BARRED), [SEEING]: await figures(SEEING) };
  assert.deepEqual(told[BARRED], told[SEEING], 'nothing is barred yet: both see the same');
  about = await cast.demand({ by: 'xinfang1', words: ABOUT, class: 'estate', place_id: cast.place('北门社区'), complained_unit: street, privacy: 'named', ...PERSON });
  for (const when of ['in front of the index', 'from the index']) {
    if (when === 'from the index') await until('all is derived', derived);
    assert.deepEqual(await figures(BARRED), told[BARRED], when);
  }
  for (const [i, [name, figure]] of (await figures(SEEING)).entries()) assert.ok(figure > told[SEEING][i][1], `${name}: ${figure}, before ${told[SEEING][i][1]}`);
});

test('neither its number nor its words stand in any answer', async () => {
  const own = ['好处费', PERSON.name, PERSON.phone, about.num];
  for (const row of table()) {
    const body = await ask(BARRED, row);
    const asked = JSON.stringify(row[3] ?? '');
    const text = textOf(body);
    for (const tells of own) assert.ok(asked.includes(tells) || !text.includes(tells), `${row[0]}: ${tells}`);
  }
  const desk = await cast.as(BARRED);
  for (const path of [`demands/${about.num}`, `demands/${about.num}/same`, `demands/${about.num}/schemes`, `find?num=${about.num}`, `clocks/${about.num}`, `remind/${about.num}`])
    assert.equal((await desk.get(`/api/v1/${path}`)).status, 404, path);
});

test('somebody who only asks openly is told of nobody who is complained about', async () => {
  const near = { words: ABOUT, place_id: cast.place('北门社区') };
  assert.deepEqual((await (await cast.as(BARRED)).post('/api/v1/public/similar', near)).body.rows, []);
});
