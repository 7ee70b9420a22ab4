// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import {
  clampView,
  frameOf,
  inFrame,
  labelsOf,
  pathOf,
  type Position,
  readFeatures,
  toDegrees,
  toPlane,
  touched,
  viewBox,
} from './mapping';

const square = (west: number, south: number, side: number): Position[] => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
];
const collection = {
  type: 'FeatureCollection',
  features: [
    {
      id: '1',
      properties: { name: '东城街道(示例)', kind: 'town' },
      geometry: { type: 'Polygon', coordinates: [square(106.7, 31.8, 0.1)] },
    },
    {
      id: '2',
      properties: { name: '西城街道', kind: 'town' },
      geometry: { type: 'MultiPolygon', coordinates: [[square(106.8, 31.8, 0.1)]] },
    },
    { id: '3', properties: null, geometry: { type: 'Point', coordinates: [1, 2] } },
    { id: '4', properties: null, geometry: null },
  ],
};
const features = readFeatures(collection);
const frame = frameOf(features);
if (!frame) throw new Error('no frame');

describe('outlines', () => {
  it('takes polygons and leaves the rest', () => {
    expect(features.map((f) => [f.id, f.name, f.rings.length])).toEqual([
      ['1', '东城街道(示例)', 1],
      ['2', '西城街道', 1],
    ]);
  });
  it.each([null, {}, { features: 'x' }, { features: [] }])('%o has nothing to draw', (x) => {
    expect(frameOf(readFeatures(x))).toBeNull();
  });
  it('is drawn closed', () => {
    expect(pathOf(frame, [square(106.7, 31.8, 0.1)])).toMatch(/^M[\d.,L]+Z$/);
  });
});

describe('projection', () => {
  it.each<Position>([
    [106.7, 31.8],
    [106.75, 31.85],
    [106.9, 31.9],
    [106.812345, 31.812345],
  ])('%f, %f comes back', (lon, lat) => {
    const [x, y] = toDegrees(frame, toPlane(frame, [lon, lat]));
    expect(x).toBeCloseTo(lon, 6);
    expect(y).toBeCloseTo(lat, 6);
  });

  it('north is up and east is right', () => {
    const [x1, y1] = toPlane(frame, [106.75, 31.85]);
    const [x2, y2] = toPlane(frame, [106.76, 31.86]);
    expect(x2).toBeGreaterThan(x1);
    expect(y2).toBeLessThan(y1);
  });

  it('a kilometre is as long east as north', () => {
    const [x0, y0] = toPlane(frame, [106.8, 31.85]);
    const km = 1 / 111.32;
    const [xe] = toPlane(frame, [106.8 + km / Math.cos((31.85 * Math.PI) / 180), 31.85]);
    const [, yn] = toPlane(frame, [106.8, 31.85 + km]);
    expect((xe - x0) / (y0 - yn)).toBeCloseTo(1, 2);
  });

  it('knows what lies outside', () => {
    expect(inFrame(frame, [106.75, 31.85])).toBe(true);
    expect(inFrame(frame, [116.4, 39.9])).toBe(false);
  });
});

describe('the view', () => {
  it('never leaves the drawing', () => {
    const view = clampView(frame, { x: -500, y: 99999, zoom: 2 });
    expect(view.x).toBe(frame.width / 4);
    expect(view.y).toBeCloseTo((frame.height * 3) / 4);
    expect(clampView(frame, { x: 0, y: 0, zoom: 0.1 }).zoom).toBe(1);
    expect(clampView(frame, { x: 0, y: 0, zoom: 999 }).zoom).toBe(16);
  });

  it('a touch lands where the finger is, enlarged too', () => {
    const view = clampView(frame, { x: 300, y: 200, zoom: 4 });
    const [left, top, width, height] = viewBox(frame, view).split(' ').map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const [x, y] = touched(frame, view, 0.25, 0.5);
    expect(x).toBeCloseTo(left + width / 4, 1);
    expect(y).toBeCloseTo(top + height / 2, 1);
  });
});

describe('names', () => {
  it('stand apart, without the brackets', () => {
    expect(labelsOf(frame, features, 20).map((l) => l.name)).toEqual(['东城街道', '西城街道']);
  });
  it('one that would cover another is left out', () => {
    expect(labelsOf(frame, features, 120)).toHaveLength(1);
  });
});
