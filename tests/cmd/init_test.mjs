// SPDX-License-Identifier: Apache-2.0
// A register out of nothing, and never out of something.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { startServer } from '../server.mjs';
import { Client, logIn } from '../api/lib.mjs';
import { ask, must, run, scratch, sql } from './lib.mjs';

test('a practice register: one place, one unit with every desk, three administrators', () => {
  const data = join(scratch(), 'deep', 'p');
  const made = ask('init', '--practice', '--data', data);
  assert.equal(made.register.kind, 'practice');
  assert.deepEqual(made.officers.map((o) => o.roles).flat().sort(), ['admin_audit', 'admin_security', 'admin_system']);
  assert.equal(new Set(made.officers.map((o) => o.password)).size, 3);
  for (const o of made.officers) assert.match(o.password, /^[2-9A-HJ-NP-Z]{12}$/);
  const { units } = ask('unit', 'list', '--data', data);
  assert.equal(units.length, 1);
  assert.equal(units[0].desks.length, 8);
  assert.equal(ask('mechanism', 'list', '--data', data).mechanisms.length, 5);
  assert.equal(sql(data, 'SELECT COUNT(*) FROM officer WHERE must_change = 1'), '3');
});

test('keys and data are for their owner alone', () => {
  const data = join(scratch(), 'p');
  must(['init', '--practice', '--data', data]);
  for (const [name, mode] of [['.', 0o700], ['huiyin.db', 0o600], ['secret.key', 0o600], ['huiyin.conf', 0o600]])
    assert.equal(statSync(join(data, name)).mode & 0o777, mode, name);
});

test('init asks nothing: without a word a live register with a code of its own', () => {
  const made = ask('init', '--data', join(scratch(), 'plain'));
  assert.deepEqual([made.register.kind, made.register.jid], ['live', 999999]);
});

test('a live register has the code and name it was given, and leaves its clock alone', () => {
  const data = join(scratch(), 'live');
  assert.equal(run(['init', '--data', data, '--code', '12', '--name', '区']).code, 2);
  assert.ok(!existsSync(data));
  const made = ask('init', '--data', data, '--code', '620702', '--name', '甘州区', '--mechanism', 'zhangye');
  assert.equal(made.register.jid, 620702);
  assert.equal(made.register.kind, 'live');
  assert.equal(ask('mechanism', 'list', '--data', data).in_use, 'zhangye');
  const r = run(['clock', 'now', '2026-01-01', '--data', data]);
  assert.equal(r.code, 3);
  assert.equal(sql(data, 'SELECT clock_offset_ms FROM register'), '0');
});

test('whatever is there already is left alone', () => {
  const data = join(scratch(), 'p');
  must(['init', '--practice', '--data', data]);
  const before = sql(data, 'SELECT group_concat(id) FROM officer');
  const r = run(['init', '--practice', '--data', data]);
  assert.equal(r.code, 5);
  assert.match(r.err, /不是空的/);
  assert.equal(sql(data, 'SELECT group_concat(id) FROM officer'), before);
  const other = scratch();
  writeFileSync(join(other, 'note.txt'), 'mine');
  assert.equal(run(['init', '--demo', '--data', other]).code, 5);
  assert.deepEqual(readdirSync(other), ['note.txt']);
});

test('a refused init leaves nothing behind', () => {
  const data = scratch();
  const r = run(['init', '--practice', '--mechanism', 'atlantis', '--data', data]);
  assert.equal(r.code, 2);
  assert.match(r.err, /bazhou/);
  assert.deepEqual(readdirSync(data), []);
  assert.equal(run(['init', '--demo', '--code', '511902', '--data', data]).code, 2);
  // The key cannot be written: what was made until then goes again.
  mkdirSync(join(data, 'x'));
  const conf = join(scratch(), 'h.conf');
  writeFileSync(conf, 'key_file = /nonexistent/dir/secret.key\n');
  assert.notEqual(run(['init', '--practice', '--config', conf, '--data', join(data, 'x')]).code, 0);
  assert.deepEqual(readdirSync(join(data, 'x')), []);
});

test('the demo district: its people log in with what was printed, the others not at all', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  assert.equal(server.officers.length, 24);
  const desk = await logIn(server, 'dongcheng2');
  assert.equal((await desk.get('/api/v1/me')).status, 200);
  assert.equal(sql(server.data, 'SELECT COUNT(*) FROM officer'), '234');
  const hidden = sql(server.data, "SELECT login FROM officer WHERE password_hash = '' LIMIT 1");
  for (const password of ['', 'x', server.officers[0].password]) {
    const r = await new Client(server).post('/api/v1/login', { login: hidden, password });
    assert.notEqual(r.status, 200);
  }
  // Roles hold where the data say: officers of the petition office for the whole district.
  const { officers } = ask('user', 'list', '--data', server.data);
  assert.deepEqual(officers.find((o) => o.login === 'xinfang3').roles.map((r) => r.unit), ['qu', 'qu']);
  assert.equal(officers.length, 234);
});
