// SPDX-License-Identifier: Apache-2.0
// Hot spots as the server tells them.
import type { TroubleHead } from './troubles';

export const HOTSPOT_READERS = ['analyst', 'leader'] as const;
export const HOTSPOT_STATES = ['open', 'followed', 'dismissed'] as const;
export type HotspotState = (typeof HOTSPOT_STATES)[number];

export interface Hotspot {
  id: string;
  version: number;
  state: HotspotState;
  state_text: string;
  /** Somebody has decided on it. */
  held: boolean;
  name: string;
  place: string;
  words: string;
  size: number;
  people: number;
  support: number;
  recent: number;
  earlier: number;
  first_at: string;
  last_at: string;
  heat: number;
}

export interface Term {
  term: string;
  text: string;
  weight: number;
  value?: number;
  points?: number;
}

export interface HotspotPlace {
  place_id: string;
  /** Its own identifier and those of the places around it. */
  within: string[];
  text: string;
  demands: number;
}

export interface HotspotFull extends Hotspot {
  troubles: TroubleHead[];
  terms: Term[];
  weeks: { from: string; demands: number }[];
  places: HotspotPlace[];
  members: {
    num: string;
    title: string;
    state_text: string;
    class_text: string;
    place_text: string;
    said_at: string;
    heads: number;
    pinned: boolean;
  }[];
}

/** What it is called: as somebody named it, else its place and its words. */
export const calledOf = (h: Hotspot) => h.name || [h.place, h.words].filter(Boolean).join(' · ');

interface Feature {
  id: string;
  properties: { name: string };
  geometry: { type: string; coordinates: unknown };
}
export interface Shape {
  id: string;
  name: string;
  path: string;
  demands: number;
}
type Point = [number, number];

function ringsOf(g: Feature['geometry']): Point[][] {
  if (g.type === 'Polygon') return g.coordinates as Point[][];
  return g.type === 'MultiPolygon' ? (g.coordinates as Point[][][]).flat() : [];
}

/**
 * Outlines in a box of 100 wide: longitudes shortened as by the middle latitude. A place counts in the
 * smallest outline around it alone: else a town would colour its communities that have none.
 */
export function shapesOf(
  features: readonly Feature[],
  places: readonly HotspotPlace[],
): { shapes: Shape[]; height: number } {
  const all = features.flatMap((f) => ringsOf(f.geometry).flat());
  if (!all.length) return { shapes: [], height: 0 };
  const xs = all.map((p) => p[0]);
  const ys = all.map((p) => p[1]);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const narrow = Math.cos((((low + high) / 2) * Math.PI) / 180);
  const scale = 100 / ((right - left) * narrow || 1);
  const at = ([x, y]: Point) =>
    `${((x - left) * narrow * scale).toFixed(2)},${((high - y) * scale).toFixed(2)}`;
  const known = new Set(features.map((f) => f.id));
  const smallest = places.map((p) => p.within.find((id) => known.has(id)));
  const shapes = features.map((f) => ({
    id: f.id,
    name: f.properties.name,
    path: ringsOf(f.geometry)
      .map((ring) => `M${ring.map(at).join('L')}Z`)
      .join(''),
    demands: places.reduce((sum, p, i) => sum + (smallest[i] === f.id ? p.demands : 0), 0),
  }));
  return { shapes, height: (high - low) * scale };
}
