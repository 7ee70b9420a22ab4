// SPDX-License-Identifier: Apache-2.0
// Receipts that this telephone keeps because its owner asked for it. The last one stands in the
// session only and goes with it: a borrowed telephone remembers nothing.

export interface Receipt {
  num: string;
  code: string;
  at: number;
}

const LAST_KEY = 'huiyin.receipt.1';
const KEPT_KEY = 'huiyin.mine.1';
const KEPT_MAX = 50;

function isReceipt(x: unknown): x is Receipt {
  const r = x as Receipt | null;
  return (
    typeof r === 'object' && r !== null && typeof r.num === 'string' && typeof r.code === 'string'
  );
}

function read(store: Pick<Storage, 'getItem'>, key: string): unknown {
  try {
    return JSON.parse(store.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

export function readLast(session: Pick<Storage, 'getItem'>): Receipt | null {
  const kept = read(session, LAST_KEY);
  return isReceipt(kept) ? kept : null;
}

export function writeLast(session: Pick<Storage, 'setItem'>, receipt: Receipt): void {
  try {
    session.setItem(LAST_KEY, JSON.stringify(receipt));
  } catch {
    // The receipt stands on the screen; only a reload would lose it.
  }
}

export function readMine(store: Pick<Storage, 'getItem'>): Receipt[] {
  const kept = read(store, KEPT_KEY);
  return Array.isArray(kept) ? kept.filter(isReceipt) : [];
}

/** False when the telephone keeps nothing. */
export function keepMine(store: Pick<Storage, 'getItem' | 'setItem'>, receipt: Receipt): boolean {
  const others = readMine(store).filter((r) => r.num !== receipt.num);
  try {
    store.setItem(KEPT_KEY, JSON.stringify([receipt, ...others].slice(0, KEPT_MAX)));
    return true;
  } catch {
    return false;
  }
}

export function forgetMine(store: Pick<Storage, 'removeItem'>): void {
  store.removeItem(KEPT_KEY);
}
