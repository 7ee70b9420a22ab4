// SPDX-License-Identifier: Apache-2.0
// What keeps coming back, by place and class, as the server tells it, and what may be chosen.
import type { LocationQuery } from 'vue-router';

export const CHOICES = {
  days: ['30', '90', '180', '366'],
  places: ['', 'town'],
  classes: ['', 'own'],
} as const;
export type Chosen = Record<keyof typeof CHOICES, string>;
const USUAL: Chosen = { days: '90', places: '', classes: '' };

export interface RecurrenceRow {
  place: string;
  place_text: string;
  class: string;
  class_text: string;
  demands: number;
  before: number;
  /** Of the demands those that came after a matter of the same place and class was closed. */
  again: number;
  months: number;
  marked: boolean;
}
export interface Recurrence {
  unit_id: string;
  unit: string;
  from: string;
  to: string;
  before_from: string;
  before_to: string;
  times: number;
  after_days: number;
  /** So many rows there are; at most 200 are told. */
  all: number;
  /** The viewer may make a root problem of one. */
  may_make: boolean;
  rows: RecurrenceRow[];
}

/** What of a link is no choice is as if it were not said. */
export function chosenOf(query: LocationQuery): Chosen {
  const pick = (name: keyof typeof CHOICES): string => {
    const values: readonly string[] = CHOICES[name];
    const said = query[name];
    return typeof said === 'string' && values.includes(said) ? said : USUAL[name];
  };
  return { days: pick('days'), places: pick('places'), classes: pick('classes') };
}
