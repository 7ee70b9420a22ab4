// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { calledOf, type Hotspot, shapesOf } from './hotspots';

const square = (id: string, x: number) => ({
  id,
  properties: { name: id },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [x, 0],
        [x + 1, 0],
        [x + 1, 1],
        [x, 1],
        [x, 0],
      ],
    ],
  },
});

test('outlines fill the box, and demands count in the smallest outline around their place', () => {
  const places = [
    { place_id: '12', within: ['12', '1'], text: '', demands: 4 },
    { place_id: '13', within: ['13', '1'], text: '', demands: 2 },
  ];
  const { shapes, height } = shapesOf([square('1', 0), square('2', 1), square('12', 0)], places);
  expect(shapes.map((s) => s.demands)).toEqual([2, 0, 4]);
  expect(height).toBeCloseTo(50, 1);
  expect(shapes[1]?.path).toMatch(/^M50\.00,.*Z$/);
  expect(shapesOf([], places)).toEqual({ shapes: [], height: 0 });
});

test('it is called as somebody named it, else by place and words', () => {
  const h = { name: '', place: '银杏嘉园', words: '搅拌站 灰尘' } as Hotspot;
  expect(calledOf(h)).toBe('银杏嘉园 · 搅拌站 灰尘');
  expect(calledOf({ ...h, name: '搅拌站扰民' })).toBe('搅拌站扰民');
});
