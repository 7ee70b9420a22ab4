// SPDX-License-Identifier: Apache-2.0
// Search as the server tells it: POST /api/v1/search. What is looked for stands behind the '#' of the
// address, which no server and no log of one ever sees.

export interface Piece {
  part: string;
  part_text: string;
  before: boolean;
  text: string;
  more: boolean;
  /** [from, to) in characters of the text. */
  marks: [number, number][];
}

export interface Hit {
  num: string;
  title: string;
  state: string;
  state_text: string;
  lvl_text: string;
  class_text: string;
  place_text: string;
  unit_text: string;
  said_at: string | null;
  urgent: boolean;
  found: Piece[];
}

export interface SearchPage {
  exact?: { subject: 'demand' | 'matter' | 'task'; subject_text: string; num: string };
  rows: Hit[];
  next: string | null;
  looked: boolean;
  indexing: boolean;
  indexed: number;
  confidential: number;
}

export interface SearchCount {
  count: number;
  more: boolean;
}

/** Named as the ledgers' filters are. */
export const SEARCH_FILTERS = ['class', 'place', 'unit', 'lvl', 'state', 'way', 'from', 'to'];

/** Who may search by a person; the server refuses the others. */
export const PERSON_SEARCHERS = ['operator', 'collector', 'screener', 'dispatcher'];

/** A text cut where its marks begin and end. */
export function cut(piece: Piece): { text: string; marked: boolean }[] {
  const chars = Array.from(piece.text);
  const out: { text: string; marked: boolean }[] = [];
  let at = 0;
  const put = (to: number, marked: boolean) => {
    if (to > at) out.push({ text: chars.slice(at, to).join(''), marked });
    at = Math.max(at, to);
  };
  for (const [from, to] of piece.marks) {
    put(from, false);
    put(to, true);
  }
  put(chars.length, false);
  return out;
}

/** The piece that says no more than the title above it. */
const said = (h: Hit) => h.found.find((f) => !f.before && !f.more && f.text === h.title);

/** The title with its marks; without a title the number. */
export function titleOf(h: Hit, num: string): { text: string; marked: boolean }[] {
  const same = said(h);
  return same ? cut(same) : [{ text: h.title || num, marked: false }];
}

/** What stands below the title: nothing that it says already, the title itself only alone. */
export function besides(h: Hit): Piece[] {
  const marked = h.found.some((f) => f.part === 'words' && f.marks.length);
  return h.found.filter((f) => f.text !== said(h)?.text && !(marked && f.part === 'title'));
}

/** A number that people use, or a task's: opened at once instead of searched for. */
export const isNumber = (typed: string) => /^\d{18,22}[\dXx]?(-\d{1,3})?$/.test(typed);

export const hashOf = (asked: Record<string, string>) =>
  `#${new URLSearchParams(Object.entries(asked).filter(([, v]) => v))}`;

export const askedOf = (hash: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(hash.replace(/^#/, '')));
