// SPDX-License-Identifier: Apache-2.0
// The sheet of a day, a week or a month: the shapes of GET /api/v1/reports/{kind}.

export const KINDS = ['daily', 'weekly', 'monthly'] as const;
export const FIGURES = [
  'demands_in',
  'matters_in',
  'demands_done',
  'matters_done',
  'demands_overdue',
  'matters_overdue',
  'unsigned',
] as const;

export type Figures = Record<(typeof FIGURES)[number], number>;

export interface ReportItem {
  num: string;
  street: string;
  class: string;
  days: number;
  /** Whether the reader may open it. */
  may_open: boolean;
}

export interface Report {
  kind: (typeof KINDS)[number];
  title: string;
  first_day: string;
  last_day: string;
  as_of: string;
  total: Figures;
  taken_over: number;
  streets: (Figures & { street: string })[];
  worst: ReportItem[];
  urgent_count: number;
  urgent: ReportItem[];
  text: string;
}

/** Who gets the sheets by mail: GET /api/v1/reports/receivers. */
export interface Receivers {
  mail_ready: boolean;
  send: string;
  to: string;
  /** The same with the names of the roles. */
  to_text: string;
  hour: number;
  workdays: boolean;
  receivers: { id: string; mail: string; added_by: string; added_at: string | null }[];
}
/** Whoever reads the sheets. */
export const REPORT_READERS = ['leader', 'supervisor', 'analyst', 'publisher'];
