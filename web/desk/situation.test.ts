// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  change,
  classOption,
  dayOption,
  mapOption,
  outlinesOf,
  percent,
  type Situation,
} from './situation';

const s = {
  days: [
    { day: '2026-11-21', demands: 3 },
    { day: '2026-11-22', demands: 5 },
  ],
  classes: [
    { code: 'a', text: '物业', demands: 6, ended: 4, overdue: 1 },
    { code: 'b', text: '噪音', demands: 2, ended: 0, overdue: 0 },
  ],
  places: [{ place_id: '12', text: '东城街道', demands: 8, ended: 4 }],
} as Situation;

describe('the situation', () => {
  it('tells a share to one decimal, and none of nothing', () => {
    expect(percent(1, 3)).toBe('33.3%');
    expect(percent(0, 0)).toBe('—');
  });
  it('tells a change, and none without a base', () => {
    expect(change(12, 10)).toBe('+20.0%');
    expect(change(5, 10)).toBe('-50.0%');
    expect(change(5, 0)).toBe('');
  });
  it('draws what is told', () => {
    expect(dayOption(s)).toMatchObject({ series: [{ data: [3, 5] }] });
    expect(classOption(s, '已办结', '未办结')).toMatchObject({
      yAxis: { data: ['噪音', '物业'] },
      series: [{ data: [0, 4] }, { data: [2, 2] }],
    });
  });
  it('knows a place on the map by its number', () => {
    const f = (id: string, name: string) => ({ id, properties: { name } });
    const shown = outlinesOf([f('12', '东城街道'), f('13', '北门社区')], s);
    expect(shown).toEqual([f('12', '12')]);
    expect(mapOption(s, 'places-12')).toMatchObject({
      series: [{ map: 'places-12', data: [{ name: '12', value: 8 }] }],
    });
  });
});
