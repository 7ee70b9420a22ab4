// SPDX-License-Identifier: Apache-2.0
// What the server says when it refuses (RFC 9457), and what is said for it when it cannot be heard.

export interface Change {
  version: number;
  action: string;
  action_text: string;
  at: string;
}

export interface ProblemBody {
  type?: string;
  title?: string;
  status: number;
  detail?: string;
  code: string;
  field?: string;
  /** 412: the version it has now, and what happened since ours. */
  version?: number;
  changed?: Change[];
  request_id?: string;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly field: string | undefined;
  readonly version: number | undefined;
  readonly changed: Change[];
  readonly retryAfter: number | undefined;
  readonly requestId: string | undefined;

  constructor(body: ProblemBody, retryAfter?: number) {
    super(body.detail || body.title || body.code);
    this.name = 'Problem';
    this.status = body.status;
    this.code = body.code;
    this.title = body.title ?? '';
    this.field = body.field;
    this.version = body.version;
    this.changed = body.changed ?? [];
    this.retryAfter = retryAfter;
    this.requestId = body.request_id;
  }

  /** Nothing was heard: whether the request arrived is not known. */
  get unheard(): boolean {
    return this.status === 0;
  }
  get stale(): boolean {
    return this.status === 412;
  }
  get conflict(): boolean {
    return this.status === 409;
  }
  get loggedOut(): boolean {
    return this.status === 401;
  }
}

export function isProblem(e: unknown): e is Problem {
  return e instanceof Problem;
}

function isBody(x: unknown): x is ProblemBody {
  return typeof x === 'object' && x !== null && 'code' in x && typeof x.code === 'string';
}

/** A refusal as it came, whatever stands in it: a proxy on the way may have answered instead. */
export async function problemOf(reply: Response): Promise<Problem> {
  const wait = Number(reply.headers.get('Retry-After')) || undefined;
  let body: unknown = null;
  try {
    body = JSON.parse(await reply.text());
  } catch {
    // Not JSON: an error page of a proxy. The status is all there is.
  }
  if (isBody(body)) return new Problem({ ...body, status: reply.status }, wait);
  return new Problem({ status: reply.status, code: `http_${reply.status}` }, wait);
}
