// SPDX-License-Identifier: Apache-2.0
// Field inspections (验靶) and what they find, as the server tells them.
import type { Attachment } from './dossier';

export const INSPECTION_KINDS = ['open', 'covert', 'leader'] as const;
export type InspectionKind = (typeof INSPECTION_KINDS)[number];
/** What one tap says of a matter that was drawn. */
export const OUTCOMES = ['fine', 'finding', 'absent'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Tally {
  findings: number;
  rectified: number;
  dropped: number;
  open: number;
  overdue: number;
}

interface Head extends Tally {
  num: string;
  version: number;
  kind: InspectionKind;
  kind_text: string;
  title: string;
  campaign: string;
  /** On its own page. */
  campaign_name?: string;
  press: string;
  held_at: string;
  state: 'planned' | 'issued' | 'ended';
  state_text: string;
  issued_at: string | null;
  ended_at: string | null;
  /** How many matters it was drawn from, and how many were wanted. */
  population: number;
  wanted: number;
}

export interface Inspections {
  inspections: Head[];
  figures: Tally & { inspections: number };
  may_plan: boolean;
}

export interface Sample {
  serial: number;
  matter: string;
  title: string;
  class_text: string;
  place: string;
  matter_state: string;
  unit_id: string;
  unit: string;
  outcome: '' | Outcome;
  outcome_text: string;
  note: string;
  looked_at: string | null;
}

export interface Finding {
  num: string;
  version: number;
  inspection: string;
  kind_text: string;
  serial: number;
  /** Number of the matter it is against; "" = of a place alone. */
  matter: string;
  title?: string;
  found_place: string;
  unit_id: string;
  unit: string;
  words: string;
  state: 'noted' | 'asked' | 'reported' | 'rectified' | 'dropped';
  state_text: string;
  found_at: string;
  asked_at: string | null;
  due_at: string | null;
  /** The limit reaches into a year whose holidays are not known. */
  provisional: boolean;
  overdue: boolean;
  report: string;
  reported_at: string | null;
  verdict: string;
  checked_at: string | null;
  failed: number;
  reopened: boolean;
  may: '' | 'report' | 'check';
  photos: Attachment[];
  report_photos: Attachment[];
  check_photos: Attachment[];
}

export interface Inspection extends Head {
  seed: string;
  from_at: string | null;
  to_at: string | null;
  of_place: string;
  of_unit: string;
  summary: string;
  leader: string;
  planned_name: string;
  team: string[];
  may_work: boolean;
  may_issue: boolean;
  may_end: boolean;
  sample: Sample[];
  findings_are: Finding[];
}

/** The sample drawn again from seed and population. */
export interface Redrawn {
  same: boolean;
  population: number;
  sample: number;
}

/** Whoever reports for a unit what was mended. */
export const FINDING_ANSWERERS = ['head', 'handler', 'dispatcher', 'screener', 'collector'];
export const INSPECTION_READERS = ['supervisor', 'leader', 'analyst', ...FINDING_ANSWERERS];

export const FIGURES = ['inspections', 'findings', 'rectified', 'open', 'overdue'] as const;

export function findingTag(f: Pick<Finding, 'state' | 'overdue'>) {
  if (f.overdue) return 'danger';
  if (f.state === 'rectified') return 'success';
  return f.state === 'asked' || f.state === 'reported' ? 'warning' : 'info';
}
