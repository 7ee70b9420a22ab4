// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { personOf, type SameRow, together, typedOf } from './same';

const row = (num: string, over: Partial<SameRow> = {}): SameRow => ({
  num,
  title: '',
  state_text: '',
  said_at: '',
  place: '',
  words: '',
  words_more: false,
  score: 50,
  same_matter: true,
  same_person: false,
  repeat: false,
  reasons: [{ code: 'days', text: '' }],
  matters: [],
  ...over,
});

test('too few words are not asked with, and only what is written', () => {
  expect(typedOf({ words: '路灯坏了' })).toBeUndefined();
  expect(typedOf({ words: ' 门口的路灯坏了 ', class: '', place_id: '7' })).toEqual({
    words: '门口的路灯坏了',
    place_id: '7',
  });
});

test('a person is asked for when written out, and never in confidence', () => {
  expect(personOf({ privacy: 'named', phone: '138' })).toBeUndefined();
  expect(personOf({ privacy: 'named', phone: '138 0000 1111' })).toEqual({
    phone: '138 0000 1111',
  });
  expect(personOf({ privacy: 'confidential', phone: '13800001111' })).toBeUndefined();
  expect(personOf({ privacy: 'anonymous', phone: '13800001111' })).toBeUndefined();
});

test('the same words by the same person are a repeat; the person’s others stand below', () => {
  const person = { same_person: true, reasons: [{ code: 'person', text: '同一电话' }] };
  const rows = together([row('1'), row('2')], [row('2', person), row('3', person)]);
  expect(rows.map((r) => r.num)).toEqual(['1', '2', '3']);
  expect(rows.map((r) => r.repeat)).toEqual([false, true, false]);
  expect(rows[1]?.reasons.map((r) => r.code)).toEqual(['person', 'days']);
});
