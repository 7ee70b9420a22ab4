// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Field } from '@shared/form';
import { answersOf, canFill, choicesOf, citizenFields, faultWord } from './actions';
import { checkDigit, codeOf, codeText, codeValid, followLink, numberValid } from './number';
import { forgetMine, keepMine, readLast, readMine, writeLast } from './receipt';
import { better, fitInside } from './shrink';

describe('photographs', () => {
  it.each([
    [4000, 3000, 1600, 1600, 1200],
    [3000, 4000, 1600, 1200, 1600],
    [1600, 900, 1600, 1600, 900],
    [800, 600, 1600, 800, 600], // never enlarged
    [10000, 3, 1600, 1600, 1],
    [0, 0, 1600, 1, 1],
  ])('%i × %i within %i is %i × %i', (width, height, side, w, h) => {
    expect(fitInside({ width, height }, side)).toEqual({ width: w, height: h });
  });

  it('the smaller file is sent', () => {
    const [big, small] = [new Blob(['123456']), new Blob(['123'])];
    expect(better(big, small)).toBe(small);
    expect(better(small, big)).toBe(small);
    expect(better(big, null)).toBe(big);
    expect(better(big, new Blob([]))).toBe(big);
  });
});

describe('number and code', () => {
  it('catches every single wrong digit', () => {
    const stem = '5119022026112200001';
    const num = stem + checkDigit(stem);
    expect(numberValid(num)).toBe(true);
    for (let i = 0; i < num.length; i++)
      for (let d = 1; d < 10; d++) {
        const wrong = num.slice(0, i) + ((Number(num[i]) + d) % 10) + num.slice(i + 1);
        expect(numberValid(wrong), wrong).toBe(false);
      }
  });
  it('agrees with src/base/number.c', () => {
    // ISO 7064 mod 11,10, the standard's own example
    expect(checkDigit('0794')).toBe('5');
    expect(numberValid('1')).toBe(false);
    expect(numberValid('')).toBe(false);
  });
  it('reads a code as people type it', () => {
    expect(codeOf(' abcde－ｆghjk ')).toBe('ABCDEFGHJK');
    expect(codeText('ABCDEFGHJK')).toBe('ABCDE FGHJK');
    expect(codeValid('ABCDEFGHJK')).toBe(true);
    expect(codeValid('ABCDEFGHJ0')).toBe(false);
    expect(codeValid('ABC')).toBe(false);
  });
  it('the code never stands in what a server sees', () => {
    const link = new URL(followLink('https://x.cn', '51190220261122000017', 'ABCDEFGHJK'));
    expect(link.pathname + link.search).not.toContain('ABCDEFGHJK');
    expect(link.hash).toBe('#ABCDEFGHJK');
  });
});

describe('receipts', () => {
  const box = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (k: string) => kept.get(k) ?? null,
      setItem: (k: string, v: string) => void kept.set(k, v),
      removeItem: (k: string) => void kept.delete(k),
    };
  };
  it('are kept only when asked for, newest first, and forgotten', () => {
    const store = box();
    const r = (num: string) => ({ num, code: 'ABCDEFGHJK', at: 1 });
    writeLast(store, r('1'));
    expect(readLast(store)).toEqual(r('1'));
    expect(readMine(store)).toEqual([]);
    keepMine(store, r('1'));
    keepMine(store, r('2'));
    keepMine(store, r('1'));
    expect(readMine(store).map((x) => x.num)).toEqual(['1', '2']);
    forgetMine(store);
    expect(readMine(store)).toEqual([]);
  });
  it('damaged ones are none', () => {
    const broken = { getItem: () => '[{"num":5}, null, {"num":"1","code":"A","at":1}]' };
    expect(readMine(broken)).toHaveLength(1);
    expect(readLast({ getItem: () => '{' })).toBeNull();
  });
});

describe('what the citizen may do', () => {
  const solved: Field = { name: 'solved', type: 'enum', label: '解决了吗', required: true };
  it('asks nothing that is an officer’s to know, and everything else as it is', () => {
    const raw = [
      { name: 'solved', type: 'enum', label: '解决了吗', required: true },
      { name: 'matter', type: 'string', label: '事项编号' },
      { name: 'words', type: 'text', label: '想说的话', max: 2000 },
      { name: 'evidence', type: 'string', label: '凭据' },
      { name: 'attachments', type: 'files', label: '附件', max: 9 },
    ];
    expect(citizenFields(raw).map((f) => [f.name, f.type])).toEqual([
      ['solved', 'enum'],
      ['words', 'longtext'],
      ['attachments', 'files'],
    ]);
  });
  it('lets a unit be chosen from the list that comes with the form', () => {
    const unit = { name: 'unit', label: '单位', type: 'id', required: true, source: 'units' };
    const options = [{ value: '7', label: '示例单位' }];
    expect(citizenFields([{ ...unit, options }])[0]?.type).toBe('enum');
    expect(citizenFields([unit])[0]?.type).toBe('text');
  });
  it('finds the answers among the steps, the newest first', () => {
    const step = (action: string, words: string) => ({ action, words, at: '', who: '' });
    const steps = [
      step('add', '还漏'),
      step('answer', '修好了'),
      step('answered', ''),
      step('answer', ''),
      step('correct-answer', '周五修好'),
    ];
    expect(answersOf(steps).map((s) => s.words)).toEqual(['周五修好', '修好了']);
  });
  it('offers no step whose list only officers may read', () => {
    const unit = { name: 'unit', type: 'id', label: '单位', required: true, source: 'units' };
    expect(canFill([unit])).toBe(false);
    expect(canFill([{ ...unit, required: false }])).toBe(true);
    expect(canFill([{ ...unit, source: 'places' }])).toBe(true);
    expect(canFill([{ ...unit, options: [{ value: '1', label: 'x' }] }])).toBe(true);
  });
  it('offers no card that says nothing', () => {
    const options = [
      { value: '', label: '未评价' },
      { value: 'yes', label: '是' },
    ];
    expect(choicesOf({ ...solved, options })).toEqual([{ value: 'yes', label: '是' }]);
  });
  it('has a sentence for each fault', () => {
    expect(faultWord(solved, 'required').word).toBe('act_required');
    expect(faultWord({ ...solved, options: [] }, 'required').word).toBe('act_choose');
    expect(faultWord({ ...solved, max: 5 }, 'too_long')).toMatchObject({
      word: 'act_long',
      values: { n: 5 },
    });
  });
});
