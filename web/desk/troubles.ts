// SPDX-License-Identifier: Apache-2.0
// Root problems as the server tells them.
import type { Field } from '@shared/form';
import { BANK_READERS } from './bank';
import { NOTICE_READERS } from './notices';

export const TROUBLE_READERS = [...new Set<string>([...BANK_READERS, ...NOTICE_READERS])];
export const TROUBLE_STATES = ['open', 'watching', 'solved', 'fell', 'same'] as const;
export type TroubleState = (typeof TROUBLE_STATES)[number];
export const SIDES = ['before', 'after', 'since'] as const;
export type Side = (typeof SIDES)[number];

export interface Sum {
  measure: string;
  /** Decimal numbers. */
  planned: string;
  done: string;
  /** Tenths of a percent; -1: nothing was planned. */
  permille: number;
}
export interface Count extends Partial<Record<Side | `${Side}_findings`, number>> {
  way: 'hotspot' | 'class';
  way_text: string;
}
export interface TroubleHead {
  num: string;
  version: number;
  name: string;
  state: TroubleState;
  state_text: string;
  round: number;
  class: string;
  class_text: string;
  place_id: string;
  place_text: string;
  unit_id: string;
  unit_text: string;
  officer_id: string;
  officer_text: string;
  cause: string;
  cause_text: string;
  days: number;
  opened_at: string;
  finished_at: string | null;
  before_from: string;
  before_to: string;
  after_from: string | null;
  after_to: string | null;
  /** The window after is over, somebody is to conclude. */
  due: boolean;
}
export interface Asked {
  units: number;
  unanswered: number;
  late: number;
  none: number;
  have: number;
  mended: number;
}
export interface TroubleRow extends TroubleHead {
  sums: Sum[];
  asked: Asked;
  to_answer: boolean;
  /** What of it the viewer's own units must do next; "": nothing. */
  waits: string;
  waits_text: string;
  waits_by: string | null;
  waits_late: boolean;
  back: boolean;
}
/** What a measure may yield: enum trouble_yield of the server. */
export const YIELDS = ['works', 'policy', 'mechanism', 'shortfall', 'standard'] as const;
export interface Measure {
  serial: number;
  words: string;
  unit_text: string;
  officer_text: string;
  site: string;
  due_at: string;
  late: boolean;
  state: 'open' | 'done' | 'dropped';
  state_text: string;
  ended_at: string | null;
  yields: string;
  yields_text: string;
  /** What was said when it ended. */
  result: string;
  paper: string;
  paper_num: string;
  /** It has amounts of its own. */
  counts: boolean;
  may_report: boolean;
  amounts: (Sum & { matter: string })[];
  steps: { amount: string; on: string; note: string; officer_text: string }[];
}
export interface Ask {
  unit_id: string;
  unit_text: string;
  round: number;
  alike: number;
  words: string;
  asked_at: string;
  due_at: string;
  late: boolean;
  answer: string;
  answer_text: string;
  said: string;
  answered_by: string;
  answered_at: string | null;
  mended_at: string | null;
  may_answer: boolean;
}
export interface Verdict {
  round: number;
  verdict: string;
  verdict_text: string;
  reason: string;
  officer_text: string;
  concluded_at: string;
  days: number;
  before_to: string;
  after_from: string;
  counts: Count[];
}
export interface TroubleFull extends TroubleHead {
  why: string;
  hotspot_id: string | null;
  hotspot_words: string;
  opened_by: string;
  counts: Count[];
  back: boolean;
  sums: Sum[];
  units: (Sum & { unit_text: string })[];
  months: { month: string; measure: string; planned: string; done: string }[];
  measures: Measure[];
  asked: Asked;
  asks: Ask[];
  verdicts: Verdict[];
  may: Record<'change' | 'plan' | 'ask' | 'finish' | 'conclude' | 'reopen', boolean>;
}
export interface Alike {
  units: { unit_id: string; unit_text: string; demands: number; asked: boolean }[];
  hotspots: { id: string; name: string; words: string; size: number; shared: number }[];
  words: string;
}
export interface Behind {
  all: number;
  hidden: number;
  shown: number;
  demands: {
    num: string;
    title: string;
    state_text: string;
    place_text: string;
    said_at: string;
    finding: boolean;
  }[];
}

/** "76.3 %" out of tenths of a percent. */
export const shareText = (permille: number) =>
  permille < 0 ? '–' : `${(permille / 10).toFixed(1)} %`;
/** How wide the bar of what is done is. */
export const shareWidth = (permille: number) => `${Math.max(0, Math.min(1000, permille)) / 10}%`;

/** What is said of one when it is made, and when it is changed. */
export function saidFields(t: (key: string) => string, was: Partial<TroubleFull> = {}): Field[] {
  return [
    {
      name: 'name',
      type: 'text',
      label: t('troubles.name'),
      required: true,
      min: 2,
      max: 60,
      value: was.name ?? '',
    },
    {
      name: 'unit',
      type: 'enum',
      label: t('troubles.unit'),
      required: true,
      source: 'units',
      value: was.unit_id ?? '',
    },
    {
      name: 'officer',
      type: 'enum',
      label: t('troubles.officer'),
      required: true,
      source: 'officers',
      value: was.officer_id ?? '',
    },
    {
      name: 'class',
      type: 'enum',
      label: t('troubles.class'),
      source: 'classes',
      value: was.class ?? '',
    },
    {
      name: 'place',
      type: 'enum',
      label: t('troubles.place'),
      source: 'places',
      search: true,
      value: was.place_text === '' ? '' : (was.place_id ?? ''),
    },
    {
      name: 'cause',
      type: 'enum',
      label: t('troubles.cause'),
      source: 'root_causes',
      value: was.cause ?? '',
    },
    {
      name: 'why',
      type: 'longtext',
      label: t('troubles.why'),
      max: 2000,
      value: was.why ?? '',
    },
    {
      name: 'days',
      type: 'number',
      label: t('troubles.days'),
      min: 7,
      max: 730,
      value: was.days ?? 90,
    },
  ];
}
