// SPDX-License-Identifier: Apache-2.0
// Supervision notices (督办单) as the server tells them.
import type { Attachment } from './dossier';

export type NoticeState = 'told' | 'open' | 'answered' | 'withdrawn';

export interface NoticeRow {
  id: string;
  num: string;
  version: number;
  cause: string;
  cause_text: string;
  colour: '' | 'yellow' | 'red' | 'listed';
  colour_text: string;
  subject_kind: 'demand' | 'matter' | 'task' | 'unit';
  /** Number of what it is about; "" of a unit itself. */
  about: string;
  title: string;
  unit_id: string;
  unit: string;
  state: NoticeState;
  state_text: string;
  issued_at: string;
  due_at: string | null;
  answered_at: string | null;
  overdue: boolean;
  effect: string;
  text: string;
  may_answer: string;
  may_withdraw: string;
}

export interface Cause {
  code: string;
  /** "" = every mechanism. */
  mechanism: string;
  text: string;
  watch: string;
  watch_text: string;
  clocks: string[];
  workdays: number;
  times: number;
  within_days: number;
  colour: string;
  answer_workdays: number;
  effect_text: string;
  next: string;
  receivers: string[];
}

export interface Notices {
  notices: NoticeRow[];
  next?: { before_at: number; before: string };
  may_issue: boolean;
  rule_version: number;
  causes?: Cause[];
  /** Too many of a unit or of a cause; for those who read every notice. */
  findings?: { kind: 'unit' | 'cause'; text: string; unit_id?: string; n: number; limit: number }[];
  figures?: { days: number; issued: number; late: number; answered: number };
}

export interface Notice extends NoticeRow {
  rule_version: number;
  words: string;
  answer: string;
  reason: string;
  ended_at: string | null;
  effect_text: string;
  /** From where on its cause speaks; "" by hand. */
  threshold: string;
  receivers: string[];
  /** What came with the answer. */
  attachments: Attachment[];
  /** Number of the unanswered one that brought it. */
  after: string;
  issued_name: string;
  answered_name: string;
  ended_name: string;
}

export const NOTICE_STATES: readonly NoticeState[] = ['open', 'told', 'answered', 'withdrawn'];
/** Whoever answers for a unit. */
export const NOTICE_ANSWERERS = [
  'head',
  'handler',
  'dispatcher',
  'screener',
  'reviewer',
  'callback',
];
export const NOTICE_KEEPERS = ['supervisor', 'leader'];
export const NOTICE_READERS = [...NOTICE_ANSWERERS, ...NOTICE_KEEPERS, 'analyst', 'arbiter'];
export const NOTICE_EXPORTERS = [...NOTICE_KEEPERS, 'analyst'];

export function tagOf(n: Pick<NoticeRow, 'colour'>): 'danger' | 'warning' | 'info' {
  if (n.colour === 'red' || n.colour === 'listed') return 'danger';
  return n.colour === 'yellow' ? 'warning' : 'info';
}

/** What the rule waits for before it raises one, as a key of "notices" and its values. */
export function thresholdOf(c: Cause): { key: string; values: Record<string, string | number> } {
  const clocks = c.clocks.join('、');
  if (c.watch === 'limit') {
    if (c.workdays < 0) return { key: 'before_limit', values: { clocks, n: -c.workdays } };
    return c.workdays === 0
      ? { key: 'at_limit', values: { clocks } }
      : { key: 'past_limit', values: { clocks, n: c.workdays } };
  }
  if (c.watch === 'unclaimed') return { key: 'since_signed', values: { n: c.workdays } };
  if (c.watch === 'repeated')
    return { key: 'times_within', values: { n: c.times, days: c.within_days } };
  return c.watch === 'nothing'
    ? { key: 'no_threshold', values: {} }
    : { key: 'times', values: { n: c.times } };
}
