// SPDX-License-Identifier: Apache-2.0
// PostgreSQL servers of a test's own, and a register's rows read without the program.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { psql } from '../database.mjs';

const bin = (() => {
  const top = '/usr/lib/postgresql';
  const newest = readdirSync(top).sort((a, b) => Number(a) - Number(b)).at(-1);
  return join(top, newest, 'bin');
})();

// PostgreSQL and pgbouncer refuse to run as root.
const lowered = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];

/** A command as the user that the servers run as. */
export function asServer(command, ...args) {
  const [program, ...rest] = [...lowered, command, ...args];
  return execFileSync(program, rest, { cwd: '/', encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The same, left running. */
export function spawnAsServer(command, ...args) {
  const [program, ...rest] = [...lowered, command, ...args];
  return spawn(program, rest, { cwd: '/', stdio: 'ignore' });
}

/** A folder that the servers own; whoever stops them removes it afterwards. */
export function serverFolder() {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-pg-'));
  if (lowered.length) execFileSync('chown', ['postgres', dir]);
  execFileSync('chmod', ['755', dir]);
  return dir;
}

/** Until fn gives something true. */
export async function until(what, fn, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(100)) {
    const got = await fn();
    if (got) return got;
  }
  throw new Error(`in vain: ${what}`);
}

/** One server: its data and its socket in a folder of its own, no network. */
export class Cluster {
  constructor(top, name) {
    this.dir = join(top, name);
    asServer('mkdir', this.dir);
    this.data = join(this.dir, 'data');
  }

  init() {
    asServer(join(bin, 'initdb'), '-D', this.data, '-U', 'huiyin', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync');
    return this;
  }

  /** A streaming standby of that server, called `name` in its pg_stat_replication. */
  follow(primary, name) {
    const from = `host=${primary.dir} user=huiyin application_name=${name}`;
    asServer(join(bin, 'pg_basebackup'), '-D', this.data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync', '-d', from);
    return this;
  }

  start(...settings) {
    const line = ["-h ''", `-k '${this.dir}'`, '-c shared_buffers=32MB', ...settings.map((o) => `-c ${o}`)].join(' ');
    asServer(join(bin, 'pg_ctl'), '-D', this.data, '-l', join(this.dir, 'log'), '-w', '-t', '60', '-o', line, 'start');
    return this;
  }

  stop(mode = 'immediate') {
    asServer(join(bin, 'pg_ctl'), '-D', this.data, '-m', mode, '-w', 'stop');
  }

  /** kill -9 of the first process: no farewell to anybody. */
  kill() {
    process.kill(Number(readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  }

  promote() {
    asServer(join(bin, 'pg_ctl'), '-D', this.data, '-w', '-t', '60', 'promote');
  }

  url(database) {
    return `postgresql:///${database}?host=${this.dir}&user=huiyin`;
  }

  sql(text, database = 'postgres') {
    return psql(text, this.url(database));
  }
}

/** Ends a process and waits for it. */
export async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

const COLUMN = '\x1f';
const ROW = '\x1e';
const NULL = '∅';
const split = (text) => text.replace(/\n$/, '').split(ROW).filter((r) => r !== '').map((r) => r.split(COLUMN));

/** Rows as arrays of text, by the database's own client. */
export const sqliteRows = (file, text) =>
  split(execFileSync('sqlite3', ['-readonly', '-separator', COLUMN, '-newline', ROW, '-nullvalue', NULL, file, text], { encoding: 'utf8', maxBuffer: 1 << 28 }));
export const postgresRows = (url, text) =>
  split(execFileSync('psql', ['-X', '-A', '-t', '-q', '-F', COLUMN, '-R', ROW, '-P', `null=${NULL}`, '-d', url, '-c', text], { encoding: 'utf8', maxBuffer: 1 << 28 }));
