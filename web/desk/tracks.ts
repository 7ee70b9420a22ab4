// SPDX-License-Identifier: Apache-2.0
// The tracks of handling: the shapes of GET /api/v1/tracks/whistles and /tracks/works.
import type { Amount } from './dossier';

export interface Whistled {
  unit_id: string;
  unit: string;
  whistles: number;
  arrived: number;
  in_time: number;
  late: number;
  waiting: number;
  returned: number;
  came?: number;
  did_part?: number;
  called_for?: number;
  graded: number;
  /** Five is best, one is worst; empty without a grade. */
  grade_mean: string;
}

export interface Whistles {
  from_at: string;
  to_at: string;
  units: Whistled[];
  whistlers: Whistled[];
}

export interface WorksReport {
  rows: (Amount & {
    topic: string;
    matter: string;
    title: string;
    lead: string;
    stage: number;
    due_at: string | null;
    site: string;
    what: string;
    done_at: string | null;
  })[];
  totals: (Amount & { topic: string; bundle: string; rows: number })[];
}

export const WHISTLED = ['whistles', 'arrived', 'in_time', 'late', 'waiting', 'returned'] as const;
