// SPDX-License-Identifier: Apache-2.0
// Same again? What may be about the same matter or by the same person; a person decides.
import type { components } from '@shared/api/schema';
import { newKey } from '@shared/api/key';
import type { Model } from '@shared/form';
import { type Acted, client } from './api';

export type Finding = 'same' | 'repeat' | 'different';
export interface SameMatter {
  num: string;
  title: string;
  state_text: string;
  joinable: boolean;
}
export interface SameRow {
  num: string;
  title: string;
  state_text: string;
  said_at: string;
  place: string;
  words: string;
  words_more: boolean;
  /** Per cent. */
  score: number;
  same_matter: boolean;
  same_person: boolean;
  repeat: boolean;
  reasons: { code: string; text: string }[];
  matters: SameMatter[];
  decided?: { finding: Finding; finding_text: string; score: number; by: string; at: string };
}
export interface Same {
  shown: number;
  rows: SameRow[];
}
export type Typed = components['schemas']['same_typed'];

export const sameOf = (num: string, signal?: AbortSignal) =>
  client.get<Same>(`/demands/${encodeURIComponent(num)}/same`, { signal });
export const sameTyped = (typed: Typed, signal?: AbortSignal) =>
  client.post<Same>('/same', typed, { signal });

export const decide = (num: string, version: number, other: string, finding: Finding) =>
  client.post<Acted>(
    `/demands/${encodeURIComponent(num)}/compare`,
    { other, finding },
    { version, key: newKey() },
  );

const text = (m: Model, name: string) => String(m[name] ?? '').trim();
const WORDS_MIN = 6;
const PHONE_MIN = 7;

/** What of a form that is being filled in is asked with; undefined: too little yet. */
export function typedOf(m: Model): Typed | undefined {
  const words = text(m, 'words');
  if (words.length < WORDS_MIN) return undefined;
  const typed: Record<string, string> = { words };
  for (const name of ['title', 'class', 'place_id', 'privacy'])
    if (text(m, name)) typed[name] = text(m, name);
  return typed as Typed;
}

/** Whom it is by, once it is written out; a search by person is recorded, so it is asked once. */
export function personOf(m: Model): Pick<Typed, 'phone' | 'idno'> | undefined {
  if (text(m, 'privacy') !== 'named') return undefined;
  const digits = text(m, 'phone').replace(/\D/g, '');
  const idno = text(m, 'idno');
  const by = {
    ...(digits.length >= PHONE_MIN && { phone: text(m, 'phone') }),
    ...([15, 18].includes(idno.length) && { idno }),
  };
  return Object.keys(by).length ? by : undefined;
}

/** What the words find, with what is known of the person from before. */
export function together(words: readonly SameRow[], persons: readonly SameRow[]): SameRow[] {
  const by = new Map(persons.map((r) => [r.num, r]));
  const rows = words.map((r) => {
    const known = by.get(r.num);
    by.delete(r.num);
    if (!known || r.same_person) return r;
    const why = known.reasons.filter((x) => x.code === 'person');
    return { ...r, same_person: true, repeat: r.same_matter, reasons: [...why, ...r.reasons] };
  });
  return [...rows, ...by.values()];
}
