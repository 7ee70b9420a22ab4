// SPDX-License-Identifier: Apache-2.0
// The one door to the server: every request carries its language, every change its version and
// key, every officer's change the CSRF token; every refusal becomes a Problem.
import { newKey } from './key';
import { Problem, problemOf } from './problem';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface CallOptions {
  body?: unknown;
  /** The version the user looked at: sent as If-Match. */
  version?: number | undefined;
  /** Idempotency-Key: hand in the form's own, so that a retry is the same submission. */
  key?: string | undefined;
  query?: Record<string, string | number | boolean | null | undefined>;
  signal?: AbortSignal | undefined;
}

export interface Answer<T> {
  data: T;
  /** From ETag; undefined when the answer has none. */
  version: number | undefined;
  status: number;
}

export interface Credentials {
  /** An officer's token, from POST /login or GET /me. */
  csrf?: string | undefined;
  /** A citizen's query code. */
  code?: string | undefined;
}

export interface ClientOptions {
  base?: string;
  fetch?: typeof fetch;
  lang?: () => string;
  credentials?: () => Credentials;
  /** Called on every 401, before the Problem is thrown. */
  onLoggedOut?: () => void;
}

export interface Uploaded {
  id: string;
  /** What forms put into `attachments`. */
  ref: string;
  name: string;
  type: string;
  bytes: number;
}

function queryText(query: CallOptions['query']): string {
  const pairs = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== '') pairs.set(key, String(value));
  const text = pairs.toString();
  return text ? `?${text}` : '';
}

function versionOf(reply: Response): number | undefined {
  const found = /^(?:W\/)?"(\d+)"$/.exec(reply.headers.get('ETag') ?? '');
  return found ? Number(found[1]) : undefined;
}

async function dataOf(reply: Response): Promise<unknown> {
  if (reply.status === 204) return undefined;
  const type = reply.headers.get('Content-Type') ?? '';
  if (/json/.test(type)) return reply.json();
  return type === '' || type.startsWith('text/') ? reply.text() : reply.blob();
}

export class Client {
  readonly base: string;
  readonly #o: ClientOptions;

  constructor(o: ClientOptions = {}) {
    this.base = o.base ?? '/api/v1';
    this.#o = o;
  }

  /** "/x" below the base; what begins with the base already (an action's href) stays. */
  url(path: string): string {
    return path.startsWith(`${this.base}/`) ? path : this.base + path;
  }

  headers(o: CallOptions, method: Method): Headers {
    const { csrf, code } = this.#o.credentials?.() ?? {};
    const h = new Headers({ Accept: 'application/json, application/problem+json' });
    const lang = this.#o.lang?.();
    if (lang) h.set('Accept-Language', lang);
    if (csrf && method !== 'GET') h.set('X-CSRF-Token', csrf);
    if (code) h.set('X-Query-Code', code);
    if (o.version !== undefined) h.set('If-Match', `"${o.version}"`);
    if (o.key) h.set('Idempotency-Key', o.key);
    return h;
  }

  async call<T>(method: Method, path: string, o: CallOptions = {}): Promise<Answer<T>> {
    const headers = this.headers(o, method);
    const init: RequestInit = { method, headers, credentials: 'same-origin' };
    if (o.signal) init.signal = o.signal;
    if (o.body instanceof Blob) {
      headers.set('Content-Type', o.body.type || 'application/octet-stream');
      if (o.body instanceof File) headers.set('X-File-Name', encodeURIComponent(o.body.name));
      init.body = o.body;
    } else if (o.body !== undefined) {
      headers.set('Content-Type', 'application/json');
      init.body = JSON.stringify(o.body);
    }
    const reply = await this.#send(this.url(path) + queryText(o.query), init);
    if (!reply.ok) {
      const problem = await problemOf(reply);
      if (problem.loggedOut) this.#o.onLoggedOut?.();
      throw problem;
    }
    return {
      data: (await dataOf(reply)) as T,
      version: versionOf(reply),
      status: reply.status,
    };
  }

  async #send(url: string, init: RequestInit): Promise<Response> {
    try {
      return await (this.#o.fetch ?? fetch)(url, init);
    } catch (e) {
      if (e instanceof DOMException && e.name === 'AbortError') throw e;
      throw new Problem({ status: 0, code: 'unheard' });
    }
  }

  async get<T>(path: string, o: Omit<CallOptions, 'body' | 'version'> = {}): Promise<T> {
    return (await this.call<T>('GET', path, o)).data;
  }

  async post<T>(path: string, body?: unknown, o: Omit<CallOptions, 'body'> = {}): Promise<T> {
    return (await this.call<T>('POST', path, { ...o, body })).data;
  }

  /**
   * One file. `key` belongs to this file for good: a retry with the same key is not a second one.
   */
  async upload(file: Blob, key: string = newKey(), signal?: AbortSignal): Promise<Uploaded> {
    return this.post<Uploaded>('/attachments', file, { key, signal });
  }
}

/** What a form's `attachments` carry. */
export function handleOf(u: Uploaded): string {
  return u.ref;
}
