// SPDX-License-Identifier: Apache-2.0
// A step's fields as a citizen fills them in.
import type { Fault, Field, FieldType, Option } from '@shared/form';
import type { Word } from '../words';

/** Shown as cards to touch up to here, as a list beyond. */
export const CARDS_MAX = 7;

/** A choice that says "nothing said" is no card: leaving the question open says the same. */
export function choicesOf(field: Field): Option[] {
  return (field.options ?? []).filter((o) => o.value !== '');
}

/** A field as the server names it. */
export interface RawField extends Omit<Field, 'type'> {
  type: string;
}

const TYPES: Record<string, FieldType> = {
  id: 'text',
  string: 'text',
  text: 'longtext',
  number: 'number',
  bool: 'bool',
  enum: 'enum',
  files: 'files',
};

/**
 * Not the citizen's to fill in: evidence is an officer's who acts for somebody, and a rating
 * without a matter's number stands for every answer, so that nobody has to know one.
 */
const NOT_ASKED = ['evidence', 'matter'];

export function citizenFields(fields: readonly RawField[]): Field[] {
  return fields
    .filter((f) => !NOT_ASKED.includes(f.name))
    .map((f) => ({
      ...f,
      type: f.type === 'id' && f.options ? 'enum' : (TYPES[f.type] ?? 'text'),
    }));
}

/**
 * A step that needs a choice from a list that only officers may read (units) cannot be filled in
 * here; the hotline is on every page.
 */
export function canFill(fields: readonly RawField[]): boolean {
  return fields.every((f) => !f.required || f.type !== 'id' || f.source === 'places' || f.options);
}

export interface Told {
  action: string;
  at: string;
  who: string;
  words: string;
}

const ANSWERS = ['answer', 'correct-answer', 'answer-at-once', 'explain', 'redirect', 'settle'];

/** What was answered, the newest first. */
export function answersOf<T extends Told>(steps: readonly T[]): T[] {
  return steps.filter((s) => ANSWERS.includes(s.action) && s.words !== '').reverse();
}

export function faultWord(
  field: Field,
  key: Fault['key'],
): { word: Word; values: Record<string, string | number> } {
  const values = { label: field.label, n: field.max ?? 0 };
  if (key === 'too_long' || key === 'too_many') return { word: 'act_long', values };
  if (key === 'not_number' || key === 'too_small' || key === 'too_large')
    return { word: 'act_number', values };
  return { word: field.options ? 'act_choose' : 'act_required', values };
}
