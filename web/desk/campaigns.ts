// SPDX-License-Identifier: Apache-2.0
// Campaigns (专项行动) as the server tells them, and what a form makes of one.
import type { Attachment, Line } from './dossier';

export interface Post {
  label: string;
  unit_id: string | null;
  unit: string;
  officer_id: string | null;
  officer: string;
}

export interface Campaign {
  code: string;
  name: string;
  version: number;
  phase: 'planned' | 'study' | 'running' | 'over' | 'ended';
  study: string | null;
  from: string | null;
  to: string | null;
  ended_at: string | null;
  way: string;
  places: { place_id: string; place: string }[];
  homes: { place_id: string; place: string; homes: number }[];
  tags: { code: string; label: string }[];
  measures: { name: string; text: string }[];
  /** Per cent; 0 = none. */
  targets: Record<MeasureCode, number>;
  chain: Post[];
}

export type MeasureCode = 'found' | 'right' | 'full';
export const MEASURES: readonly MeasureCode[] = ['found', 'right', 'full'];

export interface Campaigns {
  campaigns: Campaign[];
  may_keep: boolean;
}

export interface CampaignDetail extends Campaign {
  may_keep: boolean;
  files: (Attachment & { seq: number })[];
  timeline: Line[];
}

export const FIGURE_GROUPS = [
  {
    name: 'doors',
    figures: ['visits', 'met', 'refused', 'absent', 'homes', 'homes_visited', 'homes_met'],
    measure: 'found',
  },
  { name: 'said', figures: ['demands'], measure: 'full', ways: true },
  {
    name: 'screened',
    figures: ['demands', 'valid', 'invalid', 'unscreened', 'out'],
    measure: 'right',
  },
  {
    name: 'levels',
    figures: [
      'demands',
      'at_community',
      'at_street',
      'at_district',
      'at_city',
      'at_backstop',
      'no_level',
    ],
  },
  { name: 'done', figures: ['demands', 'ended', 'overdue', 'rated', 'satisfied'], share: true },
  { name: 'people', figures: ['officers', 'grid', 'turns', 'volunteers'] },
] as const satisfies readonly {
  name: string;
  figures: readonly string[];
  measure?: MeasureCode;
  ways?: boolean;
  share?: boolean;
}[];

export type Figure = (typeof FIGURE_GROUPS)[number]['figures'][number];

export type TableRow = Record<Figure, number> & {
  kind: 'community' | 'street_own' | 'none' | 'street' | 'total';
  place_id: string | null;
  name: string;
  street: string;
  ways: number[];
  /** Per thousand; -1 = nothing to divide by. */
  measured: Record<MeasureCode, number>;
};

export interface Morning extends Campaign {
  as_of: string;
  whole: boolean;
  figures: Record<Figure, string>;
  way_labels: string[];
  three: { code: MeasureCode; label: string; means: string; target: number }[];
  rows: TableRow[];
  total: TableRow;
  weeks: {
    from: string;
    visits: number;
    demands: number;
    ended: number;
    rated: number;
    satisfied: number;
  }[];
  register_demands?: number;
  register_visits?: number;
  agrees?: boolean;
}

export const CAMPAIGN_READERS = [
  'leader',
  'supervisor',
  'analyst',
  'publisher',
  'dispatcher',
  'screener',
  'head',
];
export const VISITORS = ['operator', 'collector', 'dispatcher'];

/** A community or street where nothing has begun, and nothing was asked of it by a number. */
export function isIdle(r: TableRow): boolean {
  return r.kind !== 'total' && !r.visits && !r.demands && !r.homes;
}

/* Of a whole county's villages most have no part in it, and hundreds that have hide the streets. */
export const MANY = 60;

/** Without `all`: what has begun, and of very many communities only their streets' sums. */
export function shownRows(rows: readonly TableRow[], all: boolean): TableRow[] {
  if (all) return [...rows];
  const begun = rows.filter((r) => !isIdle(r));
  return begun.length <= MANY ? begun : begun.filter((r) => r.kind !== 'community');
}

/** 874 → "87.4%"; nothing to divide by is said as such. */
export function share(permille: number): string {
  return permille < 0 ? '—' : `${(permille / 10).toFixed(1)}%`;
}

export function shareOf(part: number, of: number): string {
  return share(of ? Math.floor((part * 1000) / of) : -1);
}

/** What the form holds; ids as texts, '' = none. */
export interface Said {
  code: string;
  name: string;
  study: string;
  from: string;
  to: string;
  way: string;
  places: string[];
  tags: string[];
  plan: string[];
  chain: { label: string; unit: string; officer: string }[];
  measures: { name: string; text: string }[];
  targets: Record<MeasureCode, number | null>;
  /** By place. */
  homes: Record<string, number | null>;
}

export function saidOf(c: Campaign | undefined): Said {
  return {
    code: c?.code ?? '',
    name: c?.name ?? '',
    study: c?.study ?? '',
    from: c?.from ?? '',
    to: c?.to ?? '',
    way: c?.way ?? '',
    places: c?.places.map((p) => p.place_id) ?? [],
    tags: c?.tags.map((t) => t.code) ?? [],
    plan: [],
    chain:
      c?.chain.map((p) => ({
        label: p.label,
        unit: p.unit_id ?? '',
        officer: p.officer_id ?? '',
      })) ?? [],
    measures: c?.measures.map((m) => ({ ...m })) ?? [],
    targets: {
      found: c?.targets.found || null,
      right: c?.targets.right || null,
      full: c?.targets.full || null,
    },
    homes: Object.fromEntries(c?.homes.map((h) => [h.place_id, h.homes]) ?? []),
  };
}

/** The request's body; a line that says nothing is left out. `made`: it exists, its code stays. */
export function bodyOfSaid(s: Said, made: boolean): Record<string, unknown> {
  const body: Record<string, unknown> = {
    name: s.name.trim(),
    from: s.from,
    to: s.to,
    way: s.way,
    places: s.places,
    tags: s.tags,
    plan: s.plan,
    chain: s.chain
      .filter((p) => p.label.trim() || p.unit || p.officer)
      .map((p) => `${p.label.trim()}|${p.unit}|${p.officer}`),
    measures: s.measures
      .filter((m) => m.name.trim() || m.text.trim())
      .map((m) => `${m.name.trim()}|${m.text.trim()}`),
    targets: MEASURES.filter((m) => s.targets[m]).map((m) => `${m}=${s.targets[m]}`),
    homes: Object.entries(s.homes)
      .filter(([, n]) => n !== null && n !== undefined)
      .map(([place, n]) => `${place}=${n}`),
  };
  if (s.study) body.study = s.study;
  if (!made) body.code = s.code.trim();
  return body;
}
