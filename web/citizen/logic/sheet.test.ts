// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { newKey } from '@shared/api/key';
import { deviceOf, readSheet, writeSheet } from './sheet';

it('a telephone draws its mark once', () => {
  localStorage.clear();
  const mark = deviceOf(localStorage, newKey);
  expect(mark).toMatch(/^[0-9a-f]{32}$/);
  expect(deviceOf(localStorage, newKey)).toBe(mark);
});

it('what was sent and not heard of is there after a reload, for its questionnaire alone', () => {
  sessionStorage.clear();
  const pending = { key: 'k', body: { answers: '1=1' } };
  writeSheet(sessionStorage, 'abc', { pending });
  expect(readSheet(sessionStorage, 'abc')).toEqual({ pending });
  expect(readSheet(sessionStorage, 'abd')).toEqual({});
  sessionStorage.setItem('huiyin.sheet.1.abc', '{');
  expect(readSheet(sessionStorage, 'abc')).toEqual({});
});
