// SPDX-License-Identifier: Apache-2.0
// The work list's sorts and counts by state.
import type { Choices, Subject } from './api';

export const SORTS = ['due', 'urgent', 'born', 'changed', 'lvl', 'num'] as const;

export interface StateCount {
  key: string;
  subject: Subject;
  state: string;
  label: string;
  count: number;
}

const SUBJECTS: readonly string[] = ['demand', 'matter', 'task'];

/** What waits for this unit, by kind and state; the loop's order is that of the state lists. */
export function statesOf(
  counts: Record<string, number>,
  choices: Choices | undefined,
): StateCount[] {
  const found: (StateCount & { order: number })[] = [];
  for (const [key, count] of Object.entries(counts)) {
    const [part, subject = '', state = ''] = key.split('.');
    if (part !== 'act' || count <= 0 || !SUBJECTS.includes(subject)) continue;
    const list = choices?.[`${subject}_state`] ?? [];
    const at = list.findIndex((o) => o.value === state);
    found.push({
      key,
      subject: subject as Subject,
      state,
      label: list[at]?.label ?? state,
      count,
      order: SUBJECTS.indexOf(subject) * 100 + (at < 0 ? 99 : at),
    });
  }
  return found.sort((a, b) => a.order - b.order);
}
