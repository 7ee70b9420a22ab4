// SPDX-License-Identifier: Apache-2.0
// What comes round every week and month: meetings, bulletins, interviews, as the server tells them.
import type { Made } from './documents';

export interface UnitName {
  id: string;
  unit: string;
}

export interface MeetingKind {
  code: string;
  name: string;
  cycle: string;
  cycle_text: string;
  weekday: number;
  at: string;
  draws: { code: string; text: string }[];
  leads: UnitName[];
  next_at: string | null;
  next_lead: string;
}

export interface MeetingHead {
  num: string;
  version: number;
  kind: string;
  serial: number;
  first: boolean;
  title: string;
  starts_at: string;
  venue: string;
  chair: string;
  lead: string;
  lead_unit: string;
  state: 'planned' | 'held' | 'dropped';
  present: string;
  minutes: string;
  reason: string;
  called_name: string;
  decided: number;
  open: number;
  overdue: number;
}

export interface Meetings {
  kinds: MeetingKind[];
  meetings: MeetingHead[];
  year: number;
  may_keep: boolean;
  may_set_kinds: boolean;
}

export interface Standing {
  state: '' | 'open' | 'overdue' | 'done';
  text: string;
  due_at: string | null;
}

export interface MeetingItem {
  serial: number;
  matter: string;
  title: string;
  lead: string;
  matter_state: string;
  matter_step: string;
  demands: number;
  state: 'carried' | 'drawn' | 'added' | 'dropped';
  why: { code: string; text: string }[];
  reason: string;
  decision: string;
  act: string;
  act_text: string;
  units: UnitName[];
  stands: Standing;
  may_decide: boolean;
}

export interface Meeting extends MeetingHead {
  called: UnitName[];
  attachments: { id: string; name: string }[];
  items: MeetingItem[];
  may_change: boolean;
  may_add: boolean;
}

export interface BulletinHead {
  id: string;
  version: number;
  about: string;
  title: string;
  state: 'draft' | 'checked' | 'issued' | 'dropped';
  number: string;
  campaign: string;
  drafted_at: string;
  ended_at: string | null;
  reason: string;
  document_id: string | null;
  drafted_name: string;
  checked_name: string;
  ended_name: string;
}

export interface Bulletins {
  bulletins: BulletinHead[];
  counts: Record<BulletinHead['state'], number>;
  year: number;
  may_draft: boolean;
}

export interface BulletinRow {
  serial: number;
  [name: string]: string | number;
}

export interface Bulletin extends BulletinHead {
  words: string;
  whole: boolean;
  facts: {
    growth: string;
    on_time: string;
    unsatisfied_rate: string;
    compare: BulletinRow[];
    units: BulletinRow[];
    classes: BulletinRow[];
    places: BulletinRow[];
  };
  units: UnitName[];
  may_edit: boolean;
  may_check: boolean;
  may_issue: boolean;
  may_drop: boolean;
}

export interface InterviewUnit {
  id: string;
  version: number;
  unit: string;
  persons: string;
  answer: string;
  promise: string;
  due_at: string;
  state: 'open' | 'reported' | 'kept';
  report: string;
  verdict: string;
  overdue: boolean;
  may_change: boolean;
  may_report: boolean;
  may_check: boolean;
}

export interface Interview {
  num: string;
  title: string;
  campaign: string;
  held_at: string;
  venue: string;
  host: string;
  reason: string;
  said: string;
  units: InterviewUnit[];
}

export interface Interviews {
  interviews: Interview[];
  counts: Record<'held' | 'units' | 'open' | 'overdue' | 'reported' | 'kept', number>;
  may_record: boolean;
}

export interface Accounts {
  records: {
    id: string;
    unit: string;
    person: string;
    post: string;
    label_text: string;
    ground: string;
    outcome: string;
    board: string;
    decided_at: string;
  }[];
  persons: number;
  units: number;
}

export type Paper = Pick<Made, 'id' | 'number'>;

export const MEETING_ROLES = ['supervisor', 'leader', 'dispatcher', 'analyst', 'publisher', 'head'];
export const BULLETIN_ROLES = [...MEETING_ROLES, 'handler'];
export const INTERVIEW_ROLES = ['supervisor', 'leader', 'head', 'admin_security'];
export const APPRAISERS = ['publisher', 'leader', 'admin_security'];
