// SPDX-License-Identifier: Apache-2.0
// Sent once only, on a bad line too. The key is made before the first try and kept, with the words
// it was sent with, until the server has answered: a second try with it makes no second demand.

import { newKey } from '@shared/api/key';
import type { Receipt } from './receipt';

export interface Pending {
  key: string;
  /** Every version that was sent under the key without an answer. */
  bodies: string[];
  at: number;
}

export const PENDING_KEY = 'huiyin.sending.1';
/** The server forgets a key after 72 hours (domain.md); an older try is a new one. */
const KEPT_MS = 71 * 3600 * 1000;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function readPending(store: Store, now: number): Pending | null {
  try {
    const kept = JSON.parse(store.getItem(PENDING_KEY) ?? 'null') as Partial<Pending> | null;
    if (!kept || typeof kept.key !== 'string' || !Array.isArray(kept.bodies)) return null;
    if (typeof kept.at !== 'number' || now - kept.at > KEPT_MS) return null;
    const bodies = kept.bodies.filter((b): b is string => typeof b === 'string');
    return { key: kept.key, bodies, at: kept.at };
  } catch {
    return null;
  }
}

export interface Reply {
  status: number;
  json: unknown;
}
/** Rejects when the line broke and nobody knows whether the server had heard it. */
export type Post = (body: string, key: string) => Promise<Reply>;

export type Outcome =
  /** earlier: an older version of the words had already arrived; the receipt is that one's. */
  | { kind: 'sent'; receipt: Receipt; earlier: boolean }
  | { kind: 'refused'; status: number; problem: Record<string, unknown> }
  /** Nothing is known: the same button sends the same again. */
  | { kind: 'unknown' };

function asProblem(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

function receiptOf(json: unknown, at: number): Receipt | null {
  const { num, code } = asProblem(json);
  if (typeof num !== 'string' || typeof code !== 'string') return null;
  return { num, code, at };
}

/** A refusal that will be the same the next time, so that nothing can have been taken. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function isDone(status: number): boolean {
  return status === 200 || status === 201;
}

/** One of the earlier versions had arrived: its answer is kept for whoever sends it again. */
async function replay(pending: Pending, post: Post, now: number): Promise<Outcome> {
  for (const body of pending.bodies) {
    const reply = await post(body, pending.key);
    const receipt = isDone(reply.status) ? receiptOf(reply.json, now) : null;
    if (receipt) return { kind: 'sent', receipt, earlier: true };
  }
  return { kind: 'unknown' };
}

function remember(store: Store, pending: Pending): void {
  try {
    store.setItem(PENDING_KEY, JSON.stringify(pending));
  } catch {
    // A telephone that keeps nothing still sends; only a reload would then make a new key.
  }
}

async function attempt(store: Store, body: string, post: Post, now: number): Promise<Outcome> {
  const before = readPending(store, now);
  const others = (before?.bodies ?? []).filter((b) => b !== body);
  const pending = {
    key: before?.key ?? newKey(),
    bodies: [...others, body],
    at: before?.at ?? now,
  };
  remember(store, pending);
  const reply = await post(body, pending.key);
  if (isDone(reply.status)) {
    const receipt = receiptOf(reply.json, now);
    return receipt ? { kind: 'sent', receipt, earlier: false } : { kind: 'unknown' };
  }
  if (reply.status === 422 && others.length)
    return replay({ ...pending, bodies: others }, post, now);
  if (!isFinal(reply.status)) return { kind: 'unknown' };
  // These words were not taken; whether an earlier version was is still open.
  if (others.length && before) remember(store, { ...before, bodies: others });
  else store.removeItem(PENDING_KEY);
  return { kind: 'refused', status: reply.status, problem: asProblem(reply.json) };
}

export async function sendOnce(
  store: Store,
  body: string,
  post: Post,
  now: number,
): Promise<Outcome> {
  try {
    const outcome = await attempt(store, body, post, now);
    if (outcome.kind === 'sent') store.removeItem(PENDING_KEY);
    return outcome;
  } catch {
    return { kind: 'unknown' };
  }
}
