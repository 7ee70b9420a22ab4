// SPDX-License-Identifier: Apache-2.0
// huiyin move: what people said and did goes from SQLite to PostgreSQL and back, every row as it was
// by the databases' own clients; a move that cannot be finished has changed nothing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { citizen } from '../api/lib.mjs';
import { ask, found, must, run, scratch } from '../cmd/lib.mjs';
import { createDatabase, databaseOf, psql } from '../database.mjs';
import { bin, startServer } from '../server.mjs';
import { postgresRows, sqliteRows, until } from './lib.mjs';

const dir = scratch();
const first = join(dir, 'first.db');
const elsewhere = createDatabase();
const taken = createDatabase();
let server, data, said, moved;

before(async () => {
  server = await startServer({ init: ['--demo', '--database', first] });
  data = server.data;
  const office = await Office.of(server);
  said = await office.demand({ words: '北门社区停水三天，"没人管" 50%，\n第二行', name: '示例甲', phone: '13900000001' });
  await office.answered(said.num);
  await office.demand({ words: '井盖坏了' });
});
after(() => server?.stop());

const tables = () => sqliteRows(first, "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' ORDER BY 1").map(([n]) => n);
const clean = () => assert.deepEqual(found(data), []);
// The lease of the move's own process is given back after it was copied.
const copied = (result) => result.tables.filter((t) => t.table !== 'node');
const digestOf = (result) => Object.fromEntries(copied(result).map((t) => [t.table, `${t.rows} ${t.sha256}`]));
const sorted = (rows) => rows.map((r) => r.join('\x1f')).sort();

/** The digest that docs/adr/0016 describes, over rows that the database's own client read. */
function digest(rows, isNumber) {
  let h = Buffer.alloc(32);
  for (const row of rows) {
    const text = row.map((v, i) => (v === '∅' ? '-' : isNumber[i] ? `${v};` : `${Buffer.byteLength(v)}:${v}`)).join('');
    h = createHash('sha256').update(h).update(text).digest();
  }
  return h.toString('hex');
}

test('a running server holds the register', () => {
  const r = run(['move', '--to', elsewhere, '--data', data]);
  assert.equal(r.code, 5, r.out + r.err);
  assert.match(r.err, /正被另一个回音服务使用/);
  assert.equal(psql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", elsewhere), '0');
  assert.equal(databaseOf(data), first);
});

test('a database that holds something is not moved into', async () => {
  await server.stop();
  const other = join(dir, 'other');
  must(['init', '--code', '511902', '--name', '示例区', '--data', other, '--database', taken]);
  const event = 'SELECT * FROM event ORDER BY jid, subject_kind, subject_id, seq';
  const [here, there] = [sqliteRows(first, event), postgresRows(taken, event)];
  const r = run(['move', '--to', taken, '--data', data]);
  assert.equal(r.code, 5, r.out + r.err);
  assert.match(r.err, /目标库不是空的/);
  assert.equal(databaseOf(data), first);
  assert.deepEqual(sqliteRows(first, event), here);
  assert.deepEqual(postgresRows(taken, event), there);
  assert.deepEqual(found(other), []);
  clean();
});

test('a move that is killed leaves the target empty and the register where it was', async () => {
  const rows = ['编号,姓名,反映时间,诉求内容,答复意见,答复时间'];
  for (let i = 1; i <= 120; i++) rows.push(`${i},示例${i},2024-01-${String(1 + (i % 28)).padStart(2, '0')} 08:00,第${i}件,答${i},2024-03-01`);
  writeFileSync(join(dir, 'taken-over.csv'), rows.join('\n'));
  assert.equal(ask('import', join(dir, 'taken-over.csv'), '--data', data).new, 120);

  // A target with empty tables, one of which somebody holds when half of the rows are there.
  const target = createDatabase(taken);
  const all = tables().filter((t) => t !== 'schema_migration');
  psql(`TRUNCATE ${all.join(', ')}`, target);
  const holder = spawn('psql', ['-X', '-q', '-d', target], { stdio: ['pipe', 'ignore', 'ignore'] });
  holder.stdin.write('BEGIN; LOCK TABLE event_text IN SHARE MODE;\n');
  await until('the lock', () => psql("SELECT count(*) FROM pg_locks WHERE mode = 'ShareLock' AND relation = 'event_text'::regclass", target) === '1');
  const child = spawn(bin, ['move', '--to', target, '--data', data], { stdio: 'ignore' });
  const gone = once(child, 'exit');
  await until('half of the rows', () => psql("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'event_text'::regclass", target) === '1');
  child.kill('SIGKILL');
  assert.equal((await gone)[1], 'SIGKILL');
  holder.stdin.end('ROLLBACK;\n');
  await once(holder, 'exit');
  await until('its connections are over', () => psql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'huiyin'", target) === '0');
  for (const table of all) assert.equal(psql(`SELECT count(*) FROM ${table}`, target), '0', table);
  assert.equal(databaseOf(data), first);
  assert.ok(existsSync(first));
  clean();
});

test('every row arrives, and the register goes on there', async () => {
  moved = must(['move', '--to', elsewhere, '--data', data, '--json']).json();
  assert.equal(databaseOf(data), elsewhere);
  assert.ok(!existsSync(first));
  const aside = `${first}.moved`;
  const found = digestOf(moved);
  for (const { table, rows } of copied(moved)) {
    const [here, there] = [sqliteRows(aside, `SELECT * FROM ${table}`), postgresRows(elsewhere, `SELECT * FROM ${table}`)];
    assert.equal(there.length, rows, table);
    assert.deepEqual(sorted(there), sorted(here), table);
  }
  const event = 'SELECT * FROM event ORDER BY jid, subject_kind, subject_id, seq';
  const isNumber = sqliteRows(aside, "SELECT type FROM pragma_table_info('event') ORDER BY cid").map(([t]) => t === 'BIGINT');
  assert.ok(isNumber.includes(true) && isNumber.includes(false));
  for (const rows of [sqliteRows(aside, event), postgresRows(elsewhere, event)])
    assert.equal(`${rows.length} ${digest(rows, isNumber)}`, found.event);
  clean();

  await server.restart('SIGKILL'); // ended already: starts again
  const mine = await citizen(server).get(`/api/v1/public/demands/${said.num}`, { code: said.code });
  assert.equal(mine.status, 200, JSON.stringify(mine.body));
  assert.match(JSON.stringify(mine.body), /路灯已修好/);
  const more = await citizen(server).submit({ words: '搬家以后说的' });
  assert.equal(more.status, 201, JSON.stringify(more.body));
  await server.stop();
  clean();
});

test('and back', () => {
  const back = join(data, 'back.db');
  const returned = must(['move', '--to', back, '--data', data, '--json']).json();
  assert.equal(databaseOf(data), back);
  const event = 'SELECT * FROM event ORDER BY jid, subject_kind, subject_id, seq';
  assert.deepEqual(sqliteRows(back, event), postgresRows(elsewhere, event));
  clean();
  // The same content again: the same digests in the other direction.
  const again = createDatabase();
  const third = must(['move', '--to', again, '--data', data, '--json']).json();
  assert.deepEqual(digestOf(third), digestOf(returned));
  assert.deepEqual(postgresRows(again, event), postgresRows(elsewhere, event));
  clean();
});
