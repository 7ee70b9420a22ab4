// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { beijingTime, bytesText, dateText, dueText, numOf, numText, timeText } from './format';

describe('times are Beijing times', () => {
  it.each([
    ['2026-11-22T23:30:00+08:00', '2026年11月22日 23:30'],
    ['2026-11-22T15:30:00Z', '2026年11月22日 23:30'],
    ['2026-11-22T16:00:00Z', '2026年11月23日 00:00'],
    ['', ''],
    ['no time', ''],
  ])('%s', (at, text) => expect(timeText(at, 'zh')).toBe(text));

  it('a day in English', () =>
    expect(dateText('2026-11-22T16:00:00Z', 'en')).toBe('23 November 2026'));

  it.each([
    ['2026-11-23T00:00:00+08:00', '2026年11月22日 24:00'],
    ['2026-11-22T09:15:00+08:00', '2026年11月22日 09:15'],
  ])('due %s', (at, text) => expect(dueText(at, 'zh')).toBe(text));

  it('a picked day begins in Beijing', () => {
    expect(new Date(beijingTime('2026-11-22')).toISOString()).toBe('2026-11-21T16:00:00.000Z');
  });
});

describe('numbers', () => {
  it('are grouped to be read out', () => {
    expect(numText('51190220261122000017')).toBe('511902 20261122 000017');
    expect(numText('51190220261122000017-1')).toBe('511902 20261122 000017-1');
    expect(numText('x')).toBe('x');
  });
  it.each([
    ['511902 20261122 000017', '51190220261122000017'],
    ['５１１９０２２０２６１１２２００００１７－１', '51190220261122000017-1'],
    [' 51190220261122000017—1 ', '51190220261122000017-1'],
  ])('typed %s', (typed, num) => expect(numOf(typed)).toBe(num));
  it('sizes', () => {
    expect([bytesText(5, 'zh'), bytesText(1536, 'zh'), bytesText(20 << 20, 'en')]).toEqual([
      '5 B',
      '1.5 KB',
      '20 MB',
    ]);
  });
});
