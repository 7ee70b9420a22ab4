// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { leftWords } from './alarms';

describe('how long an urgent demand has waited, in words', () => {
  it.each([
    [61, 'urgent.left', 2],
    [0, 'urgent.left', 0],
    [-1, 'urgent.late', 1],
    [-119 * 60, 'urgent.late', 119],
    [-120 * 60, 'urgent.late_hours', 2],
    [-(48 * 3600 - 60), 'urgent.late_hours', 47],
    [-48 * 3600, 'urgent.late_days', 2],
    [-42_591 * 60, 'urgent.late_days', 29],
  ])('%i seconds: %s %i', (seconds, key, n) => {
    expect(leftWords(seconds)).toEqual({ key, n });
  });
});
