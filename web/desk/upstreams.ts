// SPDX-License-Identifier: Apache-2.0
// Upstreams: who hands orders down as tables, and what became of a table.
export type TableName = 'orders' | 'verdicts';

export interface UpstreamColumn {
  title: string;
  /** null: kept as it came. */
  field: string | null;
}

export interface UpstreamOrder {
  num: string;
  upstream_no: string;
  title: string;
  state: string;
  state_text: string;
  due_at: string | null;
  return_until_at: string | null;
  overdue: boolean;
}

export interface Upstream {
  code: string;
  kind: string;
  kind_text: string;
  label: string;
  open: number;
  overdue: number;
  orders: UpstreamOrder[];
  tables: Record<TableName | 'replies', UpstreamColumn[]>;
}

export interface TableResult {
  dry_run: boolean;
  rows: number;
  new: number;
  known: number;
  events: number;
  repeated: number;
  rejected: number;
  rejects: { row: number; column: string; number: string; reason: string }[];
  mapping: UpstreamColumn[];
}
