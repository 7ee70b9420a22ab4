// SPDX-License-Identifier: Apache-2.0
// Two servers on one PostgreSQL come to the sheets at the same time: each goes out once.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, must, scratch } from '../cmd/lib.mjs';
import { configure, createDatabase, psql } from '../database.mjs';
import { Postman } from '../mail.mjs';
import { bin, freePort } from '../server.mjs';
import { ended, until } from './lib.mjs';

const dir = scratch();
const database = createDatabase();
const first = join(dir, 'first');
const second = join(dir, 'second');
const readers = 6;
let postman;
const servers = [];

before(async () => {
  postman = await (await Postman.make()).start();
  must(['init', '--code', '511902', '--name', '示例区', '--data', first, '--database', database]);
  const { units } = ask('unit', 'list', '--data', first);
  for (let i = 0; i < readers; i++)
    must(['user', 'add', `boss${i}`, '示例·领导', '--unit', units[0].code, '--roles', 'leader', '--no-password', '--mail', `boss${i}@office.example`, '--data', first]);
  configure(first, `${postman.settings()}report_send = daily, weekly, monthly\nreport_to = leader\nreport_hour = 0\nreport_workdays = no\n`);
  cpSync(first, second, { recursive: true });
});
after(async () => {
  for (const s of servers) await ended(s.child);
  await postman?.close();
});

async function serve(data) {
  const log = `${data}.log`;
  const out = openSync(log, 'a');
  const child = spawn(bin, ['serve', '--data', data, '--listen', `127.0.0.1:${await freePort()}`], { stdio: ['ignore', out, out] });
  servers.push({ child, log });
}

test('every sheet once to everybody, whichever server came first', async () => {
  await Promise.all([serve(first), serve(second)]);
  await until('all of it', () => postman.mails().length >= 3 * readers, 90);
  await sleep(8000); // whatever is sent twice would have come by now
  const got = postman.mails().map((m) => `${m.to} ${m.subject}`);
  assert.equal(new Set(got).size, got.length, got.sort().join('\n'));
  assert.equal(got.length, 3 * readers);
  assert.equal(psql('SELECT count(*) FROM brief_sent', database), '3');
  assert.equal(psql("SELECT count(*) FROM outbox WHERE template = 'brief' AND state = 'sent'", database), String(3 * readers));
  for (const s of servers) {
    assert.equal(s.child.exitCode, null, readFileSync(s.log, 'utf8'));
    assert.doesNotMatch(readFileSync(s.log, 'utf8'), /AddressSanitizer|runtime error:/);
  }
  const again = postman.mails().length;
  await Promise.all(servers.map((s) => ended(s.child)));
  await serve(first); // and not once more after a restart
  await sleep(6000);
  assert.equal(postman.mails().length, again);
});
