// SPDX-License-Identifier: Apache-2.0
// The administrator loads a calendar: what would move is told first, then it moves, with the same list.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { Office } from './loop.mjs';

const AT = '/api/v1/calendar';
const DAY = 86_400_000;
const shipped = readFileSync(new URL('../../data/calendar/holidays-cn.csv', import.meta.url), 'utf8').trimEnd().split('\n');
const dayOf = (ms) => new Date(ms + 8 * 3600e3).toISOString().slice(0, 10);
let server, office, admin, year;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  admin = await office.by('xitong');
  year = Number(dayOf(Date.now()).slice(0, 4));
});
after(() => server?.stop());

/** The shipped table with a fortnight's rest from tomorrow on: whatever runs in days moves. */
function resting() {
  const days = Array.from({ length: 14 }, (_, i) => dayOf(Date.now() + (i + 1) * DAY));
  const rest = shipped.filter((line) => !days.includes(line.slice(0, 10)));
  return `${[...rest, ...days.map((d) => `${d},示例假期,rest`)].join('\n')}\n`;
}
const load = (text, dry = false) => admin.post(`${AT}?dry_run=${dry}`, Buffer.from(text));
const screenDue = async (num) =>
  (await (await office.by('beimen2')).get(`/api/v1/demands/${num}`)).body.clocks.find((k) => k.kind === 'screen').due_at;

test('looked at: what would move, and nothing has; then it is taken and moves', async () => {
  const { num } = await office.demand({ words: '路灯不亮（示例）' });
  const due = await screenDue(num);
  const text = resting();
  const seen = await load(text, true);
  assert.equal(seen.status, 200, JSON.stringify(seen.body));
  assert.ok(seen.body.changed > 0);
  const would = seen.body.moved.find((m) => m.num === num && m.clock_text === '甄别');
  assert.ok(would, JSON.stringify(seen.body));
  assert.equal(would.before, due);
  assert.equal(await screenDue(num), due, 'looking writes nothing');
  assert.ok(!(await admin.get(AT)).body.days.some((d) => d.name === '示例假期'));

  const done = await load(text);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.equal(done.body.changed, seen.body.changed);
  const did = done.body.moved.find((m) => m.num === num && m.clock_text === '甄别');
  assert.deepEqual(did, would, 'what was said is what was done');
  assert.equal(await screenDue(num), would.after);
  assert.ok((await admin.get(AT)).body.days.some((d) => d.name === '示例假期' && d.rest));
  const again = await load(text);
  assert.deepEqual([again.body.changed, again.body.moved_all], [0, 0], 'the same again changes nothing');
});

test('a year has a table when its first of January rests', async () => {
  const known = async () => (await admin.get(AT)).body.years;
  const first = (y) => shipped.some((line) => line.startsWith(`${y}-01-01,`));
  assert.deepEqual(await known(), [year, year + 1].map((y) => ({ year: y, known: first(y) })));
  const next = `date,name,day\n${year + 1}-01-01,元旦,rest\n`;
  const looked = await load(`\uFEFF${next}`, true);
  assert.equal(looked.status, 200, JSON.stringify(looked.body));
  assert.equal((await known())[1].known, first(year + 1));
  assert.equal((await load(next)).status, 200);
  assert.deepEqual(await known(), [{ year, known: first(year) }, { year: year + 1, known: true }]);
});

test('refused: an empty file, a wrong line by its number, another role', async () => {
  const before = (await admin.get(AT)).body;
  for (const [text, said] of [
    ['', /空/],
    ['日期,名称\n', /第1行/],
    [`date,name,day\n${year}-02-31,没有,rest\n`, /第2行/],
  ]) {
    for (const dry of [true, false]) {
      const got = await load(text, dry);
      assert.equal(got.status, 400, JSON.stringify(got.body));
      assert.match(got.body.detail, said);
    }
  }
  assert.equal((await (await office.by('xinfang1')).get(AT)).status, 403);
  assert.deepEqual((await admin.get(AT)).body, before);
});

test('what is kept is what the events say', () => {
  assert.match(huiyin('check', '--data', server.data), /全部相符/);
});
