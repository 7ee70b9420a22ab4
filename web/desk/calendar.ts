// SPDX-License-Identifier: Apache-2.0
/** Limits that another calendar moves, as POST /calendar tells them. */
export interface CalendarMoved {
  /** Days of the table that differ. */
  changed: number;
  moved_all: number;
  /** At most 200 of moved_all. */
  moved: { num: string; clock_text: string; before: string; after: string }[];
}
