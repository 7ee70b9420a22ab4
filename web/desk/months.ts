// SPDX-License-Identifier: Apache-2.0
// The monthly analysis as the server tells it: GET /api/v1/months/report.

export interface Change {
  text: string;
  /** Hundredths of a per cent; absent where there is no base. */
  hundredths?: number;
}
export interface MonthSums {
  demands: number;
  before: number;
  year_before: number;
  on_year: Change;
  on_month: Change;
  repeated: number;
  suggestions: number;
  unsolved: number;
}
export interface MonthRow extends MonthSums {
  value: string;
  text: string;
  depth: number;
}
export interface Hot {
  value: string;
  name: string;
  place: string;
  words: string;
  demands: number;
  people: number;
  before: number;
  year_before: number;
  on_year: Change;
  on_month: Change;
}
export interface Worst {
  num: string;
  title: string;
  class_text: string;
  unit_text: string;
  said_at: string;
  days: number;
}
/** What measures of root problems yielded that were done in the month, of one unit and kind. */
export interface Yields {
  unit: string;
  unit_text: string;
  yields: string;
  yields_text: string;
  n: number;
  measures: {
    num: string;
    name: string;
    serial: number;
    words: string;
    result: string;
    paper: string;
    paper_num: string;
    ended_at: string;
  }[];
}
interface Time {
  from: string;
  to: string;
}
export interface Month {
  month: string;
  title: string;
  stands: string;
  over: boolean;
  as_of_day: string;
  this: Time;
  before: Time;
  year_before: Time;
  unsolved_days: number;
  rules: string[];
  all: MonthSums;
  classes: MonthRow[];
  places: MonthRow[];
  units: MonthRow[];
  hot_seen: boolean;
  hot: Hot[];
  worst: Worst[];
  yields: Yields[];
}

/** The figures of a row, each with what narrows the ledger behind it. */
export const FIGURES = [
  'demands',
  'year_before',
  'on_year',
  'before',
  'on_month',
  'repeated',
  'unsolved',
  'suggestions',
] as const;
export type Figure = (typeof FIGURES)[number];

/** The ledger behind a figure of the month; null for one that is no number of demands. */
export function behind(m: Month, figure: Figure): Record<string, string> | null {
  const then: Record<string, string> = m.as_of_day ? { as_of: m.as_of_day } : {};
  switch (figure) {
    case 'demands':
      return { ...m.this, ...then };
    case 'year_before':
      return { ...m.year_before, ...then };
    case 'before':
      return { ...m.before, ...then };
    case 'repeated':
      return { ...m.this, ...then, repeated: 'yes' };
    case 'suggestions':
      return { ...m.this, ...then, suggestion: 'yes' };
    case 'unsolved':
      return { ...then, open_days: String(m.unsolved_days) };
    case 'on_year':
    case 'on_month':
      return null;
  }
}

/** The month so many months from another: shifted('2026-01', -1) is '2025-12'. */
export function shifted(month: string, by: number): string {
  const [year = 0, of = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, of - 1 + by, 1)).toISOString().slice(0, 7);
}

/** Who drafts, checks and issues analyses: BULLETIN_KEEPERS of loop/bulletin.h. */
export const MONTH_KEEPERS = ['analyst', 'supervisor', 'leader', 'publisher'];

/** An issue of the analysis: its figures as they were drafted, and the one it corrects. */
export interface MonthFacts extends Month {
  earlier: string;
}

/** What an issue is narrowed to: "month 2026-10 unit=7 now" is {unit: '7'}. */
export function narrowed(about: string): Record<string, string> {
  const parts = about.split(' ').map((part) => part.split('='));
  return Object.fromEntries(parts.filter((p) => p.length === 2));
}
