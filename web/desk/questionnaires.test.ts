// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { dayOf, faultOf, type Result, typed } from './questionnaires';

const question = (type: Result['type'], choices = 0, required = false): Result => ({
  number: 1,
  title: '',
  type,
  type_text: '',
  required,
  demand: false,
  said: 0,
  ...(choices && {
    choices: Array.from({ length: choices }, () => ({ text: '', said: 0, percent: 0 })),
  }),
});

it('digits choose: the last one of one choice, each one of several', () => {
  expect(typed(question('single', 3), '13')).toBe('3');
  expect(typed(question('single', 3), '14')).toBe('1');
  expect(typed(question('multiple', 4), '3,1')).toBe('1,3');
  expect(typed(question('multiple', 12), '1,12')).toBe('1,12');
});

it('what does not fit is said before it is sent', () => {
  expect(faultOf(question('single', 2, true), '')).toBe('needed');
  expect(faultOf(question('single', 12), '1,2')).toBe('no_choice');
  expect(faultOf(question('multiple', 12), '1,13')).toBe('no_choice');
  expect(faultOf(question('number'), '四')).toBe('no_number');
  expect(faultOf(question('date'), '2020-5-1')).toBe('no_day');
  expect(faultOf(question('date'), '20200501')).toBe('');
  expect(dayOf('20200501')).toBe('2020-05-01');
});
