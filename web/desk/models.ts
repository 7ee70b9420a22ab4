// SPDX-License-Identifier: Apache-2.0
// Models that suggest, as /api/v1/models tells of them. Shares are ten-thousandths.
export const MODEL_READERS = ['analyst', 'supervisor', 'leader', 'admin_system'] as const;
export const MODEL_KEEPERS = ['analyst', 'admin_system'] as const;

export interface ModelVersion {
  version: number;
  state: 'in_use' | 'weak' | 'worse' | 'replaced';
  state_label: string;
  decisions: number;
  held_back: number;
  labels: number;
  macro_f1: number;
  correct: number;
  top3: number;
  sure: number;
  sure_correct: number;
  guess: number;
  before_version: number;
  before_correct: number;
  made_at: string;
  made_by: string;
}

export interface ModelRule {
  enabled: boolean;
  least_decisions: number;
  least_correct: number;
  least_confidence: number;
  changed_at: string | null;
  changed_by: string;
}

export interface ModelTarget {
  target: string;
  label: string;
  rule: ModelRule;
  versions: ModelVersion[];
}

export interface Models {
  targets: ModelTarget[];
  since: string;
  followed: { target: string; version: number; outcome: string; n: number }[];
  others: {
    target: string;
    suggested: string;
    chosen: string;
    suggested_label: string;
    chosen_label: string;
    n: number;
  }[];
}

export const percent = (whole: number) => `${(whole / 100).toFixed(1)}%`;

/** How often each outcome came, over all versions of a target. */
export function outcomes(m: Models, target: string): Record<string, number> {
  const sums: Record<string, number> = { followed: 0, among: 0, other: 0, unsure: 0 };
  for (const f of m.followed)
    if (f.target === target) sums[f.outcome] = (sums[f.outcome] ?? 0) + f.n;
  return sums;
}
