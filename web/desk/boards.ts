// SPDX-License-Identifier: Apache-2.0
// Boards (红黑榜) as the server tells them.
export interface Rule {
  name: string;
  version: number;
  text: string;
  minimum: number;
  volume: string;
  red: number;
  red_most: number;
  black: number;
  black_most: number;
  indicators: { measure: string; text: string; weight: number; against: boolean }[];
  teams: { code: string; text: string }[];
  tiers: { code: string; text: string; least: number }[];
}

export interface BoardHead {
  num: string;
  version: number;
  title: string;
  campaign: string;
  from_at: string;
  to_at: string;
  state: 'draft' | 'checked' | 'published' | 'dropped';
  drafted_at: string;
  ended_at: string | null;
  reason: string;
  hash: string;
}

export interface Boards {
  rules: Rule[];
  boards: BoardHead[];
  may_draft: boolean;
  may_account: boolean;
}

export interface Figure {
  measure: string;
  n: number;
  rate: number;
  low: number;
  high: number;
  n_before: number;
  rate_before: number;
}

export interface UnitRow {
  unit_id: string;
  unit: string;
  team: string;
  tier: string;
  volume: number;
  score: number;
  score_before: number;
  rank: number;
  list: '' | 'red' | 'black';
  figures: Figure[];
}

export interface Board extends BoardHead {
  rule: string;
  rule_version: number;
  rule_is: Rule;
  drafted_name: string;
  checked_name: string;
  ended_name: string;
  whole: boolean;
  units: UnitRow[];
  exclusions: {
    matter: string;
    unit: string;
    ground: string;
    ground_text?: string;
    facts: number;
    board?: string;
    score_published?: number;
    score_without?: number;
  }[];
  signals: { kind: string; unit: string; n: number; of: number; nums: string[] }[];
  may_check: boolean;
  may_publish: boolean;
  may_drop: boolean;
}

export interface Exclusion {
  id: string;
  version: number;
  matter: string;
  unit: string;
  ground_text: string;
  evidence: string;
  state: string;
  asked_name: string;
  decided_name: string;
  reason: string;
  may_decide: boolean;
}

export interface Exclusions {
  exclusions: Exclusion[];
  grounds: { code: string; text: string; source: string }[];
  may_ask: boolean;
}

export interface Step {
  id: string;
  version: number;
  board: string;
  unit: string;
  scope: string;
  serial: number;
  kind: 'remind' | 'interview' | 'examine';
  kind_text: string;
  state: string;
  held_at: string | null;
  who: string;
  about: string;
  measures: string;
  signed: string;
  due_at: string | null;
  /** The limit reaches into a year whose holidays are not known. */
  provisional: boolean;
  overdue: boolean;
  answer: string;
  may: '' | 'record' | 'answer' | 'accept';
}

export const SEEN_BY = [
  'analyst',
  'supervisor',
  'leader',
  'publisher',
  'head',
  'handler',
  'dispatcher',
  'reviewer',
  'admin_security',
];
export const BOARD_ROLES = [
  'analyst',
  'supervisor',
  'leader',
  'publisher',
  'head',
  'admin_security',
];
export const EXCLUSION_ROLES = [
  'handler',
  'head',
  'dispatcher',
  'supervisor',
  'reviewer',
  'leader',
  'analyst',
  'publisher',
];
export const STEP_ROLES = ['supervisor', 'leader', 'head', 'admin_security'];

/** Ten-thousandths as a number of a hundred; undefined where there is no data. */
export function hundredths(n: number): string | undefined {
  return n < 0 ? undefined : (n / 100).toFixed(2);
}
