// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Choices } from './api';
import { statesOf } from './work';

const choices: Choices = {
  units: [],
  demand_state: [
    { value: 'received', label: '待甄别' },
    { value: 'valid', label: '有效待立项' },
  ],
  task_state: [{ value: 'sent', label: '待签收' }],
};

describe('counts', () => {
  it('shows only what this unit must do, in the order of the loop', () => {
    const counts = {
      'act.task.sent': 2,
      'act.demand.valid': 1,
      'above.demand.received': 9,
      'part.matter.handling': 4,
      'act.demand.received': 3,
      'act.matter.handling': 0,
    };
    expect(statesOf(counts, choices).map((s) => `${s.subject} ${s.label} ${s.count}`)).toEqual([
      'demand 待甄别 3',
      'demand 有效待立项 1',
      'task 待签收 2',
    ]);
  });
  it('names an unknown state by its code', () => {
    expect(statesOf({ 'act.matter.handling': 1 }, undefined)[0]?.label).toBe('handling');
  });
});
