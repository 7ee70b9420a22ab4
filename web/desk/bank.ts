// SPDX-License-Identifier: Apache-2.0
// The problem bank, its frozen months and the month's topic, as the server tells them.
import type { TroubleHead } from './troubles';

export interface BankFlag {
  flag: string;
  text: string;
  rule: 'A' | 'B';
  holds: boolean;
  lines: { text: string; holds: boolean }[];
}
interface BankRow {
  num: string;
  class: string;
  class_text: string;
  place: string;
  title: string;
  demands: number;
  people: number;
}
/** A matter that waits, with what the rules see in it. */
export interface BankCase extends BankRow {
  banked: boolean;
  review_at: string | null;
  flags: BankFlag[];
  rule_a: boolean;
  rule_b: boolean;
}
interface Axis {
  /** Hundredths of a point, as everywhere here. */
  score: number;
  parts: {
    fact: string;
    text: string;
    value: number;
    most: number;
    weight: number;
    points: number;
  }[];
}
export const AXES = ['concentration', 'pressing'] as const;
export interface BankGroup {
  kind: 'class' | 'class_area';
  class: string;
  area_id: string | null;
  class_text: string;
  area: string;
  place: number;
  matters: number;
  demands: number;
  concentration: Axis;
  pressing: Axis;
}
export interface Bank {
  troubles: TroubleHead[];
  on: boolean;
  may_keep: boolean;
  month: string;
  a_needs: number;
  b_needs: number;
  capped: boolean;
  rows: BankCase[];
  groups: BankGroup[];
  months: { month: string; taken_at: string }[];
}
export interface BankItem extends BankRow {
  state: 'in' | 'left';
  matter_state: string;
  entered_at: string | null;
  left_at: string | null;
  left_text: string;
  representative: boolean;
  reason: string;
  chosen_by: string;
  flags?: BankFlag[];
}
export interface BankMonth {
  month: string;
  from_at: string;
  taken_at: string;
  taken_by: string;
  mechanism_version: number;
  hash: string;
  may_keep: boolean;
  in: number;
  entered: number;
  left: number;
  groups: BankGroup[];
  items: BankItem[];
}

export const MEMBERS = ['open', 'kept', 'representative', 'dropped'] as const;
export type Member = (typeof MEMBERS)[number];
export interface TopicHead {
  num: string;
  version: number;
  month: string;
  name: string;
  kind: 'class' | 'class_area';
  class: string;
  class_text: string;
  area_id: string | null;
  area: string;
  place: number;
  concentration_text: string;
  pressing_text: string;
  reason: string;
  chosen_name: string;
  chosen_at: string;
  from_at: string;
  to_at: string;
  lead_unit: string | null;
  lead: string;
  helpers: { id: string; unit: string }[];
  state: 'chosen' | 'ended' | 'dropped';
  summary: string;
  totals: Record<Member, number> & { all: number; heads: number; representative_percent: string };
}
export interface Topics {
  topics: TopicHead[];
}
export interface Topic extends TopicHead {
  troubles: TroubleHead[];
  may_keep: boolean;
  ranked_at: string;
  groups: BankGroup[];
  places: { name: string; demands: number; heads: number }[];
  units_now: { name: string; demands: number }[];
  history: { year: number; opened: number; closed: number; repeated: number }[];
  promises: {
    matter: string;
    unit: string;
    place: string;
    words: string;
    due_at: string | null;
    stands: string;
  }[];
  earlier: { num: string; month: string; name: string; state: string; summary: string }[];
  verifications: {
    num: string;
    matter: string;
    unit: string;
    state: string;
    state_text: string;
    due_at: string | null;
    agreed_at: string | null;
  }[];
  meetings: {
    num: string;
    title: string;
    state: string;
    starts_at: string;
    decisions: { matter: string; decision: string; act: string; state: string; stands: string }[];
  }[];
}
export interface TopicMember {
  num: string;
  title: string;
  place: string;
  said_at: string;
  heads: number;
  state_text: string;
  as: Member;
  as_text: string;
  reason: string;
  by: string;
}
export interface TopicMembers {
  members: TopicMember[];
  next: string | null;
}

export const BANK_READERS = ['analyst', 'dispatcher', 'supervisor', 'leader', 'head', 'publisher'];

/** Hundredths as people read them. */
export const points = (hundredths: number) => (hundredths / 100).toFixed(2);
export const groupName = (g: BankGroup) => (g.area ? `${g.class_text} · ${g.area}` : g.class_text);
