// SPDX-License-Identifier: Apache-2.0
// What leaders wrote and took over: the shapes of GET /api/v1/leaders.

import type { Action } from './dossier';

export interface Led {
  num: string;
  title: string;
  state: string;
  state_text: string;
  leader: string;
  unit: string;
  words: string;
  due_at: string | null;
  overdue: boolean;
}

export interface Instruction extends Led {
  serial: number;
  given_at: string | null;
  received_at: string | null;
  answered_at: string | null;
  accepted_at: string | null;
  answer: string;
  asked_again: number;
  turn: 'unit' | 'leader' | 'nobody';
  stands: string;
}

export interface Sponsored extends Led {
  units: string[];
  since: string | null;
  said_at: string | null;
}

export interface LeadersPage {
  as_of: string;
  more: boolean;
  counts: { overdue: number; leader: number; unit: number };
  instructions: Instruction[];
  sponsored: Sponsored[];
  demands: Led[];
  /** An instruction about nothing that is in the register yet. */
  actions: Action[];
}
