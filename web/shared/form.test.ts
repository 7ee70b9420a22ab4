// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { bodyOf, emptyModel, faultOf, faultsOf, type Field, isDirty, keepTyped } from './form';

const words: Field = {
  name: 'words',
  type: 'longtext',
  label: '内容',
  required: true,
  min: 2,
  max: 5,
};
const count: Field = { name: 'count', type: 'number', label: '人数', min: 1, max: 9 };
const due: Field = { name: 'due_at', type: 'date', label: '日期' };
const told: Field = { name: 'told', type: 'bool', label: '告知' };
const units: Field = { name: 'units', type: 'list', label: '单位', source: 'units', max: 2 };
const fields = [words, count, due, told, units];

describe('faults', () => {
  it.each([
    [words, '', 'required'],
    [words, '  ', 'required'],
    [words, '水', 'too_short'],
    [words, '一二三四五六', 'too_long'],
    [words, '𠮷𠮷𠮷𠮷𠮷', undefined], // five characters, ten UTF-16 units
    [count, null, undefined],
    [count, 0, 'too_small'],
    [count, 10, 'too_large'],
    [count, 1.5, 'not_number'],
    [count, 'x', 'not_number'],
    [units, ['1', '2', '3'], 'too_many'],
    [{ ...units, required: true }, [], 'required'],
    [{ ...told, required: true }, false, undefined],
  ])('%o %o', (field, value, key) => expect(faultOf(field, value)?.key).toBe(key));

  it('are found by field', () => {
    expect(Object.keys(faultsOf(fields, emptyModel(fields)))).toEqual(['words']);
  });
});

describe('body', () => {
  it('leaves blanks out and sends what the server wants', () => {
    const model = { words: ' 灯坏了 ', count: 3, due_at: '2026-11-22', told: false, units: [] };
    expect(bodyOf(fields, model)).toEqual({
      words: '灯坏了',
      count: 3,
      due_at: '2026-11-22T00:00:00+08:00',
    });
  });
  it('sends a moment as Beijing time', () => {
    const at: Field = { name: 'at', type: 'time', label: '' };
    expect(bodyOf([at], { at: '2026-11-22T08:30' })).toEqual({ at: '2026-11-22T08:30:00+08:00' });
    expect(bodyOf([at], { at: '2026-11-22 08:30:00' })).toEqual({
      at: '2026-11-22T08:30:00+08:00',
    });
  });
  it('keeps a secret as it is typed', () => {
    const secret: Field = { name: 'p', type: 'secret', label: '' };
    expect(bodyOf([secret], { p: ' a ' })).toEqual({ p: ' a ' });
  });
});

describe('another version of the form', () => {
  it('keeps what was typed', () => {
    const typed = { ...emptyModel(fields), words: '灯坏了', units: ['1'] };
    expect(isDirty(fields, typed)).toBe(true);
    const now = [words, { ...units, type: 'text' as const }];
    expect(keepTyped(now, typed, emptyModel(fields))).toEqual({ words: '灯坏了', units: '' });
  });
  it('what nobody touched follows the new version, what was emptied stays empty', () => {
    const before = [
      { ...words, value: '灯坏了' },
      { ...due, value: '2026-11-22' },
    ];
    const typed = { ...emptyModel(before), due_at: '' };
    const now = [
      { ...words, value: '路灯坏了' },
      { ...due, value: '2026-11-23' },
    ];
    const kept = keepTyped(now, typed, emptyModel(before));
    expect(kept).toEqual({ words: '路灯坏了', due_at: '' });
  });
  it('a fresh form is not dirty', () => {
    expect(isDirty(fields, emptyModel(fields))).toBe(false);
  });
});
