// SPDX-License-Identifier: Apache-2.0
// Many rows of the work list, one act: one form, and each row is sent on its own with its own
// version and key. What was sent and not answered is sent again as it was, under the same key.
import { computed, reactive, ref, shallowRef } from 'vue';
import { isProblem } from '@shared/api/problem';
import { newKey } from '@shared/api/key';
import {
  bodyOf,
  emptyModel,
  type Fault,
  faultsOf,
  type Field,
  isSame,
  keepTyped,
  type Model,
} from '@shared/form';
import { problemText } from '@shared/problem_text';
import { client, FOLDER, type Subject } from './api';
import { type Action, type Dossier, fieldsOf, inOrder } from './dossier';

export const MOST = 50;
const AT_ONCE = 4;

/** The acts that one form can mean for many; an answer, a report or a closing is for each alone. */
const TOGETHER = [
  'sign',
  'screen-valid',
  'screen-invalid',
  'open-matter',
  'level',
  'level-up',
  'dispatch',
  'urge',
  'progress',
  'note',
  'tag',
  'urgent-acknowledge',
  'instruction-receive',
  'supervise',
];

export interface Picked {
  subject: Subject;
  num: string;
}
export type Outcome = 'done' | 'refused' | 'changed' | 'unheard' | 'unsent';
export interface Result extends Picked {
  outcome: Outcome;
  why: string;
}
interface Ready extends Picked {
  dossier: Dossier;
  action: Action;
}
interface Sent {
  href: string;
  body: unknown;
  version: number;
  key: string;
}
type T = (key: string, values?: Record<string, unknown>) => string;

export const rowKey = (r: Picked) => `${r.subject} ${r.num}`;

/** What must be the same in every form; what is known of one dossier alone is not. */
function shapeOf(d: Dossier, action: Action): string {
  const fields = fieldsOf(action).map((f) => [
    f.name,
    f.type,
    f.label,
    f.required,
    f.min,
    f.max,
    f.source === 'officers' ? [f.source, d.task?.unit_id] : f.source,
    f.by,
    f.options?.map((o) => [o.value, o.of]),
  ]);
  return JSON.stringify(fields);
}

const alone = (f: Field) =>
  f.type === 'secret' || (f.type === 'files' && f.required) || f.options?.some((o) => o.sets);

/** The acts that all of them offer with the same form. */
export function commonActs(all: readonly Dossier[]): Action[] {
  const [first, ...others] = all;
  if (!first) return [];
  return inOrder(first.actions).filter((a) => {
    if (!TOGETHER.includes(a.name) || fieldsOf(a).some(alone)) return false;
    const shape = shapeOf(first, a);
    return others.every((d) => {
      const same = d.actions.find((x) => x.name === a.name);
      return same && shapeOf(d, same) === shape;
    });
  });
}

/** One form for all: it begins with what is known of all alike. Files go with one dossier only. */
export function commonFields(forms: readonly Field[][]): Field[] {
  return (forms[0] ?? [])
    .filter((f) => f.type !== 'files')
    .map((f) => {
      const { value, path, ...rest } = f;
      delete rest.suggestions;
      const same = forms.every((g) => isSame(g.find((x) => x.name === f.name)?.value, value));
      if (!same || value === undefined) return rest;
      return path ? { ...rest, value, path } : { ...rest, value };
    });
}

