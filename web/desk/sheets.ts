// SPDX-License-Identifier: Apache-2.0
// Drafts that came back in a unit's table: what the server tells of each, and what is chosen.
import type { Model, Value } from '@shared/form';
import { session } from '@shared/session';

export interface SheetField {
  name: string;
  label: string;
  value: string | number | boolean | null;
  /** The value as it is read; empty when the table says nothing. */
  text: string;
  /** What the task holds there, when somebody took the same step since. */
  now: string;
  now_value: string | number | boolean | null;
}

export interface SheetDraft {
  id: string;
  task: string;
  title: string;
  state_text: string;
  version: number;
  action: string;
  action_text: string;
  file: string;
  row: number;
  brought_by: string;
  brought_at: string;
  may_file: boolean;
  conflict: '' | 'changed' | 'done' | 'twice';
  fields: SheetField[];
  since: { action: string; action_text: string; actor: string; at: string }[];
}

export interface Brought {
  rows: number;
  empty: number;
  made: number;
  known: number;
  faults: { row: number; column: string; num: string; reason: string }[];
}

const OWN = ['handler', 'head'];
const CARRIERS = [...OWN, 'dispatcher'];

/** Whether I file what comes back for that unit: its own handlers and head. */
export function filesFor(unit: string | undefined): boolean {
  return session.me?.grants.some((g) => g.unit_id === unit && OWN.includes(g.role)) ?? false;
}

export function carries(unit?: string): boolean {
  return (
    session.me?.grants.some((g) => (!unit || g.unit_id === unit) && CARRIERS.includes(g.role)) ??
    false
  );
}

export const formHref = (unit: string) => `/api/v1/tasks-form?unit=${encodeURIComponent(unit)}`;

/** Both sides say something, and not the same. */
export function differs(f: SheetField): boolean {
  return f.text !== '' && f.now !== '' && f.text !== f.now;
}

/** What the table says, for the step's form. */
export function valuesOf(d: SheetDraft): Model {
  return Object.fromEntries(
    d.fields.filter((f) => f.value !== null).map((f) => [f.name, f.value as Value]),
  );
}
