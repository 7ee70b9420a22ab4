// SPDX-License-Identifier: Apache-2.0
// Speaking to the interface as a browser does: cookie, CSRF token, version, idempotency key.
//
//   const server = await startServer();
//   const desk = await logIn(server, 'screener');          // an officer who holds the role
//   const sent = await citizen(server).submit({ words: '…' });
//   const dossier = await desk.get(`/api/v1/demands/${sent.body.num}`);
//   await desk.act(dossier, 'screen-valid', { title: '…' });   // the action's href, the ETag
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

export const newKey = () => randomBytes(18).toString('base64url');

/** One answer: { status, headers, body (JSON or text), etag }. */
async function answerOf(response, method) {
  const type = response.headers.get('content-type') ?? '';
  const json = type.startsWith('application/json') || type.includes('+json');
  const body = json && method !== 'HEAD' ? await response.json() : type.startsWith('text/') ? await response.text() : Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body, etag: response.headers.get('etag') };
}

export class Client {
  constructor(server) {
    this.server = server;
    this.cookie = null;
    this.csrf = null;
    this.officer = null;
    this.lang = 'zh';
  }

  /** etag: sent as If-Match. key: Idempotency-Key. code: X-Query-Code. */
  async ask(method, path, { body, etag, key, code, headers = {} } = {}) {
    const all = { 'accept-language': this.lang, ...headers };
    if (this.cookie) all.cookie = this.cookie;
    if (this.csrf && method !== 'GET') all['x-csrf-token'] = this.csrf;
    if (etag !== undefined) all['if-match'] = etag;
    if (key !== undefined) all['idempotency-key'] = key;
    if (code !== undefined) all['x-query-code'] = code;
    const raw = body instanceof FormData || body instanceof Uint8Array || typeof body === 'string';
    if (body !== undefined && !raw) all['content-type'] = 'application/json';
    const response = await fetch(this.server.url + path, {
      method,
      headers: all,
      body: body === undefined || raw ? body : JSON.stringify(body),
      redirect: 'manual',
    });
    const cookie = response.headers.get('set-cookie');
    if (cookie?.startsWith('hy_s=')) this.cookie = cookie.split(';', 1)[0];
    return answerOf(response, method);
  }

  get(path, options) {
    return this.ask('GET', path, options);
  }

  post(path, body, options = {}) {
    return this.ask('POST', path, { body, ...options });
  }

  async logIn({ login, password }) {
    const me = await this.post('/api/v1/login', { login, password });
    assert.equal(me.status, 200, JSON.stringify(me.body));
    this.csrf = me.body.csrf;
    this.officer = me.body.officer;
    return me.body;
  }

  /** A demand of this client's; `key` anew unless given. */
  submit(demand, key = newKey()) {
    return this.post('/api/v1/demands', demand, { key });
  }

  /** Takes the action of that name from a dossier (an answer of get). */
  act(dossier, name, body = {}, options = {}) {
    const action = dossier.body.actions.find((a) => a.name === name);
    assert.ok(action, `${name} is not among ${dossier.body.actions.map((a) => a.name)}`);
    return this.post(action.href, body, { etag: dossier.etag, key: newKey(), ...options });
  }

  /** file: { name, bytes (Buffer), type }. */
  upload({ name, bytes, type = 'application/octet-stream' }, key = newKey()) {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type }), name);
    return this.post('/api/v1/attachments', form, { key });
  }
}

export const citizen = (server) => new Client(server);

/** The first officer of the demo district that fits: a role, a log-in name or a predicate. */
export function officerOf(server, which) {
  const fits = typeof which === 'function' ? which : (o) => o.login === which || o.roles.includes(which);
  const found = server.officers.find(fits);
  assert.ok(found, `no officer for ${which}`);
  return found;
}

export async function logIn(server, which) {
  const client = new Client(server);
  await client.logIn(officerOf(server, which));
  return client;
}
