// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Found, keyOf, knownOf, spoken, suggestClasses } from './call';

const plain = { ctrlKey: false, altKey: false, metaKey: false };

describe('the counter', () => {
  it.each([
    ['F2', {}, 'lookup'],
    ['F9', {}, 'agree'],
    ['F9', { altKey: true }, ''],
    ['F5', {}, ''],
    ['a', {}, ''],
  ])('key %s %o: %s', (key, more, wanted) =>
    expect(keyOf({ ...plain, ...more, key })).toBe(wanted),
  );

  it.each([
    ['51190220261122000017', '5119 0220 2611 2200 0017'],
    ['511902202611220000171', '5119 0220 2611 2200 00171'],
    ['ABCDEFGHJK', 'ABC DEF GHJK'],
    ['AB', 'AB'],
    ['', ''],
  ])('reads out %s as %s', (text, wanted) => expect(spoken(text).join(' ')).toBe(wanted));

  it('keeps what was looked for', () => {
    const found = (by: Found['by']): Found => ({ by, rows: [], confidential: 0, more: false });
    expect(knownOf(found('phone'), ' １38 0013 8000 ')).toEqual({ phone: '138 0013 8000' });
    expect(knownOf(found('name'), '示例甲')).toEqual({ name: '示例甲' });
    expect(knownOf(found('number'), '511902')).toEqual({});
  });

  it('suggests the classes that share words', () => {
    const classes = ['公共服务', '小区管理', '环境整治', '物业管理'].map((label) => ({
      value: label,
      label,
    }));
    const labels = (words: string) => suggestClasses(words, classes).map((o) => o.label);
    expect(labels('小区物业，管理不好')).toEqual(['物业管理', '小区管理']);
    expect(labels('路灯不亮')).toEqual([]);
    expect(labels('')).toEqual([]);
  });
});
