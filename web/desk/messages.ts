// SPDX-License-Identifier: Apache-2.0
// Messages that leave the program, for the administrator: how they fare and what they say.
import type { Option } from '@shared/form';

export interface MessageRow {
  id: string;
  channel: string;
  text: string;
  to: string;
  tries: number;
  created_at: string;
  next_at: string;
  sent_at?: string;
  problem: string;
}

export interface Messages {
  waiting: number;
  dead: number;
  held: number;
  oldest_at?: string;
  state: string;
  states: Option[];
  rows: MessageRow[];
}

export interface MessageVersion {
  version: number;
  /** Empty, like the text: as shipped again. */
  subject: string;
  text: string;
  reason: string;
  by: string;
  at: string;
}

export interface MessageText {
  name: string;
  text: string;
  citizen: boolean;
  shipped: { subject: string; text: string };
  versions: MessageVersion[];
  version: number;
  own: boolean;
  subject_now: string;
  text_now: string;
}

/** As it will be read; the number is made up. */
export const example = (text: string, said: string) =>
  text.replaceAll('{num}', '999999202601010000015').replaceAll('{text}', said);
