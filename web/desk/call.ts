// SPDX-License-Identifier: Apache-2.0
// What a desk needs while somebody speaks: who rings, what is read back, what is read out, and the keys.
import type { Option } from '@shared/form';
import type { Action, Stage, Verdict } from './dossier';

export interface MatterCard {
  num: string;
  title: string;
  state: string;
  state_text: string;
  open: boolean;
  owner: string;
  lead: string;
  officer: string;
  report_due_at: string | null;
  due_at: string | null;
  urged: number;
  stages: Stage[];
  verdict?: Verdict;
}

export interface DemandCard {
  num: string;
  title: string;
  version: number;
  state: string;
  state_text: string;
  open: boolean;
  said_at: string | null;
  place: string;
  unit: string;
  first_asked: string;
  reply_due_at: string | null;
  overdue: boolean;
  urged: number;
  head_count: number;
  redirect_to: string;
  answer: string;
  answered_at: string | null;
  words: string;
  words_more: boolean;
  name: string;
  phone: string;
  verdict: Verdict;
  matters: MatterCard[];
  actions: Action[];
}

export interface Found {
  by: 'number' | 'upstream' | 'phone' | 'name';
  rows: DemandCard[];
  matter?: MatterCard;
  /** Confidential demands of this person: their numbers open them. */
  confidential: number;
  more: boolean;
}

export interface ReadBack {
  lines: { key: string; text: string }[];
  now: string;
  due_at: string | null;
  provisional: boolean;
}

/**
 * Function keys that Chromium leaves to pages: F1 is help, F3 find, F5 reload, F6 the address,
 * F7 caret browsing, F10 the menu, F11 full screen, F12 the tools.
 */
export const KEYS = { F2: 'lookup', F4: 'words', F8: 'read', F9: 'agree' } as const;
export type Key = (typeof KEYS)[keyof typeof KEYS];

export function keyOf(e: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>): Key | '' {
  if (e.ctrlKey || e.altKey || e.metaKey) return '';
  return KEYS[e.key as keyof typeof KEYS] ?? '';
}

/** Read out in groups of three or four: "5119 0220 2611 2200 0017", "ABC DEF GHJK". */
export function spoken(text: string): string[] {
  const size = /^\d+$/.test(text) ? 4 : 3;
  const out: string[] = [];
  for (let at = 0; at < text.length; at += size) {
    const left = text.length - at;
    /* No digit is left alone. */
    const take = left === size + 1 ? left : size;
    out.push(text.slice(at, at + take));
    if (take !== size) break;
  }
  return out;
}

/** What was looked for becomes what is known of a new caller. */
export function knownOf(found: Found, typed: string): { name?: string; phone?: string } {
  const value = typed.normalize('NFKC').trim();
  if (found.by === 'phone') return { phone: value };
  return found.by === 'name' ? { name: value } : {};
}

const pairs = (text: string) => {
  const all = Array.from(text.replace(/[\s\p{P}]/gu, ''));
  return new Set(all.slice(1).map((c, i) => `${all[i]}${c}`));
};

/** Classes whose name shares two neighbouring characters with the words, the closest first. */
export function suggestClasses(words: string, classes: readonly Option[], most = 3): Option[] {
  const said = pairs(words);
  return classes
    .map((o) => ({ o, n: [...pairs(o.label)].filter((p) => said.has(p)).length }))
    .filter((x) => x.n > 0)
    .sort((a, b) => b.n - a.n)
    .slice(0, most)
    .map((x) => x.o);
}

/* When the first key of the call was pressed; the page may be left and come back to. */
let began = 0;

export function callStarts(): void {
  began ||= performance.now();
}

export function callLasted(): number {
  return began ? Math.round(performance.now() - began) : 0;
}

export function forgetCall(): void {
  began = 0;
}
