// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type AnswerFinding, answerField, byRule } from './answers';

const found = (rule: string, grave: AnswerFinding['grave'], words = ''): AnswerFinding => ({
  rule,
  grave,
  grave_text: '',
  text: rule,
  why: '',
  from: 0,
  to: 0,
  words,
  like: '',
  share: 0,
});

test('a rule stands once with its places, the gravest first', () => {
  const rules = byRule([
    found('formula', 'hint', '高度重视'),
    found('formula', 'hint', '高度重视'),
    found('formula', 'hint', '第一时间'),
    found('mobile', 'serious', '13800138000'),
  ]);
  expect(rules.map((r) => [r.rule, r.places])).toEqual([
    ['mobile', ['13800138000']],
    ['formula', ['高度重视', '第一时间']],
  ]);
});

test('only words that become an answer are checked', () => {
  expect(answerField('report')).toBe('words');
  expect(answerField('note')).toBeUndefined();
});
