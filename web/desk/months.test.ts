// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { chosen } from './ledgers';
import { behind, FIGURES, type Month, shifted } from './months';

const m = {
  as_of_day: '2026-10-31',
  this: { from: '2026-10-01', to: '2026-10-31' },
  before: { from: '2026-09-01', to: '2026-09-30' },
  year_before: { from: '2025-10-01', to: '2025-10-31' },
  unsolved_days: 90,
} as Month;

test('what is unsolved is looked for whenever it was said, as of the same day', () => {
  expect(behind(m, 'unsolved')).toEqual({ as_of: '2026-10-31', open_days: '90' });
  expect(behind({ ...m, as_of_day: '' }, 'unsolved')).toEqual({ open_days: '90' });
});

test('each number of demands has a ledger, of its own time', () => {
  expect(FIGURES.filter((f) => !behind(m, f))).toEqual(['on_year', 'on_month']);
  expect(behind(m, 'year_before')).toEqual({ ...m.year_before, as_of: '2026-10-31' });
  expect(behind(m, 'repeated')).toEqual({ ...m.this, as_of: '2026-10-31', repeated: 'yes' });
});

test('months over the end of a year', () => {
  expect(shifted('2026-01', -1)).toBe('2025-12');
  expect(shifted('2025-12', 1)).toBe('2026-01');
  expect(shifted('2026-03', -12)).toBe('2025-03');
});

test('a saved number is a text in an address', () => {
  expect(chosen({ open_days: 30, tag: '', page: undefined, class: 'a' })).toEqual({
    open_days: '30',
    class: 'a',
  });
});
