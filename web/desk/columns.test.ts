// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { COLUMNS, columnsOf, columnsText, keepColumns, keptColumns } from './columns';

function memory() {
  const held = new Map<string, string>();
  const store = {
    getItem: (k: string) => held.get(k) ?? null,
    setItem: (k: string, v: string) => void held.set(k, v),
  } as unknown as Storage;
  return () => store;
}

describe('the columns in the address', () => {
  it('are named in the order of the table, whatever the order in which they were chosen', () => {
    expect(columnsText(['due', 'state'])).toBe('state.due');
    expect(columnsOf('due.state')).toEqual(['state', 'due']);
    expect(columnsOf(columnsText(COLUMNS))).toEqual([...COLUMNS]);
  });
  it('may be none', () => {
    expect(columnsText([])).toBe('none');
    expect(columnsOf('none')).toEqual([]);
  });
  it('are no choice where nothing of the text is known', () => {
    for (const text of [undefined, null, '', 'colour', ['state']])
      expect(columnsOf(text)).toBeUndefined();
    expect(columnsOf('colour.lvl')).toEqual(['lvl']);
  });
});

describe('the columns that are remembered', () => {
  it('are those of one officer', () => {
    const store = memory();
    expect(keepColumns('1', ['lvl', 'state'], store)).toBe(true);
    expect(keepColumns('2', [], store)).toBe(true);
    expect(keptColumns('1', store)).toEqual(['state', 'lvl']);
    expect(keptColumns('2', store)).toEqual([]);
    expect(keptColumns('3', store)).toBeUndefined();
  });
  it('are none where the browser keeps nothing', () => {
    const closed = () => {
      throw new DOMException('no', 'SecurityError');
    };
    expect(keptColumns('1', closed)).toBeUndefined();
    expect(keepColumns('1', ['due'], closed)).toBe(false);
  });
});
