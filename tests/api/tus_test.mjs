// SPDX-License-Identifier: Apache-2.0
// Uploads that are resumed, by tus 1.0.0: what is on its way outlives the line and the server, and
// becomes the same attachment as an upload in one piece.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { picture } from '../picture.mjs';
import { startServer } from '../server.mjs';
import { citizen, logIn } from './lib.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const UPLOADS = '/api/v1/uploads';
const DAY = 24 * 3600;
const photo = () => Buffer.from(picture());
const b64 = (text) => Buffer.from(text).toString('base64');
const tus = (more) => ({ 'tus-resumable': '1.0.0', ...more });

const create = (who, length, headers = {}) =>
  who.ask('POST', UPLOADS, { headers: tus({ 'upload-length': String(length), 'upload-metadata': `filename ${b64('井盖.png')},filetype ${b64('image/png')}`, ...headers }) });
const head = (who, at) => who.ask('HEAD', at, { headers: tus() });
const patch = (who, at, offset, body, headers = {}) =>
  who.ask('PATCH', at, { body, headers: tus({ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...headers }) });
const drop = (who, at) => who.ask('DELETE', at, { headers: tus() });

async function begun(who, length) {
  const made = await create(who, length);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.headers.get('location');
}

async function standsAt(who, at, offset) {
  const got = await head(who, at);
  assert.deepEqual([got.status, got.headers.get('upload-offset')], [200, String(offset)]);
  return got;
}

const files = () => readdirSync(join(server.data, 'uploads'));
const fileOf = (at) => join(server.data, 'uploads', at.split('/').at(-1));

test('the server says what it speaks', async () => {
  const said = await citizen(server).ask('OPTIONS', UPLOADS);
  assert.equal(said.status, 204);
  assert.equal(said.headers.get('tus-version'), '1.0.0');
  assert.equal(said.headers.get('tus-extension'), 'creation,expiration,termination');
  assert.equal(said.headers.get('tus-max-size'), '50000000');
});

test('a photo in pieces outlives a killed server and is an attachment like any other', async () => {
  const me = citizen(server);
  const bytes = photo();
  const cut = [0, 1, 100, Math.floor(bytes.length / 2), bytes.length];
  const at = await begun(me, bytes.length);
  const start = await standsAt(me, at, 0);
  assert.equal(start.headers.get('upload-length'), String(bytes.length));
  assert.equal(start.headers.get('cache-control'), 'no-store');
  assert.equal(start.headers.get('tus-resumable'), '1.0.0');
  assert.ok(Date.parse(start.headers.get('upload-expires')) > Date.now());
  for (let i = 0; i < 3; i++) {
    const got = await patch(me, at, cut[i], bytes.subarray(cut[i], cut[i + 1]));
    assert.deepEqual([got.status, got.headers.get('upload-offset'), got.headers.get('upload-ref')], [204, String(cut[i + 1]), null]);
    await server.restart('SIGKILL');
    await standsAt(me, at, cut[i + 1]);
  }
  assert.ok(!readFileSync(fileOf(at)).includes(bytes.subarray(0, 100)), 'sealed while it waits');

  const last = await patch(me, at, cut[3], bytes.subarray(cut[3]));
  assert.deepEqual([last.status, last.headers.get('upload-offset')], [204, String(bytes.length)]);
  const ref = last.headers.get('upload-ref');
  assert.match(ref, /^\d+\.[0-9a-f]{32}$/);
  // The answer to the last piece was lost: where it stands is asked again.
  const again = await standsAt(me, at, bytes.length);
  assert.equal(again.headers.get('upload-ref'), ref);
  assert.equal((await patch(me, at, bytes.length, Buffer.alloc(0))).headers.get('upload-ref'), ref);

  const sent = await me.submit({ words: '井盖坏了', attachments: [ref] });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const shown = await me.get(`/api/v1/public/demands/${sent.body.num}`, { code: sent.body.code });
  assert.deepEqual(shown.body.attachments.map((a) => [a.name, a.type, a.bytes]), [['井盖.png', 'image/png', bytes.length]]);
  assert.equal((await me.submit({ words: '井盖坏了', attachments: [ref] })).status, 400, 'one reference, one use');
});

test('what is not in step is refused, and changes nothing', async () => {
  const me = citizen(server);
  const bytes = photo();
  const at = await begun(me, bytes.length);
  assert.equal((await patch(me, at, 0, bytes.subarray(0, 10))).status, 204);
  const status = async (offset, body, headers) => (await patch(me, at, offset, body, headers)).status;
  assert.equal(await status(0, bytes.subarray(0, 10)), 409);
  assert.equal(await status(11, bytes.subarray(11, 20)), 409);
  assert.equal(await status(10, Buffer.concat([bytes.subarray(10), Buffer.from('x')])), 413);
  assert.equal(await status(10, bytes.subarray(10, 20), { 'content-type': 'image/png' }), 415);
  assert.equal(await status('x', bytes.subarray(10, 20)), 400);
  const old = await patch(me, at, 10, bytes.subarray(10, 20), { 'tus-resumable': '0.2.2' });
  assert.deepEqual([old.status, old.headers.get('tus-version')], [412, '1.0.0']);
  await standsAt(me, at, 10);
  assert.equal((await create(me, 50_000_001)).status, 413);
  assert.equal((await create(me, 0)).status, 400);
  assert.equal((await create(me, 'many')).status, 400);
  assert.equal((await create(me, 5, { 'upload-metadata': 'filename %%%' })).status, 400);
  assert.equal((await create(me, 5, { 'tus-resumable': '2.0.0' })).status, 412);
});

