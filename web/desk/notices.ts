// SPDX-License-Identifier: Apache-2.0
// Supervision notices (督办单) as the server tells them.
import type { Attachment } from './dossier';

export type NoticeState = 'told' | 'open' | 'answered' | 'withdrawn' | 'dismissed';

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
  /** Of the list of signals. */
  signal?: Signal | null;
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
  /** Of a signal: so much above the mean of so many windows before. */
  percent: number;
  windows: number;
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

/** A weak signal (苗头): what was seen, as far as it has grown. */
export interface Signal {
  /** The word that is shared; "" of a person or a volume. */
  words: string;
  /** Unit or place; "" of a person. */
  where: string;
  size: number;
  people: number;
  usual: string;
  first_at: string;
  last_at: string;
  grown_at: string;
  acks: {
    name: string;
    said: 'seen' | 'dismissed';
    said_text: string;
    words: string;
    said_at: string;
  }[];
  /** Marks by hand, and what followed because nobody answered. */
  brought: {
    num: string;
    by_hand: boolean;
    name: string;
    unit: string;
    words: string;
    state_text: string;
    issued_at: string;
  }[];
  handling: 'nobody' | 'seen' | 'marked' | 'answered' | 'dismissed' | 'withdrawn';
  handling_text: string;
  /** While it is open: since it was raised. */
  waits_days?: number;
  may_see: boolean;
  may_dismiss: boolean;
  may_mark: boolean;
  /** Of one notice. */
  demands: {
    num: string;
    title: string;
    state_text: string;
    place_text: string;
    said_at: string;
  }[];
  /** Hidden from the reader, or beyond what a page names. */
  not_listed: number;
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
  /** null: not raised by a signal. */
  signal: Signal | null;
  /** What came with the answer. */
  attachments: Attachment[];
  /** Number of the unanswered one that brought it. */
  after: string;
  issued_name: string;
  answered_name: string;
  ended_name: string;
}

export const NOTICE_STATES: readonly NoticeState[] = [
  'open',
  'told',
  'answered',
  'withdrawn',
  'dismissed',
];
/** What became of a signal: how loud it is said. */
export function tagOfSignal(
  s: Pick<Signal, 'handling'>,
): 'danger' | 'warning' | 'success' | 'info' {
  if (s.handling === 'nobody') return 'danger';
  if (s.handling === 'seen' || s.handling === 'marked') return 'warning';
  return s.handling === 'answered' ? 'success' : 'info';
}
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
  if (c.watch === 'asked') return { key: 'past_answer', values: { n: c.workdays } };
  if (c.percent)
    return {
      key: 'above_usual',
      values: { n: c.times, days: c.within_days, percent: c.percent, windows: c.windows },
    };
  if (c.within_days) return { key: 'times_within', values: { n: c.times, days: c.within_days } };
  return c.watch === 'nothing'
    ? { key: 'no_threshold', values: {} }
    : { key: 'times', values: { n: c.times } };
}
