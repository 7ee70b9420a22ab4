// SPDX-License-Identifier: Apache-2.0
// Which database the tests run on. HUIYIN_TEST_ENGINE=postgres: every register gets a database of its
// own on the server that HUIYIN_TEST_PG names (tests/with_postgres.sh); otherwise SQLite files. Where
// HUIYIN_TEST_SPREAD is hash its sharded tables are partitioned; HUIYIN_TEST_CITUS: it lies on that cluster.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const postgres = process.env.HUIYIN_TEST_ENGINE === 'postgres';

const cluster = postgres ? process.env.HUIYIN_TEST_CITUS : undefined;
const server = cluster ?? process.env.HUIYIN_TEST_PG;
const hash = process.env.HUIYIN_TEST_SPREAD === 'hash';
const bin = process.env.HUIYIN_BIN ?? fileURLToPath(new URL('../build/huiyin', import.meta.url));

/** SQL on a PostgreSQL database; the default is the server's own. */
export const psql = (text, url = server) =>
  execFileSync('psql', ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', text], { encoding: 'utf8' }).trim();

/** A database that the unit tests' own code made, with the rows of another: a cluster's cannot be copied as a whole. */
function laidOutDatabase(from) {
  const to = execFileSync(join(dirname(bin), 'test_database'), { encoding: 'utf8' }).trim();
  if (from) {
    const rows = execFileSync('pg_dump', ['-a', '-n', 'public', '-T', 'schema_migration', '-d', from], { maxBuffer: 1 << 28 });
    execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', to], { input: rows, stdio: ['pipe', 'ignore', 'inherit'] });
  }
  return to;
}

/** A new database's address; a copy of `template` when one is given. */
export function createDatabase(template) {
  if (cluster || (hash && !template)) return laidOutDatabase(template);
  const name = `huiyin_${randomBytes(6).toString('hex')}`;
  const from = template ? new URL(template).pathname.slice(1) : 'template0';
  psql(`CREATE DATABASE ${name} TEMPLATE ${from} ENCODING 'UTF8' LOCALE 'C.UTF-8'`);
  return server.replace(/^(postgres(?:ql)?:\/\/[^/?]*)\/[^?]*/, `$1/${name}`);
}

/** Arguments of the program; `init` without a database of its own gets a fresh one. */
export function withDatabase(args) {
  if (!postgres || args[0] !== 'init' || args.includes('--database') || args.includes('--config')) return args;
  return [...args, '--database', createDatabase()];
}

const line = /^database = (.*)$/m;
const configOf = (data) => join(data, 'huiyin.conf');

/** The address in a data folder's configuration. */
export const databaseOf = (data) => readFileSync(configOf(data), 'utf8').match(line)[1];

/** Gives a data folder another configuration; the database stays. */
export function configure(data, text) {
  const database = postgres ? `database = ${databaseOf(data)}\n` : '';
  writeFileSync(configOf(data), `${text}${database}`, { mode: 0o600 });
}

/** Every byte that a register's database holds, as latin1 text. */
export const stored = (data) =>
  postgres
    ? execFileSync('pg_dump', ['--inserts', '-d', databaseOf(data)], { encoding: 'latin1', maxBuffer: 1 << 28 })
    : ['huiyin.db', 'huiyin.db-wal'].map((f) => (existsSync(join(data, f)) ? readFileSync(join(data, f), 'latin1') : '')).join('\n');

/** A data folder that was copied gets a copy of the database as well. */
export function copyDatabase(data) {
  if (!postgres) return;
  const copy = createDatabase(databaseOf(data));
  writeFileSync(configOf(data), readFileSync(configOf(data), 'utf8').replace(line, `database = ${copy}`));
}
