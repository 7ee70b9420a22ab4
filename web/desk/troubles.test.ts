// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { shareText, shareWidth } from './troubles';

test('a share is told in tenths of a percent, and its bar never leaves its frame', () => {
  expect(shareText(763)).toBe('76.3 %');
  expect(shareText(-1)).toBe('–');
  expect(shareWidth(763)).toBe('76.3%');
  expect(shareWidth(1300)).toBe('100%');
  expect(shareWidth(-1)).toBe('0%');
});
