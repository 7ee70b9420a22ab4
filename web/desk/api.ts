// SPDX-License-Identifier: Apache-2.0
// The desk's client and what it reads. Every shape here is the server's; see /api/v1/docs.
import { QueryClient } from '@tanstack/vue-query';
import { Client } from '@shared/api/client';
import { isProblem } from '@shared/api/problem';
import type { Option } from '@shared/form';
import { storedLang } from '@shared/i18n';
import { csrf, forget } from '@shared/session';

export const client = new Client({
  lang: storedLang,
  credentials: () => ({ csrf: csrf() }),
  onLoggedOut: forget,
});

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (times, e) => times < 2 && isProblem(e) && (e.unheard || e.status === 503),
    },
  },
});

export type Subject = 'demand' | 'matter' | 'task';
export const FOLDER: Record<Subject, string> = {
  demand: 'demands',
  matter: 'matters',
  task: 'tasks',
};

export interface WorkRow {
  subject: Subject;
  subject_text: string;
  num: string;
  title: string;
  state: string;
  state_text: string;
  part: string;
  lvl: string;
  lvl_text: string;
  class: string;
  class_text: string;
  track: string;
  track_text: string;
  place_text: string;
  due_at: string | null;
  overdue: boolean;
  born_at: string | null;
  changed_at: string | null;
  urgent: boolean;
  open: boolean;
  mine: boolean;
  /** Mine in the name of somebody who is away. */
  for_name?: string;
  round: number;
  /** How often somebody rang again. */
  urged?: number;
  /** How the citizen wishes to be known; not told to the unit complained about. */
  privacy?: string;
  privacy_text?: string;
  /** The beginning of the citizen's words, where they may stand in a list. */
  words?: string;
  words_more?: boolean;
}

export interface WorkPage {
  rows: WorkRow[];
  next: string | null;
  /** Sorted among the first 10,000 rows only: narrow. */
  capped: boolean;
  unit: string;
  /** By "part.subject.state". */
  counts: Record<string, number>;
}

export interface UnitOption extends Option {
  parent: string | null;
  lvl: string;
  lvl_text: string;
  kind: string;
  desks: string[];
}

export interface Choices {
  units: UnitOption[];
  [list: string]: Option[];
}

export interface Place {
  id: string;
  name: string;
  kind: string;
  has_children: boolean;
}

/** A place found by part of its name, with the way to it. */
export interface FoundPlace extends Place {
  label: string;
  path: string[];
}

export interface Acted {
  num: string;
  version: number;
  state: string;
  created?: string;
  code?: string;
}

/** Who the citizen is, and what the look changed: the demand, and own tasks that work has begun on. */
export interface Reached {
  name: string;
  phone: string;
  address: string;
  idno?: string;
  mail?: string;
  version: number;
  tasks: { num: string; version: number }[];
  /** Who else speaks for the group. */
  others: { name: string; phone: string }[];
}
