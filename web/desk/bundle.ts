// SPDX-License-Identifier: Apache-2.0
// Bundles and lists of matters as the server tells them.
import type { Action } from './dossier';

export interface MatterLine {
  num: string;
  title: string;
  state: string;
  state_text: string;
  place: string;
  owner: string;
  lead: string;
  demands: number;
  due_at: string | null;
  open: boolean;
}

export interface BundleOf {
  num: string;
  title: string;
  unit_id: string;
  unit: string;
  desk: string;
  opened_at: string;
  due_at: string | null;
  closed_at: string | null;
}

export interface BundleHead extends BundleOf {
  matters: number;
  demands: number;
  open: number;
  overdue: number;
  next_due_at: string | null;
}

export interface Bundle extends BundleHead {
  version: number;
  plan: string;
  result: string;
  rows: MatterLine[];
  actions: Action[];
}
