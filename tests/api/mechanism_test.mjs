// SPDX-License-Identifier: Apache-2.0
// The administrator changes a limit: looked at first, then written as a version with who and why; what
// was open keeps its limit, what comes next has the new one.
import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const AT = '/api/v1/mechanism';
let server, office, admin;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  admin = await office.by('xitong');
});
after(() => server?.stop());

const read = async () => {
  const got = await admin.get(AT);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got;
};
const change = (etag, body) => admin.post(AT, body, { etag, key: newKey() });
const screenClock = async (num) => {
  const { body } = await (await office.by('beimen2')).get(`/api/v1/demands/${num}`);
  const clock = body.clocks.find((k) => k.kind === 'screen');
  assert.ok(clock, JSON.stringify(body.clocks));
  return clock;
};
const limit = (seen) => seen.body.numbers.find((n) => n.clock_text === '甄别' && n.key === 'length' && n.where === '');

test('every number of the mechanism is told with its bounds', async () => {
  const { body } = await read();
  assert.equal(body.name, 'bazhou');
  const groups = new Set(body.numbers.map((n) => n.group));
  for (const g of ['screening', 'limits', 'handling', 'callback', 'closing']) assert.ok(groups.has(g), `${g} of ${[...groups]}`);
  for (const n of body.numbers) assert.ok(n.value >= n.min && n.value <= n.max, JSON.stringify(n));
  assert.equal(new Set(body.numbers.map((n) => n.path)).size, body.numbers.length);
  // The page calls each by a name, in both languages.
  for (const lang of ['zh', 'en']) {
    const words = JSON.parse(readFileSync(new URL(`../../web/desk/locales/${lang}.json`, import.meta.url), 'utf8')).mechanism;
    for (const n of body.numbers) {
      assert.ok(words.groups[n.group], `${lang} ${n.group}`);
      if (!n.clock_text) assert.ok(words.keys[n.path.slice(1).replaceAll('/', '_')], `${lang} ${n.path}`);
    }
  }
});

test('looked at, written, kept with who and why; what is open keeps its limit', async () => {
  const old = await office.demand({ words: '路灯不亮（示例）' });
  const before = await screenClock(old.num);
  const first = await read();
  const row = limit(first);
  assert.ok(row, JSON.stringify(first.body.numbers));
  const body = { path: row.path, value: row.value + 3, reason: '甄别岗人手不足，经领导小组同意' };

  const looked = await change(first.etag, { ...body, dry_run: true });
  assert.equal(looked.status, 200, JSON.stringify(looked.body));
  assert.equal(looked.body.before, row.value);
  assert.equal(looked.body.after, row.value + 3);
  assert.ok(looked.body.keeping >= 1, 'the open demand keeps its limit');
  const still = await read();
  assert.equal(still.body.version, first.body.version, 'looking writes nothing');
  assert.equal(limit(still).value, row.value);

  const done = await change(first.etag, body);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.equal(done.body.version, first.body.version + 1);
  const now = await read();
  assert.equal(limit(now).value, row.value + 3);
  const said = now.body.history[0];
  assert.equal(said.action, 'mechanism-changed');
  assert.equal(said.reason, body.reason);
  assert.ok(said.by, 'by whom');
  assert.equal(said.version, done.body.version);
  assert.deepEqual([said.path, said.before, said.after], [row.path, row.value, row.value + 3]);

  assert.deepEqual(await screenClock(old.num), before, 'what was open is as it was');
  const fresh = await screenClock((await office.demand({ words: '井盖松动（示例）' })).num);
  assert.equal(fresh.length, row.value + 3);
  assert.equal(before.length, row.value);
});

test('refused: a version that is gone, a place that is none, a value that is not allowed, another role', async () => {
  const seen = await read();
  const row = limit(seen);
  const good = { path: row.path, value: row.value + 1, reason: '试改' };
  assert.equal((await change('"0"', good)).status, 412);
  assert.equal((await admin.post(AT, good, { key: newKey() })).status, 428);
  for (const [field, wrong] of [
    ['path', { path: '/limits/rows/999/length' }],
    ['path', { path: '/name' }],
    ['value', { value: row.value }],
    ['value', { value: row.max + 1 }],
    ['reason', { reason: '' }],
  ]) {
    const got = await change(seen.etag, { ...good, ...wrong });
    assert.equal(got.status, 400, JSON.stringify(got.body));
    assert.equal(got.body.field, field, JSON.stringify(got.body));
  }
  for (const login of ['xinfang1', 'fenxi1', 'lingdao1'])
    assert.equal((await (await office.by(login)).get(AT)).status, 403, login);
  assert.equal((await read()).body.version, seen.body.version);
});

test('the same request sent again is carried out once', async () => {
  const seen = await read();
  const row = limit(seen);
  const key = newKey();
  const body = { path: row.path, value: row.value + 1, reason: '再加一天' };
  const one = await admin.post(AT, body, { etag: seen.etag, key });
  const two = await admin.post(AT, body, { etag: seen.etag, key });
  assert.deepEqual([one.status, two.status], [200, 200]);
  assert.deepEqual(two.body, one.body);
  assert.equal((await read()).body.version, seen.body.version + 1);
});

test('a file loaded: what differs is told before, and for each version after', async () => {
  const file = join(server.data, '..', 'mechanism.json');
  const rules = JSON.parse(readFileSync(new URL('../../mechanisms/zhangye.json', import.meta.url), 'utf8'));
  copyFileSync(new URL('../../mechanisms/codes.json', import.meta.url), join(dirname(file), 'codes.json'));
  const row = rules.limits.rows.find((r) => r.length > 1);
  row.length++;
  const gone = rules.channels.list.pop();
  rules.channels.list.push({ ...gone, code: 'pigeon', zh: '信鸽' });
  writeFileSync(file, JSON.stringify(rules));
  const told = JSON.parse(huiyin('mechanism', 'diff', file, '--data', server.data, '--json'));
  const found = (list, what) => list.find((d) => what.test(d.where)) ?? assert.fail(`no ${what}: ${JSON.stringify(list)}`);
  const length = found(told.differences, /^limits › rows › .* › length$/);
  assert.deepEqual([Number(length.before), Number(length.after)], [row.length - 1, row.length], JSON.stringify(told.differences));
  assert.equal(found(told.differences, /^channels › list › pigeon$/).before, '');
  assert.equal(found(told.differences, new RegExp(`^channels › list › ${gone.code}$`)).after, '');
  assert.equal(told.differences.length, 3, JSON.stringify(told.differences));
  const { version } = JSON.parse(huiyin('mechanism', 'load', file, '--data', server.data, '--json'));
  assert.equal(version, told.version + 1);
  const got = await admin.get(`${AT}/versions/${version}?name=zhangye`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  assert.deepEqual(got.body, { name: 'zhangye', version, before: told.version, differences: told.differences, more: 0 });
  assert.deepEqual(JSON.parse(huiyin('mechanism', 'diff', file, '--data', server.data, '--json')).differences, []);
  assert.equal((await admin.get(`${AT}/versions/1?name=zhangye`)).body.before, 0);
  for (const none of ['99?name=zhangye', '1?name=nowhere', 'x']) assert.equal((await admin.get(`${AT}/versions/${none}`)).status, 404, none);
});

test('what is kept is what the events say', () => {
  assert.match(huiyin('check', '--data', server.data), /全部相符/);
});
