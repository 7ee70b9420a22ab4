// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { Client, type ClientOptions } from './client';
import { FormKey, newKey } from './key';
import { isProblem, Problem } from './problem';

interface Seen {
  url: string;
  init: RequestInit & { headers: Headers };
}

function against(reply: () => Response | Promise<Response>, o: ClientOptions = {}) {
  const seen: Seen[] = [];
  const client = new Client({
    ...o,
    fetch: async (url, init) => {
      seen.push({ url: String(url), init: init as Seen['init'] });
      return reply();
    },
  });
  return { client, seen };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });

async function refusal(promise: Promise<unknown>): Promise<Problem> {
  const e = await promise.then(
    () => null,
    (x: unknown) => x,
  );
  if (!isProblem(e)) throw new Error('no problem came');
  return e;
}

describe('what is sent', () => {
  it('a change carries version, key, token and language', async () => {
    const { client, seen } = against(() => json({}), {
      lang: () => 'en',
      credentials: () => ({ csrf: 'tok' }),
    });
    await client.post('/matters/1/close', { words: '好' }, { version: 7, key: 'k'.repeat(32) });
    const h = seen[0]?.init.headers;
    expect(seen[0]?.url).toBe('/api/v1/matters/1/close');
    expect(h?.get('If-Match')).toBe('"7"');
    expect(h?.get('Idempotency-Key')).toBe('k'.repeat(32));
    expect(h?.get('X-CSRF-Token')).toBe('tok');
    expect(h?.get('Accept-Language')).toBe('en');
    expect(h?.get('Content-Type')).toBe('application/json');
    expect(seen[0]?.init.body).toBe('{"words":"好"}');
  });

  it('reading carries no token, and a citizen the query code', async () => {
    const { client, seen } = against(() => json({}), {
      credentials: () => ({ csrf: 'tok', code: 'ABC' }),
    });
    await client.get('/public/demands/1');
    expect(seen[0]?.init.headers.get('X-CSRF-Token')).toBeNull();
    expect(seen[0]?.init.headers.get('X-Query-Code')).toBe('ABC');
  });

  it('leaves blank filters out and keeps a full href', async () => {
    const { client, seen } = against(() => json({}));
    await client.get('/work', { query: { list: 'mine', after: '', sort: undefined, limit: 20 } });
    await client.post('/api/v1/tasks/1-1/sign', {});
    expect(seen.map((s) => s.url)).toEqual([
      '/api/v1/work?list=mine&limit=20',
      '/api/v1/tasks/1-1/sign',
    ]);
  });

  it('a file goes as it is, with its name, under its own key', async () => {
    const { client, seen } = against(() => json({ id: '5', ref: '5:x', name: '灯.png' }, 201));
    const file = new File(['abc'], '灯.png', { type: 'image/png' });
    expect((await client.upload(file, 'f'.repeat(32))).ref).toBe('5:x');
    const h = seen[0]?.init.headers;
    expect(h?.get('Content-Type')).toBe('image/png');
    expect(decodeURIComponent(h?.get('X-File-Name') ?? '')).toBe('灯.png');
    expect(h?.get('Idempotency-Key')).toBe('f'.repeat(32));
  });
});

describe('what comes back', () => {
  it('the version stands in the ETag', async () => {
    const { client } = against(() => json({ num: '1' }, 200, { ETag: '"12"' }));
    expect((await client.call('GET', '/demands/1')).version).toBe(12);
  });

  it('204 is no data', async () => {
    const { client } = against(() => new Response(null, { status: 204 }));
    expect(await client.post('/logout')).toBeUndefined();
  });

  it('a refusal tells its sentence, field, version and what changed', async () => {
    const body = {
      status: 412,
      code: 'stale',
      detail: '已被他人改动',
      version: 9,
      changed: [{ action_text: '派单' }],
    };
    const p = await refusal(against(() => json(body, 412)).client.post('/x', {}));
    expect([p.status, p.stale, p.message, p.version, p.changed[0]?.action_text]).toEqual([
      412,
      true,
      '已被他人改动',
      9,
      '派单',
    ]);
  });

  it('an error page of a proxy is a problem too', async () => {
    const reply = () =>
      new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'Retry-After': '3' } });
    const p = await refusal(against(reply).client.get('/me'));
    expect([p.status, p.code, p.retryAfter]).toEqual([502, 'http_502', 3]);
  });

  it('a dead line is told apart from a refusal', async () => {
    const p = await refusal(
      against(() => Promise.reject(new TypeError('failed'))).client.get('/me'),
    );
    expect(p.unheard).toBe(true);
  });

  it('being logged out is announced', async () => {
    let told = 0;
    const { client } = against(() => json({ status: 401, code: 'login' }, 401), {
      onLoggedOut: () => told++,
    });
    await refusal(client.get('/me'));
    expect(told).toBe(1);
  });
});

describe('keys', () => {
  it('have 128 bits and differ', () => {
    expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(newKey()).not.toBe(newKey());
  });
  it('stay with their form until it is through', () => {
    const key = new FormKey();
    const first = key.value;
    expect(key.value).toBe(first);
    key.renew();
    expect(key.value).not.toBe(first);
  });
});
