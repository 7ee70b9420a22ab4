// SPDX-License-Identifier: Apache-2.0
// A server of its own for a test file: demo register, free loopback port, the program under test
// (HUIYIN_BIN, the sanitised build under script/test).
//
//   const server = await startServer();           // { url, data, officers, restart, stop }
//   after(() => server.stop());                   // must end cleanly: exit code 0, nothing from a sanitiser
//
// On PostgreSQL (HUIYIN_TEST_ENGINE, tests/database.mjs) the register's database is copied as well.
//
// The demo register is made once per run of the tests and copied for each server, because its
// passwords are expensive on purpose. Data folders stay in HUIYIN_TEST_DATA when that is set:
// script/test looks at each with `huiyin check` afterwards.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { copyDatabase, withDatabase } from './database.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
export const bin = process.env.HUIYIN_BIN ?? join(root, 'build', 'huiyin');
const base = process.env.HUIYIN_TEST_DATA ?? mkdtempSync(join(tmpdir(), 'huiyin-test-'));
if (!process.env.HUIYIN_TEST_DATA) process.on('exit', () => rmSync(base, { recursive: true, force: true }));

/** Runs the program to its end; returns what it printed. Throws with its stderr when it fails. */
export function huiyin(...args) {
  return execFileSync(bin, withDatabase(args), { encoding: 'utf8', maxBuffer: 1 << 28 });
}

/** A port of 127.0.0.1 that nobody listens on, below those the system hands out for connections of its own. */
export async function freePort() {
  for (;;) {
    const port = randomInt(12_000, 30_000);
    const probe = createServer().listen(port, '127.0.0.1');
    try {
      await once(probe, 'listening');
    } catch (e) {
      if (e.code !== 'EADDRINUSE') throw e;
      continue;
    }
    probe.close();
    await once(probe, 'close');
    return port;
  }
}

/** The demo register that all copies come from. Two test files may ask at once: one makes it. */
async function template() {
  const made = join(base, '.template');
  const busy = join(base, '.template-busy');
  for (;;) {
    if (existsSync(made)) return made;
    try {
      mkdirSync(busy);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      await sleep(200);
      continue;
    }
    try {
      if (existsSync(made)) return made;
      const fresh = join(base, '.template-new');
      rmSync(fresh, { recursive: true, force: true });
      mkdirSync(fresh);
      const said = huiyin('init', '--demo', '--json', '--data', join(fresh, 'data'));
      writeFileSync(join(fresh, 'init.json'), said);
      renameSync(fresh, made);
      return made;
    } finally {
      rmSync(busy, { recursive: true, force: true });
    }
  }
}

async function untilListening(child, port, log) {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const up = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(() => resolve(true)));
      socket.on('error', () => resolve(false));
    });
    if (up) return;
    await sleep(100);
  }
  child.kill('SIGKILL');
  throw new Error(`the server did not come up:\n${readFileSync(log, 'utf8')}`);
}

/** A register in `data`: a copy of the demo one, or a fresh one made with these arguments of `huiyin init`. */
async function registerIn(data, init) {
  if (init) return JSON.parse(huiyin('init', ...init, '--json', '--data', data));
  const from = await template();
  cpSync(join(from, 'data'), data, { recursive: true, preserveTimestamps: true });
  copyDatabase(data);
  return JSON.parse(readFileSync(join(from, 'init.json'), 'utf8'));
}

/**
 * args: further arguments of `huiyin serve`. env: added to the environment. init: arguments of
 * `huiyin init` for a register of another kind. prepare(data): called before the server starts.
 */
export async function startServer({ args = [], env = {}, init, prepare } = {}) {
  const data = mkdtempSync(join(base, 'data-'));
  const { officers } = await registerIn(data, init);
  await prepare?.(data);
  const port = await freePort();
  const log = `${data}.log`;
  let child;

  async function start() {
    const out = openSync(log, 'a');
    child = spawn(bin, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, ...args], {
      stdio: ['ignore', out, out],
      env: { ...process.env, ...env },
    });
    closeSync(out);
    await untilListening(child, port, log);
  }

  /** signal: SIGTERM for an orderly end, SIGKILL for a crash (no exit code is asked for then). */
  async function stop(signal = 'SIGTERM') {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    const said = readFileSync(log, 'utf8');
    assert.doesNotMatch(said, /AddressSanitizer|LeakSanitizer|runtime error:/, said);
    if (signal === 'SIGTERM') assert.equal(child.exitCode, 0, said);
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    data,
    officers, // [{ login, password, name, unit, roles }]
    log: () => readFileSync(log, 'utf8'),
    stop,
    async restart(signal) {
      await stop(signal);
      await start();
    },
  };
}
