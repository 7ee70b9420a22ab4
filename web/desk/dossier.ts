// SPDX-License-Identifier: Apache-2.0
// A dossier as the server tells it, and the forms of its actions.
import type { AnswerFinding } from './answers';
import type { Field, FieldType } from '@shared/form';
import type { Reached, Subject } from './api';
import type { BankCase } from './bank';
import type { BundleOf } from './bundle';
import type { NoticeRow } from './notices';
import type { PetitionHints } from './upstreams';

export interface Line {
  seq: number;
  action: string;
  action_text: string;
  from: string;
  to: string;
  to_text: string;
  occurred_at: string | null;
  recorded_at: string;
  actor: string;
  /** The absent officer for whom they acted. */
  actor_for?: string;
  role: string;
  role_text: string;
  unit: string;
  texts: Record<string, string>;
  /** Codes and counts beside the fields that changed. */
  note?: Record<string, unknown>;
}

export interface Clock {
  kind: string;
  kind_text: string;
  serial: number;
  started_at: string | null;
  due_at: string | null;
  stopped_at: string | null;
  paused_at: string | null;
  length: number;
  unit: string;
  unit_text: string;
  used: number;
  left: number;
  running: boolean;
  overdue: boolean;
  provisional: boolean;
  source: string;
}

/** The same with its reckoning, line by line (/clocks/{num}). */
export interface ExplainedClock extends Clock {
  lines: string[];
}

export interface Verdict {
  reached: string;
  solved: string;
  grade: string;
  solved_text: string;
  grade_text: string;
  source: string;
  source_text: string;
}

/** Demand–matter, seen from either side. */
export interface Link {
  title: string;
  state: string;
  state_text: string;
  round: number;
  answer: string;
  answer_final: boolean;
  answered_at: string | null;
  drawn: boolean;
  verdict: Verdict;
  /** From a demand: */
  matter?: string;
  matter_state_text?: string;
  owner?: string;
  /** From a matter: */
  demand?: string;
  words?: string;
  said_at?: string | null;
  head_count?: number;
  has_contact?: boolean;
  attachments?: Attachment[];
}

export interface TaskRow {
  num: string;
  version: number;
  role: string;
  role_text: string;
  state: string;
  state_text: string;
  unit_id: string;
  unit: string;
  officer: string;
  sent_at: string | null;
  signed_at: string | null;
  reported_at: string | null;
  agreed_at: string | null;
  result_text: string;
  extension_days: number;
  /** Of a whistled unit alone. */
  whistle_unit?: string;
  arrive_due_at?: string | null;
  arrived_at?: string | null;
  late?: boolean;
  aids: Aid[];
  appraisals: Appraisal[];
  /** By when the unit must report. */
  due_at: string | null;
  /** The newest last. */
  reports: Report[];
}

/** Somebody by name who helps the citizen along. */
export interface Aid {
  serial: number;
  kind: string;
  kind_text: string;
  name: string;
  words: string;
  named_at: string | null;
  done_at: string | null;
  done: string;
}

/** What one side of a whistle says of the other. */
export interface Appraisal {
  about: 'unit' | 'whistle';
  about_text: string;
  by: string;
  unit: string;
  came?: string;
  did: string;
  grade_text: string;
  reason: string;
  given_at: string | null;
}

/** Planned and done; amounts are decimal text, permille -1 = nothing planned. */
export interface Amount {
  measure: string;
  planned: string;
  done: string;
  permille: number;
}

export interface Works {
  rows: (Amount & {
    serial: number;
    stage: number;
    site: string;
    what: string;
    done_at: string | null;
  })[];
  totals: Amount[];
}

export interface Agreement {
  serial: number;
  unit: string;
  terms: string;
  signed_at: string | null;
  kept: string;
  kept_text: string;
  kept_at: string | null;
  finding: string;
  parties: { name: string; phone: string }[];
  attachments: Attachment[];
}

export interface Report {
  seq: number;
  words: string;
  actor: string;
  recorded_at: string;
  /** While the lead's report waits for its head or for review. */
  findings: AnswerFinding[];
  attachments: Attachment[];
}

export interface Stage {
  serial: number;
  kind: string;
  kind_text: string;
  words: string;
  unit: string;
  due_at: string | null;
  done_at: string | null;
  checked_at: string | null;
  outcome: string;
  /** A leader's instruction alone. */
  received_at?: string | null;
  answer?: string;
}

export interface Attachment {
  id: string;
  name: string;
  type: string;
  bytes: number;
  seq: number;
  picture: boolean;
}

export interface Person {
  privacy: string;
  privacy_text: string;
  known: boolean;
  may_contact: boolean;
  /** Who else speaks for the group. */
  others?: { name: string; phone: string }[];
  name?: string;
  phone?: string;
  address?: string;
  mail?: string;
}

export interface RawField extends Omit<Field, 'type'> {
  type: string;
}

