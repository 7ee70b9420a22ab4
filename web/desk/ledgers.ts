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

/** `shown`: before all are asked for. */
export interface Column {
  title: string;
  width: number;
  shown: boolean;
}

export interface LedgerPage {
  unit: string;
  unit_text: string;
  units: { value: string; label: string }[];
  as_of: string | null;
  title: string;
  columns: Column[];
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
  'ground',
  'campaign',
  'tag',
  'repeated',
  'solved_first',
  'suggestion',
  'open_days',
  'difficulty',
  'hotspot',
  'signal',
  'reply',
  'judged',
  'scheme',
  'scheme_class',
  'mechanism',
] as const;

/** What narrows a task list. */
export const TASK_LIST_FILTERS = ['from', 'to', 'place', 'unit', 'class', 'campaign'] as const;
/** What of a ledger's address its task list understands. */
export const TASK_LIST_KEPT = [...TASK_LIST_FILTERS, 'ledger', 'as_of', 'through'] as const;
export const WHO = ['unnamed', 'named', 'overdue', 'ended'] as const;

export interface TaskSums {
  named: number;
  unnamed: number;
  ended: number;
  overdue: number;
  matters: number;
}

/** GET /api/v1/task-list. */
export interface TaskList {
  unit: string;
  unit_text: string;
  units: { value: string; label: string }[];
  as_of: string | null;
  title: string;
  columns: Column[];
  rows: { num: string; unnamed: boolean; overdue: boolean; cells: string[] }[];
  n: number;
  page: number;
  pages: number;
  totals: { ledgers: (TaskSums & { ledger: string; text: string })[]; all: TaskSums };
  people: { value: string; label: string; n: number }[];
}

/** In place of a way, channel or ground: those of which none is said. */
export const UNSAID = '-';

/** Only what was chosen: an address without empty parts. A saved ledger's numbers are texts in it. */
export function chosen(query: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query)
      .map(([name, v]): [string, unknown] => [name, typeof v === 'number' ? String(v) : v])
      .filter((e): e is [string, string] => typeof e[1] === 'string' && e[1] !== ''),
  );
}