test('a line that lets neither PATCH nor DELETE pass is gone round', async () => {
  const me = citizen(server);
  const over = (method, at, body, headers = {}) =>
    me.ask('POST', at, { body, headers: tus({ 'x-http-method-override': method, 'content-type': 'application/offset+octet-stream', ...headers }) });
  const at = await begun(me, 100);
  assert.equal((await over('PATCH', at, photo().subarray(0, 20), { 'upload-offset': '0' })).status, 204);
  await standsAt(me, at, 20);
  assert.equal((await over('PUT', at, photo(), { 'upload-offset': '20' })).status, 400);
  assert.equal((await over('DELETE', at)).status, 204);
  assert.equal((await head(me, at)).status, 404);
});

test('an id that was guessed, given up or is another officer’s is none', async () => {
  const me = citizen(server);
  const at = await begun(me, 100);
  const guessed = [at.replace(/-100-/, '-200-'), `${at.slice(0, -1)}${at.endsWith('0') ? '1' : '0'}`, `${UPLOADS}/0`, `${at}.done`, `${UPLOADS}/..%2f..%2fsecret.key`];
  for (const id of guessed) {
    const got = await head(me, id);
    assert.ok(got.status === 404 || got.status === 400, `${id}: ${got.status}`);
    assert.equal(got.headers.get('upload-offset'), null);
    assert.ok([400, 404].includes((await patch(me, id, 0, photo().subarray(0, 5))).status), id);
  }
  assert.equal((await drop(me, at)).status, 204);
  assert.equal((await drop(me, at)).status, 404);
  assert.equal((await patch(me, at, 0, photo().subarray(0, 5))).status, 404);

  const bytes = photo();
  const officer = await logIn(server, 'zhujian1');
  const own = await begun(officer, bytes.length);
  assert.equal((await patch(me, own, 0, bytes)).status, 404);
  assert.equal((await patch(await logIn(server, 'xinfang1'), own, 0, bytes)).status, 404);
  assert.match((await patch(officer, own, 0, bytes)).headers.get('upload-ref'), /^\d+$/);
});

test('what the store would not take in one piece, it does not take in pieces', async () => {
  const me = citizen(server);
  const bytes = Buffer.from('#!/bin/sh\necho this is no picture at all\n');
  const at = await begun(me, bytes.length);
  assert.equal((await patch(me, at, 0, bytes.subarray(0, 9))).status, 204);
  const last = await patch(me, at, 9, bytes.subarray(9));
  assert.deepEqual([last.status, last.body.field], [400, 'file']);
  assert.equal(last.headers.get('tus-resumable'), '1.0.0');
  assert.equal((await head(me, at)).status, 404);
});

test('of two pieces for the same place one is taken', async () => {
  const me = citizen(server);
  const bytes = photo();
  const at = await begun(me, bytes.length);
  const both = await Promise.all([1, 2, 3, 4].map(() => patch(me, at, 0, bytes.subarray(0, 50))));
  assert.deepEqual(both.map((r) => r.status).sort(), [204, 409, 409, 409]);
  await standsAt(me, at, 50);
  const ends = await Promise.all([1, 2, 3, 4].map(() => patch(me, at, 50, bytes.subarray(50))));
  assert.equal(ends.filter((r) => r.status === 204).length, 1);
  assert.match((await standsAt(me, at, bytes.length)).headers.get('upload-ref'), /^\d+\./);
});

test('a day after its last piece an upload is none, and its file goes', async () => {
  const me = citizen(server);
  const old = await begun(me, 100);
  const young = await begun(me, 100);
  assert.equal((await patch(me, old, 0, photo().subarray(0, 10))).status, 204);
  const then = Date.now() / 1000 - DAY - 60;
  utimesSync(fileOf(old), then, then);
  assert.equal((await head(me, old)).status, 404);
  assert.equal((await patch(me, old, 10, photo().subarray(10, 20))).status, 404);
  await server.restart('SIGTERM'); // sweeps as it starts, and hourly
  for (let tries = 0; existsSync(fileOf(old)) && tries < 300; tries++) await sleep(100);
  assert.ok(!existsSync(fileOf(old)), files().join(' '));
  await standsAt(me, young, 0);
});

test('one address begins so much and no more', async () => {
  const me = citizen(server);
  const made = [];
  let refused;
  for (let i = 0; i < 25 && !refused; i++) {
    const got = await create(me, 50_000_000);
    if (got.status === 201) made.push(got.headers.get('location'));
    else refused = got;
  }
  assert.deepEqual([refused?.status, refused?.headers.get('retry-after')], [429, '60']);
  assert.ok(made.length >= 15 && made.length <= 20, String(made.length));
  for (const at of made) assert.equal((await drop(me, at)).status, 204);
  await begun(me, 50_000_000);
});
