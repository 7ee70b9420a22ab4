// SPDX-License-Identifier: Apache-2.0
// Upstreams: who hands orders down as tables, and what became of a table.
export type TableName = 'orders' | 'verdicts';

export interface UpstreamColumn {
  title: string;
  /** null: kept as it came. */
  field: string | null;
}

/** Open demands that a petition item may be the same as; a person says which. */
export interface PetitionHints {
  rows: { num: string; title: string; state_text: string; reason_text: string }[];
  confidential: number;
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
  /** Of a petition system. */
  petition_hints?: PetitionHints;
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
  /** changed: the number alone is repeated; the row is noted as an addition. */
  repeats: { row: number; of: number; number: string; changed: boolean }[];
  /** num: empty when only looked at. */
  hints: { row: number; number: string; num: string; petition_hints: PetitionHints }[];
  mapping: UpstreamColumn[];
}
