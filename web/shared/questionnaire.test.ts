// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { answersText, questionNamed } from './questionnaire';

it('an answer is one line, an empty one is none', () => {
  expect(answersText({ 1: '2', 2: ' ', 3: '路灯\n 不亮 ' })).toBe('1=2\n3=路灯 不亮');
});

it('a refusal names its question in both languages', () => {
  expect(questionNamed('第12题：必须回答')).toBe(12);
  expect(questionNamed('question 3: no such choice')).toBe(3);
  expect(questionNamed('一题也没有回答')).toBeUndefined();
});