async function eachOf<A>(all: readonly A[], run: (one: A) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await run(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** No answer, or none that says whether it was done: what comes after it is not sent. */
const stops = (e: unknown) =>
  !isProblem(e) || e.unheard || e.loggedOut || e.status === 429 || e.status >= 500;

export function useMany(t: T) {
  const picked = reactive(new Map<string, Picked>());
  const last = ref('');
  const phase = ref<'pick' | 'reading' | 'choose' | 'sending' | 'told'>('pick');
  const acts = shallowRef<Action[]>([]);
  const act = shallowRef<Action>();
  const fields = shallowRef<Field[]>([]);
  const model = ref<Model>({});
  const faults = ref<Record<string, Fault>>({});
  const results = ref<Result[]>([]);
  const read = shallowRef(new Map<string, Dossier>());
  const sent = new Map<string, Sent>();
  let start: Model = {};
  let halt = false;

  const busy = computed(() => phase.value === 'reading' || phase.value === 'sending');
  const full = computed(() => picked.size > MOST);
  const again = () => {
    acts.value = [];
    act.value = undefined;
    phase.value = results.value.length ? 'told' : 'pick';
  };

  function set(r: Picked, on: boolean) {
    if (on) picked.set(rowKey(r), { subject: r.subject, num: r.num });
    else picked.delete(rowKey(r));
  }
  /** With `range` all from the row before last to this one become as this one. */
  function toggle(r: Picked, rows: readonly Picked[], range = false) {
    if (busy.value) return;
    const on = !picked.has(rowKey(r));
    const from = rows.findIndex((x) => rowKey(x) === last.value);
    const to = rows.findIndex((x) => rowKey(x) === rowKey(r));
    if (range && from >= 0)
      for (const x of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) set(x, on);
    else set(r, on);
    last.value = rowKey(r);
    again();
  }
  function all(rows: readonly Picked[], on: boolean) {
    if (busy.value) return;
    for (const r of rows) set(r, on);
    again();
  }
  function clear() {
    if (busy.value) return;
    picked.clear();
    results.value = [];
    again();
  }

  /** The dossiers as they are now; those that cannot be read say why. */
  async function look(): Promise<Result[]> {
    const found = new Map<string, Dossier>();
    const lost: Result[] = [];
    await eachOf([...picked.values()], async (r) => {
      try {
        const path = `/${FOLDER[r.subject]}/${encodeURIComponent(r.num)}`;
        found.set(rowKey(r), await client.get<Dossier>(path));
      } catch (e) {
        const outcome = stops(e) ? 'unsent' : 'changed';
        lost.push({ ...r, outcome, why: problemText(e, t) });
      }
    });
    read.value = found;
    return lost;
  }

  async function choose() {
    if (busy.value || !picked.size || full.value) return;
    results.value = [];
    again();
    phase.value = 'reading';
    const lost = await look();
    if (lost.length) {
      results.value = lost;
      phase.value = 'told';
      return;
    }
    acts.value = commonActs([...read.value.values()]);
    phase.value = 'choose';
  }

  const formOf = (r: Picked) => {
    const dossier = read.value.get(rowKey(r));
    const action = dossier?.actions.find((a) => a.name === act.value?.name);
    return dossier && action ? { ...r, dossier, action } : undefined;
  };

  function take(action: Action) {
    act.value = action;
    const forms = [...picked.values()].flatMap((r) => formOf(r) ?? []);
    fields.value = commonFields(forms.map((r) => fieldsOf(r.action)));
    start = emptyModel(fields.value);
    model.value = { ...start };
    faults.value = {};
  }

  /** Its own form: what was typed for all, and what was not touched as it is known of this one. */
  function bodyFor({ action }: Ready) {
    const own = fieldsOf(action);
    const filled = keepTyped(own, model.value, start);
    return { faults: faultsOf(own, filled), body: own.length ? bodyOf(own, filled) : undefined };
  }

  async function send() {
    if (busy.value || !act.value) return;
    const ready = [...picked.values()].flatMap((r) => formOf(r) ?? []);
    faults.value = Object.assign({}, ...ready.map((r) => bodyFor(r).faults)) as typeof faults.value;
    if (Object.keys(faults.value).length) return;
    results.value = [];
    await sendEach(ready.map((r) => [r, sentFor(r)]));
  }

  async function sendEach(ready: readonly [Picked, Sent][]) {
    phase.value = 'sending';
    halt = false;
    for (const [r, now] of ready) {
      if (halt) tell(r, 'unsent', '');
      else await sendOne(r, now);
    }
    phase.value = 'told';
  }

  function tell({ subject, num }: Picked, outcome: Outcome, why: string) {
    results.value = [...results.value, { subject, num, outcome, why }];
    if (outcome === 'done') picked.delete(rowKey({ subject, num }));
  }

  const sentKey = (r: Picked) => `${rowKey(r)} ${act.value?.name}`;

  /** Other words after one without an answer have its version: of the two only one can be done. */
  function sentFor(r: Ready): Sent {
    const { body } = bodyFor(r);
    const kept = sent.get(sentKey(r));
    if (kept && JSON.stringify(kept.body) === JSON.stringify(body)) return kept;
    const version = kept?.version ?? r.dossier.version;
    return { href: r.action.href, body, version, key: newKey() };
  }

  async function sendOne(r: Picked, now: Sent) {
    sent.set(sentKey(r), now);
    try {
      await client.post(now.href, now.body, { version: now.version, key: now.key });
      sent.delete(sentKey(r));
      tell(r, 'done', '');
    } catch (e) {
      const why = problemText(e, t);
      halt ||= stops(e);
      if (stops(e)) return tell(r, 'unheard', why);
      sent.delete(sentKey(r));
      const changed = isProblem(e) && (e.stale || e.conflict || e.status === 404);
      tell(r, changed ? 'changed' : 'refused', why);
    }
  }

  /** What did not succeed, as it is now; what had no answer is sent as it was. */
  async function retry() {
    if (busy.value || !picked.size) return;
    if (!act.value) return choose();
    phase.value = 'reading';
    const lost = await look();
    results.value = lost.filter((r) => !sent.has(sentKey(r)));
    const ready: [Picked, Sent][] = [];
    for (const r of picked.values()) {
      const kept = sent.get(sentKey(r));
      const form = formOf(r);
      const state = read.value.get(rowKey(r))?.state_text;
      if (kept) ready.push([r, kept]);
      else if (form) ready.push([r, sentFor(form)]);
      else if (state) tell(r, 'changed', t('many.no_more', { state }));
    }
    await sendEach(ready);
  }

  const unit = computed(() => [...read.value.values()][0]?.task?.unit_id);
  const stop = () => (halt = true);
  const failed = computed(() => results.value.filter((r) => r.outcome !== 'done').length);
  const notes = computed(() =>
    [...picked.values()].flatMap((r) =>
      (formOf(r)?.action.notes ?? []).map((n) => ({ num: r.num, ...n })),
    ),
  );

  return {
    picked, phase, busy, full, acts, act, fields, model, faults, results, failed, notes, unit,
    toggle, all, clear, choose, take, send, retry, stop, again,
  }; // prettier-ignore
}
export type Many = ReturnType<typeof useMany>;
