// SPDX-License-Identifier: Apache-2.0
// Behind pgbouncer in transaction pooling, with `prepare = no`: a register is made, served and
// checked; every transaction may find another connection.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { citizen } from '../api/lib.mjs';
import { Office } from '../api/loop.mjs';
import { ask, csv, scratch } from '../cmd/lib.mjs';
import { createDatabase, psql } from '../database.mjs';
import { startServer } from '../server.mjs';
import { asServer, ended, serverFolder, spawnAsServer, until } from './lib.mjs';

const dir = serverFolder();
const direct = createDatabase();
const pooled = `postgresql:///${direct.match(/huiyin_\w+/)[0]}?host=${dir}&port=6432&user=huiyin`;
let pooler, server;

before(async () => {
  const host = new URLSearchParams(direct.split('?')[1]).get('host');
  const file = join(dir, 'pgbouncer.ini');
  asServer('sh', '-c', `cat >'${join(dir, 'users')}' <<'END'
"huiyin" ""
END
cat >'${file}' <<'END'
[databases]
* = host=${host}
[pgbouncer]
pool_mode = transaction
listen_addr =
listen_port = 6432
unix_socket_dir = ${dir}
auth_type = trust
auth_file = ${join(dir, 'users')}
logfile = ${join(dir, 'log')}
default_pool_size = 4
server_round_robin = 1
END`);
  pooler = spawnAsServer('pgbouncer', '-q', file);
  await until('pgbouncer listens', () => {
    try {
      return psql('SELECT 1', pooled) === '1';
    } catch {
      return false;
    }
  });
});
after(async () => {
  await server?.stop();
  await ended(pooler);
  rmSync(dir, { recursive: true, force: true });
});

const conf = (data, database) => writeFileSync(join(data, 'huiyin.conf'), `database = ${database}\nprepare = no\nreaders = 6\n`, { mode: 0o600 });

test('a register is made and served behind a pooler', async () => {
  const made = scratch();
  conf(made, pooled);
  server = await startServer({
    init: ['--demo', '--config', join(made, 'huiyin.conf')],
    prepare: (data) => conf(data, pooled),
  });
  const office = await Office.of(server);
  const demand = await office.demand({ words: '小区门口的路灯坏了' });
  await office.answered(demand.num);
  assert.match(JSON.stringify((await office.mine(demand)).body), /路灯已修好/);
});

test('many at once, each on whatever connection is free', async () => {
  const lines = Array.from({ length: 12 }, async (_, line) => {
    const me = citizen(server);
    for (let i = 0; i < 8; i++) {
      const words = `第${line}条线第${i}件`;
      const sent = await me.submit({ words });
      assert.equal(sent.status, 201, JSON.stringify(sent.body));
      const mine = await me.get(`/api/v1/public/demands/${sent.body.num}`, { code: sent.body.code });
      assert.equal(mine.status, 200, JSON.stringify(mine.body));
      assert.equal(mine.body.words, words);
    }
  });
  await Promise.all(lines);
  const mine = "SELECT count(*) FROM demand";
  assert.equal(psql(mine, direct), '97');
  const through = () => Number(psql("SELECT count(DISTINCT pid) FROM pg_stat_activity WHERE application_name = 'huiyin'", direct));
  /* A connection that the pooler has given up is listed until the server has ended it. */
  let now;
  const fits = () => (now = through()) >= 1 && now <= 4;
  await until('no more connections than the pool has', fits, 60).catch((e) => assert.fail(`${e.message}: ${now}`));
});

test('commands, a streamed export and check go through it as well', async () => {
  await server.stop();
  assert.deepEqual(ask('check', '--data', server.data).findings, []);
  const file = join(scratch(), 'out.csv');
  assert.equal(ask('export', 'demands', '--to', file, '--data', server.data).rows, 97);
  assert.equal(csv(file).length, 98);
  conf(server.data, direct); // the pooler goes, the register stays
});
