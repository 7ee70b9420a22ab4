// SPDX-License-Identifier: Apache-2.0
// Suggested levels, followed and not: the shape of GET /api/v1/levels/report.

export interface LevelSums {
  n: number;
  followed: number;
  deviated: number;
  none: number;
}

interface Suggested {
  source: string;
  source_text: string;
  suggested: string;
  suggested_text: string;
  chosen: string;
  chosen_text: string;
}

export interface LevelReport {
  from_at: string;
  to_at: string;
  all: LevelSums;
  counts: (Suggested & { n: number })[];
  units: (LevelSums & { unit_id: string; unit: string })[];
  deviations: (Suggested & {
    at: string;
    matter: string;
    title: string;
    unit: string;
    by: string;
    reason: string;
  })[];
  more: boolean;
}
