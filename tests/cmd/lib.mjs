// SPDX-License-Identifier: Apache-2.0
// Running the program to its end and looking at all it said: { code, out, err, json() }.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

import { databaseOf, postgres, psql, withDatabase } from '../database.mjs';
import { bin } from '../server.mjs';

const env = { ...process.env, LC_ALL: 'C.UTF-8', LANG: '' };
delete env.HUIYIN_DATA_DIR;

/** input: standard input. env: added to the environment. timeout: ms. */
export function run(args, { input = '', env: more = {}, timeout = 600_000 } = {}) {
  const r = spawnSync(bin, withDatabase(args), { encoding: 'utf8', input, env: { ...env, ...more }, timeout, maxBuffer: 1 << 28 });
  assert.equal(r.error, undefined, String(r.error));
  assert.doesNotMatch(r.stderr, /AddressSanitizer|LeakSanitizer|runtime error:/, r.stderr);
  return { code: r.status, out: r.stdout, err: r.stderr, json: () => JSON.parse(r.stdout) };
}

/** The same, which must succeed. */
export function must(args, options) {
  const r = run(args, options);
  assert.equal(r.code, 0, `huiyin ${args.join(' ')}\n${r.out}${r.err}`);
  return r;
}

/** The same with --json, its document. */
export const ask = (...args) => must([...args, '--json']).json();

/** A folder that is gone after the test file. */
export function scratch() {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-cmd-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A statement of SQL on a stopped register, to look inside or to break it. */
export const sql = (data, text) =>
  postgres ? psql(text, databaseOf(data)) : execFileSync('sqlite3', [join(data, 'huiyin.db'), text], { encoding: 'utf8' }).trim();

/** A stored time as Beijing's clock shows it: 2024-05-06T09:32:09. */
export const beijing = (ms) => new Date(Number(ms) + 8 * 3600 * 1000).toISOString().slice(0, 19);

/** The records of a CSV file (RFC 4180), without byte order mark and banner. */
export function csv(path) {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const rows = [[]];
  for (const m of text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/g)) {
    rows.at(-1).push(m[1].startsWith('"') ? m[1].slice(1, -1).replaceAll('""', '"') : m[1]);
    if (m[2] === '\r\n') rows.push([]);
    else if (m[2] === '') break;
  }
  if (rows.at(-1).length === 1 && rows.at(-1)[0] === '') rows.pop();
  return rows[0]?.[0].startsWith('※') ? rows.slice(1) : rows;
}

/** What the check finds in a register whose people are no matter of the test. */
export const found = (data) => ask('check', '--data', data).findings.filter((f) => f.code !== 'people');
