// SPDX-License-Identifier: Apache-2.0
// A unit's table of tasks in a clerk's hands (form.py): what it says, and filled.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dir = mkdtempSync(join(tmpdir(), 'huiyin-form-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
const script = fileURLToPath(new URL('form.py', import.meta.url));
const python = (args, input = '') => execFileSync('python3', [script, ...args], { encoding: 'utf8', input });

let serial = 0;
/** Bytes as a file; its path. */
export function asFile(bytes) {
  const path = join(dir, `${(serial += 1)}.xlsx`);
  writeFileSync(path, bytes);
  return path;
}

/** The rows below the header, each by column title. */
export const rowsOf = (path) => JSON.parse(python(['read', path]));
/** Every worksheet: [{ name, rows: [[text, …], …] }, …]. */
export const bookOf = (path) => JSON.parse(python(['book', path]));
/** Worksheets, protection, drop-down lists. */
export const partsOf = (path) => JSON.parse(python(['parts', path]));

/** edits: [[num, column, value], …]. The filled file's path. */
export function filled(path, edits) {
  const out = join(dir, `${(serial += 1)}.xlsx`);
  python(['fill', path, out], JSON.stringify(edits.map(([num, column, value]) => ({ num, column, value }))));
  return out;
}

export const bytesOf = (path) => readFileSync(path);
