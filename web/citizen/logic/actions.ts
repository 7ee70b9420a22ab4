// SPDX-License-Identifier: Apache-2.0
// A step's fields as a citizen fills them in.
import type { Fault, Field, Option } from '@shared/form';
import type { Word } from '../words';

/** Shown as cards to touch up to here, as a list beyond. */
export const CARDS_MAX = 7;

/** A choice that says "nothing said" is no card: leaving the question open says the same. */
export function choicesOf(field: Field): Option[] {
  return (field.options ?? []).filter((o) => o.value !== '');
}

/**
 * Which matter is meant is asked only where the demand had several answers, and then by choosing:
 * nobody has to know a matter's number.
 */
export function citizenFields(
  fields: readonly Field[],
  answers: readonly { matter?: string; words: string }[],
  matterLabel: string,
): Field[] {
  const matters = [...new Map(answers.filter((a) => a.matter).map((a) => [a.matter, a])).values()];
  return fields.flatMap((f): Field[] => {
    if (f.name !== 'matter') return [f];
    if (matters.length < 2) return [];
    const options = matters.map((a) => ({
      value: a.matter ?? '',
      label: [...a.words].slice(0, 30).join(''),
    }));
    return [{ ...f, type: 'enum', label: matterLabel, required: true, options }];
  });
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
