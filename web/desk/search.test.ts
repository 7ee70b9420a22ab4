// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { askedOf, cut, hashOf, isNumber, type Piece } from './search';

const piece = (text: string, marks: [number, number][]): Piece => ({
  part: 'words',
  part_text: '内容',
  before: false,
  text,
  more: false,
  marks,
});

test('marks are counted in characters, not in code units', () => {
  expect(cut(piece('😀𠮷路灯不亮', [[2, 4]]))).toEqual([
    { text: '😀𠮷', marked: false },
    { text: '路灯', marked: true },
    { text: '不亮', marked: false },
  ]);
  expect(cut(piece('路灯', [[0, 2]]))).toEqual([{ text: '路灯', marked: true }]);
  expect(cut(piece('路灯', []))).toEqual([{ text: '路灯', marked: false }]);
});

test('a number is opened, anything else is searched for', () => {
  expect(isNumber('51190220261123000015')).toBe(true);
  expect(isNumber('51190220261123000015-1')).toBe(true);
  expect(isNumber('12345')).toBe(false);
  expect(isNumber('13800138000')).toBe(false);
  expect(isNumber('路灯')).toBe(false);
});

test('what is asked stands behind the hash and comes back', () => {
  const asked = { q: '路灯 & “不亮”#1', class: 'estate' };
  expect(askedOf(hashOf({ ...asked, place: '' }))).toEqual(asked);
});