export interface Action {
  name: string;
  label: string;
  method: string;
  href: string;
  to?: string;
  /** What is known before the act: the dispatch directory's proposal and its warnings. */
  notes?: { kind: 'info' | 'warning'; text: string }[];
  fields: RawField[];
}

interface MatterPart {
  labels: Record<string, string>;
  links: Link[];
  tasks: TaskRow[];
  stages: Stage[];
  /** Where quantities were planned. */
  works?: Works;
  agreements?: Agreement[];
  notices?: NoticeRow[];
  clocks: Clock[];
}

/** What an urgent demand raised, newest first. */
export interface DossierAlarm {
  kind_text: string;
  state_text: string;
  by_hand: boolean;
  raised_at: string | null;
  hits: { rule: string; rule_text: string; advice: string }[];
  area?: string;
  /** The demands that together are the alarm. */
  group?: string[];
  receivers: {
    name: string;
    rung: number;
    why: string;
    why_text: string;
    for: string;
    told_at: string | null;
    acked_at: string | null;
  }[];
}

export interface Dossier extends Partial<MatterPart> {
  /** Of a demand, or of the demands of a matter. */
  campaigns?: { code: string; name: string }[];
  /** Of a demand: the other side of a petition number. */
  petition?: string | null;
  petition_hints?: PetitionHints;
  /** Of a matter that waits for dispatch under a mechanism with a problem bank. */
  bank?: BankCase | null;
  /** Of a matter: the bundle it is handled in. */
  bundle?: (BundleOf & { may_see: boolean }) | null;
  subject: Subject;
  num: string;
  title: string;
  state: string;
  state_text: string;
  version: number;
  row?: Record<string, unknown>;
  /** Demand: */
  words?: string;
  proposal?: string;
  behalf_of?: string;
  address?: string;
  person?: Person;
  alarms?: DossierAlarm[];
  verdict?: Verdict;
  /** Task: */
  task?: TaskRow;
  matter?: Partial<MatterPart> & {
    num: string;
    title?: string;
    state: string;
    urged: number;
    clocks: Clock[];
  };
  clocks: Clock[];
  timeline: Line[];
  attachments: Attachment[];
  actions: Action[];
}

const TYPES: Record<string, FieldType> = {
  string: 'text',
  text: 'longtext',
  secret: 'secret',
  number: 'number',
  real: 'real',
  time: 'time',
  id: 'enum',
  bool: 'bool',
  enum: 'enum',
  list: 'list',
  files: 'files',
};

/** A limit is a day, an event is a moment; both are times to the server. */
const DAY = /^(due_at|signed_at|follow_at)$/;

export function fieldOf(raw: RawField): Field {
  let type: FieldType = TYPES[raw.type] ?? 'text';
  if (type === 'text' && (raw.options || raw.source)) type = 'enum';
  if (type === 'time' && DAY.test(raw.name)) type = 'date';
  return { ...raw, type };
}

export function fieldsOf(action: Action): Field[] {
  return action.fields.map(fieldOf);
}

/**
 * The order of buttons: what brings the matter on, then what keeps it, then what sends it away.
 * Names that are not listed stand in between in the server's order; this is taste, not knowledge.
 */
const FIRST = [
  'sign',
  'arrive',
  'screen-valid',
  'open-matter',
  'level',
  'dispatch',
  'report',
  'verify',
  'agree',
  'review-agree',
  'answer',
  'verdict',
  'close',
  'look-back',
  'explain',
];
const LAST = [
  'correct',
  'correct-person',
  'withdraw',
  'change-lead',
  'split',
  'level-again',
  'recall',
  'reopen',
  'end',
];

/** Taken in a panel of their own (SchemePanel). */
const PANELS = ['classify'];

export function inOrder(actions: readonly Action[]): Action[] {
  const rank = (a: Action) => {
    const first = FIRST.indexOf(a.name);
    return first >= 0 ? first - FIRST.length : LAST.indexOf(a.name) + 1;
  };
  return actions
    .filter((a) => !PANELS.includes(a.name))
    .map((action, i) => ({ action, i, rank: rank(action) }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .map((x) => x.action);
}

export function isMain(action: Action): boolean {
  return FIRST.includes(action.name);
}

/** The version of the page's own subject once the citizen was reached from it. */
export function versionAfter(d: Dossier, reached: Reached): number {
  if (d.subject === 'demand') return reached.version;
  return reached.tasks.find((task) => task.num === d.num)?.version ?? d.version;
}

/** The joined demands with their words: a task shows those of its matter. */
export function linksOf(d: Dossier): Link[] {
  return d.links ?? d.matter?.links ?? [];
}

/** "解决 · 满意 · 电话回访"; empty without a verdict. */
export function verdictText(v: Verdict): string {
  if (!v.solved && !v.grade) return '';
  return [v.solved && v.solved_text, v.grade && v.grade_text, v.source_text]
    .filter(Boolean)
    .join(' · ');
}
