// SPDX-License-Identifier: Apache-2.0
// The interface over real sockets: headers, sessions, uploads, what is refused before a handler.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';

import { picture } from '../picture.mjs';
import { startServer } from '../server.mjs';
import { citizen, logIn, newKey, officerOf } from './lib.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const words = '小区门口的路灯坏了三个月，晚上老人出门摔跤';

/** Raw bytes; what came back before the server closed or fell silent. */
function raw(text, ms = 1000) {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    let got = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (d) => (got += d.toString('latin1')));
    socket.on('close', () => resolve(got));
    socket.on('error', () => resolve(got));
    socket.setTimeout(ms, () => socket.destroy());
  });
}

test('every reply carries what protects a browser', async () => {
  for (const path of ['/health', '/api/v1/docs', '/api/v1/public/place', '/api/none', '/none.txt']) {
    const r = await citizen(server).get(path);
    assert.equal(r.headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(r.headers.get('referrer-policy'), 'no-referrer', path);
    const policy = r.headers.get('content-security-policy');
    assert.match(policy, /frame-ancestors 'none'/, path);
    assert.doesNotMatch(policy, /unsafe/, path);
    assert.match(r.headers.get('x-request-id'), /^[0-9a-f]{16}$/, path);
  }
});

test('the page of the interface has neither inline script nor inline style', async () => {
  const { body } = await citizen(server).get('/api/v1/docs');
  assert.doesNotMatch(body, /<script|<style|style=|\son[a-z]+=/i);
  assert.match(body, /\/api\/v1\/demands\/\{num\}\/screen-valid/);
});

test('the document names every step of the flow', async () => {
  const { body } = await citizen(server).get('/api/v1/openapi.json');
  assert.equal(body.openapi, '3.1.0');
  for (const [path, verbs] of Object.entries(body.paths))
    for (const op of Object.values(verbs)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      assert.deepEqual(op.parameters.filter((p) => p.in === 'path').map((p) => p.name), named, path);
      const ref = op.requestBody?.content['application/json']?.schema.$ref;
      if (ref) assert.ok(body.components.schemas[ref.split('/').pop()], ref);
    }
});

test('what two programs would read differently is refused', async () => {
  const host = 'Host: x\r\n';
  const hostile = [
    `POST /api/v1/demands HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `POST /api/v1/demands HTTP/1.1\r\n${host}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`,
    `GET /health HTTP/1.1\r\n${host}${host}\r\n`,
    'GET /health HTTP/1.1\r\n\r\n',
    `GET /health HTTP/1.1\r\n${host}Content-Length : 0\r\n\r\n`,
    `GET /../../etc/passwd HTTP/1.1\r\n${host}\r\n`,
    `GET /assets/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n${host}\r\n`,
  ];
  for (const request of hostile) assert.match(await raw(request), /^HTTP\/1\.1 400 /, request);
});

test('a body past the limit of its route is refused unread', async () => {
  const start = 'POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ';
  assert.match(await raw(`${start}99999999\r\n\r\n`), /^HTTP\/1\.1 413 /);
  assert.match(await raw('POST /api/v1/people/book HTTP/1.1\r\nHost: x\r\nContent-Length: 8388609\r\n\r\n'), /^HTTP\/1\.1 413 /); // a limit of its own
  assert.match(await raw('POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n'), /^HTTP\/1\.1 413 /);
});

test('a session ends with log-out; a change needs its token', async () => {
  const desk = await logIn(server, 'screener');
  assert.equal((await desk.get('/api/v1/me')).status, 200);
  const { csrf } = desk;
  desk.csrf = null;
  assert.equal((await desk.post('/api/v1/logout')).status, 403);
  desk.csrf = csrf;
  const before = desk.cookie;
  assert.equal((await desk.post('/api/v1/logout')).status, 204);
  desk.cookie = before;
  assert.equal((await desk.get('/api/v1/me')).status, 401);
});

test('a wrong password and an unknown name look alike', async () => {
  const { login } = officerOf(server, 'handler');
  const wrong = await citizen(server).post('/api/v1/login', { login, password: 'not the password' });
  const unknown = await citizen(server).post('/api/v1/login', { login: 'nobody', password: 'not the password' });
  assert.equal(wrong.status, 401);
  assert.deepEqual([unknown.status, unknown.body.detail], [wrong.status, wrong.body.detail]);
});

test('one key, one demand; also when both come at once', async () => {
  const key = newKey();
  const two = await Promise.all([1, 2, 3, 4].map(() => citizen(server).submit({ words }, key)));
  for (const r of two) assert.equal(r.status, 201, JSON.stringify(r.body));
  assert.equal(new Set(two.map((r) => r.body.num)).size, 1);
  assert.equal((await citizen(server).submit({ words: `${words}！` }, key)).status, 422);
});

test('a crash after the answer loses nothing', async () => {
  const sent = await citizen(server).submit({ words });
  assert.equal(sent.status, 201);
  await server.restart('SIGKILL');
  const mine = await citizen(server).get(`/api/v1/public/demands/${sent.body.num}`, { code: sent.body.code });
  assert.equal(mine.status, 200);
  assert.ok(JSON.stringify(mine.body).includes(words));
});

test('a photo comes in, is bound to its demand, and is seen by whoever sees the demand', async () => {
  const me = citizen(server);
  const up = await me.upload({ name: '路灯.png', bytes: picture(), type: 'image/png' });
  assert.equal(up.status, 201, JSON.stringify(up.body));
  assert.equal(up.body.type, 'image/png');
  const sent = await me.submit({ words, attachments: [up.body.ref] });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const again = await me.submit({ words, attachments: [up.body.ref] });
  assert.equal(again.status, 400, 'one reference, one use');
  const own = `/api/v1/public/demands/${sent.body.num}/attachments/${up.body.id}`;
  assert.equal((await me.get(own, { code: sent.body.code })).status, 200);
  assert.equal((await me.get(own, { code: 'AAAAAAAAAA' })).status, 404);
  const path = `/api/v1/attachments/${up.body.id}`;
  assert.equal((await me.get(path)).status, 401);
  const desk = await logIn(server, 'leader');
  const seen = await desk.get(path);
  assert.equal(seen.status, 200, JSON.stringify(seen.body));
  assert.match(seen.headers.get('content-type'), /^image\//);
  assert.match(seen.headers.get('content-disposition'), /^inline; filename\*=UTF-8''%E8/);
});

test('what is no picture by its content is not taken for one', async () => {
  const html = Buffer.from('<html><script>alert(1)</script></html>');
  const r = await citizen(server).upload({ name: 'a.jpg', bytes: html, type: 'image/jpeg' });
  assert.equal(r.status, 400);
  const none = await citizen(server).upload({ name: 'a.jpg', bytes: Buffer.alloc(0), type: 'image/jpeg' });
  assert.equal(none.status, 400);
});
