// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { askedOf, besides, cut, hashOf, type Hit, isNumber, type Piece, titleOf } from './search';

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

const hit = (title: string, found: Piece[]) => ({ title, found }) as Hit;

test('a title that is all of the words is said once, with its marks', () => {
  const words = piece('路灯不亮', [[0, 2]]);
  const answer = { ...piece('已修好路灯', [[3, 5]]), part: 'answer' };
  const h = hit('路灯不亮', [{ ...words, part: 'title' }, words, answer]);
  expect(titleOf(h, '1')).toEqual(cut(words));
  expect(besides(h)).toEqual([answer]);
});

test('other words stand below their title; without a title the number stands there', () => {
  const words = piece('小区的路灯不亮，三天了', [[3, 5]]);
  const titled = { ...piece('小区路灯坏了', [[2, 4]]), part: 'title' };
  expect(titleOf(hit('另一个标题', [words]), '1')).toEqual([{ text: '另一个标题', marked: false }]);
  expect(besides(hit('另一个标题', [titled, words]))).toEqual([words]);
  expect(titleOf(hit('', [words]), '511')).toEqual([{ text: '511', marked: false }]);
  const cutOff = { ...words, more: true };
  expect(besides(hit(words.text, [cutOff]))).toEqual([cutOff]);
});
