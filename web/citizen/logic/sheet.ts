// SPDX-License-Identifier: Apache-2.0
// A questionnaire on this telephone. The session keeps what was sent and not heard of yet, with its
// key, and what came back; the telephone itself keeps one random mark, so that it answers once.
type Kept = Pick<Storage, 'getItem' | 'setItem'>;

export interface Sheet {
  pending?: { key: string; body: Record<string, unknown> };
  /** The demands that it raised. */
  done?: { num: string; code: string }[];
}

const DEVICE_KEY = 'huiyin.device.1';
const sheetKey = (code: string) => `huiyin.sheet.1.${code}`;

export function readSheet(session: Kept, code: string): Sheet {
  try {
    const kept: unknown = JSON.parse(session.getItem(sheetKey(code)) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Sheet) : {};
  } catch {
    return {};
  }
}

export function writeSheet(session: Kept, code: string, sheet: Sheet): void {
  try {
    session.setItem(sheetKey(code), JSON.stringify(sheet));
  } catch {
    // It stands on the screen; only a reload would lose it.
  }
}

/** The mark of this telephone, drawn once. Where nothing can be kept it is another one each time. */
export function deviceOf(store: Kept, draw: () => string): string {
  const had = store.getItem(DEVICE_KEY);
  if (had && /^[0-9a-f]{32}$/.test(had)) return had;
  const mark = draw();
  try {
    store.setItem(DEVICE_KEY, mark);
  } catch {
    // Full: the telephone would count as a new one, no more.
  }
  return mark;
}
