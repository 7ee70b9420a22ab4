// SPDX-License-Identifier: Apache-2.0
// The dispatch directory as the server tells it.
import { client } from './api';

export interface Version {
  version: number;
  from: string;
  entries: number;
  note: string;
  made_at: string | null;
  in_force: boolean;
  coming: boolean;
}

export interface Directory {
  today: string;
  newest: number;
  may_change: boolean;
  /** The newest first. */
  versions: Version[];
  columns: { name: string; title: string }[];
}

export type Entry = Record<string, string> & { serial: string; lead_unit: string };

export interface Entries {
  version: number;
  entries: Entry[];
  /** After which number there are more; 0 = none. */
  next: number;
}

export interface Changed {
  change: 'added' | 'removed' | 'changed';
  serial: number;
  class: string;
  place: string;
  lead: string;
  columns: { name: string; title: string; before: string; after: string }[];
}

export interface Fault {
  row: number;
  column: string;
  reason: string;
}

export interface Differences {
  added: number;
  removed: number;
  changed: number;
  changes: Changed[];
}

/** What a new version would be, before it is in force. */
export interface Proposed extends Differences {
  dry_run: boolean;
  from: string;
  rows?: number;
  entries_read?: number;
  faults?: Fault[];
  faults_all?: number;
}

export interface Returned {
  serial: number;
  class: string;
  place: string;
  lead_unit: string;
  lead: string;
  asked: number;
  granted: number;
  refused: number;
  to_unit: string | null;
  to: string;
  to_n: number;
  suggested: boolean;
}

/** Dispatched to one unit again and again, though no entry fits. */
export interface Missing {
  class_code: string;
  class: string;
  place_id: string | null;
  place: string;
  lead_unit: string;
  lead: string;
  n: number;
}

export interface Report {
  version: number;
  least: number;
  counts: { version: number; outcome: string; outcome_text: string; n: number; warned: number }[];
  returns: Returned[];
  least_new: number;
  missing: Missing[];
}

/** Who finds the page in the bar: whoever dispatches, levels, decides or looks on. */
export const READERS = [
  'dispatcher',
  'screener',
  'arbiter',
  'supervisor',
  'leader',
  'analyst',
  'admin_system',
];
export const REPORTED_TO = [
  'dispatcher',
  'arbiter',
  'supervisor',
  'leader',
  'analyst',
  'admin_system',
];

export function fileHref(version: number, format: 'xlsx' | 'csv'): string {
  return client.url(`/directory/${version}/file?format=${format}`);
}
