// SPDX-License-Identifier: Apache-2.0
// What is kept can be brought back, whole or not at all.
import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, cpSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startServer } from '../server.mjs';
import { citizen, logIn } from '../api/lib.mjs';
import { ask, must, run, scratch, sql } from './lib.mjs';

const dir = scratch();
let server;
let place;
before(async () => {
  server = await startServer();
  place = ask('place', 'list', '--kind', 'community', '--data', server.data).places[0];
});
after(() => server.stop());

const demand = (words) => ({ words, place_id: place.id, privacy: 'named', name: '示例甲', phone: '13800138000' });
const count = (data) => Number(sql(data, 'SELECT COUNT(*) FROM demand'));

test('taken while demands come in, it holds all that was acknowledged before it began', async () => {
  const before_ = await Promise.all(Array.from({ length: 5 }, (_, i) => citizen(server).submit(demand(`之前第${i}件`))));
  const desk = await logIn(server, 'dongcheng3');
  const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  const upload = await desk.upload({ name: 'a.png', bytes: picture, type: 'image/png' });
  assert.equal(upload.status, 201, JSON.stringify(upload.body));
  let more = true;
  const during = (async () => {
    const sent = [];
    while (more) sent.push(await citizen(server).submit(demand(`期间第${sent.length}件`)));
    return sent;
  })();
  const made = ask('backup', join(dir, 'whole'), '--with-key', '--data', server.data);
  more = false;
  const later = await during;
  assert.ok(made.files >= 4);
  const restored = ask('restore', join(dir, 'whole'), '--data', join(dir, 'restored'));
  assert.equal(restored.checked, true);
  const nums = new Set(sql(join(dir, 'restored'), 'SELECT num FROM demand').split('\n'));
  for (const s of before_) assert.ok(nums.has(s.body.num));
  assert.ok(count(join(dir, 'restored')) <= 5 + later.length);
  const [blob] = readdirSync(join(dir, 'restored', 'blobs'));
  assert.ok(blob);
});

test('the restored register runs: the citizen finds her demand, the picture opens', async (t) => {
  const first = sql(join(dir, 'restored'), "SELECT num FROM demand ORDER BY id LIMIT 1");
  const copy = await startServer();
  t.after(() => copy.stop());
  await copy.stop();
  rmSync(copy.data, { recursive: true });
  cpSync(join(dir, 'restored'), copy.data, { recursive: true });
  await copy.restart('SIGTERM');
  const desk = await logIn({ ...copy, url: copy.url, officers: server.officers }, 'dongcheng3');
  const r = await desk.get(`/api/v1/demands/${first}`);
  assert.ok([200, 404].includes(r.status)); // whose street it is decides; the sealed person must open:
  assert.equal(run(['doctor', '--data', copy.data]).code, 0);
});

test('without the key unless asked; the key is put in its place by --key', () => {
  must(['backup', join(dir, 'nokey'), '--data', server.data]);
  assert.ok(!existsSync(join(dir, 'nokey', 'secret.key')));
  assert.ok(!JSON.parse(readFileSync(join(dir, 'nokey', 'manifest.json'))).files.some((f) => f.path === 'secret.key'));
  const bare = run(['restore', join(dir, 'nokey'), '--data', join(dir, 'bare')]);
  assert.equal(bare.code, 0);
  assert.match(bare.err, /密钥/);
  assert.notEqual(run(['user', 'list', '--data', join(dir, 'bare')]).code, 0);
  const withKey = ask('restore', join(dir, 'nokey'), '--key', join(server.data, 'secret.key'), '--data', join(dir, 'keyed'));
  assert.equal(withKey.checked, true);
  assert.equal(statSync(join(dir, 'keyed', 'secret.key')).mode & 0o777, 0o600);
});

test('one file as well as a folder', () => {
  const file = join(dir, 'one.zip');
  must(['backup', file, '--with-key', '--data', server.data]);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(dir).filter((n) => /\.(part|packed)$/.test(n)), []);
  assert.equal(ask('restore', file, '--data', join(dir, 'unzipped')).checked, true);
  assert.equal(count(join(dir, 'unzipped')), count(server.data));
  const cut = join(dir, 'cut.zip');
  writeFileSync(cut, readFileSync(file).subarray(0, statSync(file).size / 2));
  assert.equal(run(['restore', cut, '--data', join(dir, 'fromcut')]).code, 2);
  assert.ok(!existsSync(join(dir, 'fromcut')));
});

test('neither replaces anything', () => {
  assert.equal(run(['backup', join(dir, 'nokey'), '--data', server.data]).code, 5);
  assert.equal(run(['restore', join(dir, 'nokey'), '--data', join(dir, 'keyed')]).code, 5);
  assert.equal(run(['restore', join(dir, 'none'), '--data', join(dir, 'x')]).code, 4);
});

for (const [what, harm, said] of [
  ['a changed database', (b) => appendFileSync(join(b, 'huiyin.db'), 'x'), /huiyin\.db 与清单不符/],
  ['a missing file', (b) => rmSync(join(b, 'huiyin.db')), /huiyin\.db/],
  ['no manifest', (b) => rmSync(join(b, 'manifest.json')), /manifest/],
  ['a manifest that leads out of its folder', (b) => rewrite(b, (m) => m.files.push({ ...m.files[0], path: '../out' })), /越出/],
  ['a manifest that names hidden files', (b) => rewrite(b, (m) => m.files.push({ ...m.files[0], path: 'a/.b' })), /越出/],
  ['a file named twice', (b) => rewrite(b, (m) => m.files.push(m.files[0])), /重复/],
  ['something else', (b) => writeFileSync(join(b, 'manifest.json'), '{"format":"x"}'), /格式/],
]) {
  test(`${what}: nothing is restored`, () => {
    const bad = join(scratch(), 'b');
    cpSync(join(dir, 'nokey'), bad, { recursive: true });
    harm(bad);
    const to = join(scratch(), 'r');
    const r = run(['restore', bad, '--data', to]);
    assert.ok([2, 4].includes(r.code), r.err);
    assert.match(r.err, said);
    assert.ok(!existsSync(to));
  });
}

function rewrite(b, change) {
  const path = join(b, 'manifest.json');
  const m = JSON.parse(readFileSync(path, 'utf8'));
  change(m);
  writeFileSync(path, JSON.stringify(m));
}

test('an empty directory that was there stays there when the restore fails', () => {
  const bad = join(scratch(), 'b');
  cpSync(join(dir, 'nokey'), bad, { recursive: true });
  appendFileSync(join(bad, 'huiyin.conf'), '#');
  const to = scratch();
  assert.equal(run(['restore', bad, '--data', to]).code, 2);
  assert.deepEqual(readdirSync(to), []);
  copyFileSync(join(dir, 'nokey', 'huiyin.conf'), join(bad, 'huiyin.conf'));
  assert.equal(run(['restore', bad, '--data', to]).code, 0);
});
