// SPDX-License-Identifier: Apache-2.0
// A map without tiles: the outlines of the places, drawn as SVG. One county is small enough for
// degrees taken as a plane, with the degrees of longitude shortened by the cosine of the latitude.

export type Position = [number, number];
export interface Feature {
  id: string;
  name: string;
  kind: string;
  rings: Position[][];
}

export interface Frame {
  west: number;
  south: number;
  east: number;
  north: number;
  /** Shortening of a degree of longitude at the middle latitude. */
  squeeze: number;
  /** Units of the drawing per degree of latitude. */
  scale: number;
  width: number;
  height: number;
}

const WIDTH = 1000;
const MARGIN = 0.04;

function isRings(x: unknown): x is Position[][] {
  return Array.isArray(x) && Array.isArray(x[0]) && Array.isArray((x[0] as unknown[])[0]);
}

function ringsOf(geometry: unknown): Position[][] {
  const { type, coordinates } = (geometry ?? {}) as { type?: string; coordinates?: unknown };
  if (type === 'Polygon' && isRings(coordinates)) return coordinates;
  if (type === 'MultiPolygon' && Array.isArray(coordinates))
    return (coordinates as unknown[]).filter(isRings).flat();
  return [];
}

interface RawFeature {
  id?: unknown;
  properties?: { name?: unknown; kind?: unknown } | null;
  geometry?: unknown;
}

/** A FeatureCollection's polygons; anything else in it is left out. */
export function readFeatures(collection: unknown): Feature[] {
  const { features } = (collection ?? {}) as { features?: unknown };
  if (!Array.isArray(features)) return [];
  return (features as RawFeature[])
    .map((f) => ({
      id: String(f.id ?? ''),
      name: String(f.properties?.name ?? ''),
      kind: String(f.properties?.kind ?? ''),
      rings: ringsOf(f.geometry),
    }))
    .filter((f) => f.rings.length > 0);
}

/** NULL when there is nothing to draw. */
export function frameOf(features: Feature[]): Frame | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const feature of features)
    for (const ring of feature.rings)
      for (const [lon, lat] of ring) {
        west = Math.min(west, lon);
        east = Math.max(east, lon);
        south = Math.min(south, lat);
        north = Math.max(north, lat);
      }
  if (!(east > west) || !(north > south)) return null;
  const [padLon, padLat] = [(east - west) * MARGIN, (north - south) * MARGIN];
  [west, east, south, north] = [west - padLon, east + padLon, south - padLat, north + padLat];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = WIDTH / ((east - west) * squeeze);
  return {
    west,
    south,
    east,
    north,
    squeeze,
    scale,
    width: WIDTH,
    height: (north - south) * scale,
  };
}

export function toPlane(frame: Frame, [lon, lat]: Position): Position {
  return [(lon - frame.west) * frame.squeeze * frame.scale, (frame.north - lat) * frame.scale];
}

/** Six places are a tenth of a metre, as the API keeps them. */
export function toDegrees(frame: Frame, [x, y]: Position): Position {
  const round = (v: number) => Math.round(v * 1e6) / 1e6;
  return [
    round(x / (frame.squeeze * frame.scale) + frame.west),
    round(frame.north - y / frame.scale),
  ];
}

export function inFrame(frame: Frame, [lon, lat]: Position): boolean {
  return lon >= frame.west && lon <= frame.east && lat >= frame.south && lat <= frame.north;
}

export function pathOf(frame: Frame, rings: Position[][]): string {
  return rings
    .map((ring) => {
      const points = ring.map((p) =>
        toPlane(frame, p)
          .map((v) => v.toFixed(1))
          .join(','),
      );
      return `M${points.join('L')}Z`;
    })
    .join('');
}

/** Where a name is written: the middle of the first ring's extent. */
export function middleOf(frame: Frame, feature: Feature): Position {
  const points = (feature.rings[0] ?? []).map((p) => toPlane(frame, p));
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}

/** The part of the drawing that is seen: middle and magnification. */
export interface View {
  x: number;
  y: number;
  zoom: number;
}

export const ZOOM_MAX = 16;

export function clampView(frame: Frame, view: View): View {
  const zoom = Math.min(ZOOM_MAX, Math.max(1, view.zoom));
  const [halfW, halfH] = [frame.width / zoom / 2, frame.height / zoom / 2];
  return {
    zoom,
    x: Math.min(frame.width - halfW, Math.max(halfW, view.x)),
    y: Math.min(frame.height - halfH, Math.max(halfH, view.y)),
  };
}

export function viewBox(frame: Frame, view: View): string {
  const [w, h] = [frame.width / view.zoom, frame.height / view.zoom];
  return [view.x - w / 2, view.y - h / 2, w, h].map((v) => v.toFixed(2)).join(' ');
}

/** Where a touch at (fx, fy), as parts of the drawn box, lies in the drawing. */
export function touched(frame: Frame, view: View, fx: number, fy: number): Position {
  const [w, h] = [frame.width / view.zoom, frame.height / view.zoom];
  return [view.x - w / 2 + fx * w, view.y - h / 2 + fy * h];
}

export interface Label {
  id: string;
  name: string;
  x: number;
  y: number;
}

/** Names that fit without covering one another, in the order of the features. */
export function labelsOf(frame: Frame, features: Feature[], letter: number): Label[] {
  const placed: { x: number; y: number; half: number }[] = [];
  const out: Label[] = [];
  for (const feature of features) {
    // What stands in brackets ("示例") is for the list, not for the map.
    const name = feature.name.replace(/[(（].*[)）]$/, '');
    const [x, y] = middleOf(frame, feature);
    const half = ([...name].length * letter) / 2;
    const clash = placed.some(
      (p) => Math.abs(p.y - y) < letter * 1.15 && Math.abs(p.x - x) < p.half + half + letter / 4,
    );
    if (clash || x - half < 0 || x + half > frame.width) continue;
    placed.push({ x, y, half });
    out.push({ id: feature.id, name, x, y });
  }
  return out;
}
