// SPDX-License-Identifier: Apache-2.0
// Ledgers as the server tells them: GET /api/v1/ledgers, /ledgers/views.

export interface Sum {
  demands: number;
  matters: number;
}

export interface Totals {
  ledgers: (Sum & { ledger: string; text: string })[];
  all: Sum;
  findings: number;
  filtered: boolean;
  without_demand: number;
  whole: boolean;
  register?: Sum;
  kept?: Sum;
}

export interface LedgerPage {
  unit: string;
  unit_text: string;
  units: { value: string; label: string }[];
  as_of: string | null;
  title: string;
  columns: { title: string; width: number }[];
  rows: { num: string; cells: string[] }[];
  n: number;
  page: number;
  pages: number;
  totals: Totals;
}

export interface SavedView {
  id: string;
  version: number;
  name: string;
  query: Record<string, string>;
  shared: boolean;
  mine: boolean;
  owner: string;
  unit: string;
}

export const LEDGER_READERS = [
  'screener',
  'dispatcher',
  'head',
  'reviewer',
  'closer',
  'supervisor',
  'arbiter',
  'leader',
  'analyst',
];

/** What narrows a ledger and is kept with a saved one. */
export const FILTERS = [
  'from',
  'to',
  'place',
  'unit',
  'class',
  'kind',
  'lvl',
  'state',
  'way',
  'channel',
  'campaign',
  'tag',
] as const;

/** In place of a way or channel: those of which none is said. */
export const UNSAID = '-';

/** Columns that a screen shows first: by their place in the server's list. */
export const SHORT = new Set([0, 1, 6, 11, 12, 14, 18, 19, 20, 22, 23, 26, 37]);

/** Only what was chosen: an address without empty parts. */
export function chosen(query: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter(
      (e): e is [string, string] => typeof e[1] === 'string' && e[1] !== '',
    ),
  );
}
