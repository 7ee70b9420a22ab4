// SPDX-License-Identifier: Apache-2.0
// What was typed into an action's form, kept while the tab lives: through another look at the
// list, another version of the dossier, a log-in in between and a page that is loaded again. It may
// hold names: logging out, another officer or closing the tab ends it.
import { FormKey } from '@shared/api/key';
import { isSame, type Model } from '@shared/form';
import { type SheetDraft, valuesOf } from './sheets';

export interface Draft {
  model: Model;
  /** How the form began: what differs was typed. */
  start: Model;
  key: FormKey;
  /** The table's draft that the form was filled from: it is filed through it. */
  sheet?: SheetDraft;
  /** When it was said: the same again when it is sent again under the same key. */
  at?: string;
}

const drafts = new Map<string, Draft>();
let owner = '';

export function draftOf(num: string, action: string, empty: () => Model): Draft {
  const id = `${num} ${action}`;
  let draft = drafts.get(id);
  if (!draft) {
    draft = { model: empty(), start: empty(), key: new FormKey() };
    drafts.set(id, draft);
  }
  return draft;
}

/** What came back in a table stands in the form as if it had been typed; what was typed before stays. */
export function fillFrom(sheet: SheetDraft, empty: () => Model): void {
  const draft = draftOf(sheet.task, sheet.action, empty);
  draft.model = { ...draft.model, ...valuesOf(sheet) };
  draft.sheet = sheet;
}

export function dropDraft(num: string, action: string): void {
  drafts.delete(`${num} ${action}`);
  keepDrafts();
}

/** Whether something was typed that is not sent yet. */
export function hasDraft(num: string, action: string): boolean {
  const draft = drafts.get(`${num} ${action}`);
  return draft !== undefined && isTyped(draft);
}

function isTyped({ model, start }: Draft): boolean {
  return Object.keys(model).some((name) => !isSame(model[name], start[name]));
}

export function dropAllDrafts(): void {
  drafts.clear();
  keepDrafts();
}

/* ---- through a page that is loaded again ---- */

const STORE = 'huiyin.drafts';
const SOON_MS = 500;
type Kept = Omit<Draft, 'key'> & { key: string };
let soon: number | undefined;

/** Now. Without a store, or with a full one, they stay in memory as ever. */
export function keepDrafts(): void {
  window.clearTimeout(soon);
  soon = undefined;
  const typed = [...drafts].filter(([, draft]) => isTyped(draft));
  try {
    if (!typed.length || !owner) return sessionStorage.removeItem(STORE);
    const kept = typed.map(([id, draft]) => [id, { ...draft, key: draft.key.value }]);
    sessionStorage.setItem(STORE, JSON.stringify({ owner, drafts: kept }));
  } catch {
    /* as said */
  }
}

/** Something was typed. */
export function keepDraftsSoon(): void {
  soon ??= window.setTimeout(keepDrafts, SOON_MS);
}

function keptOf(officer: string): [string, Kept][] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORE) ?? '{}') as {
      owner?: string;
      drafts?: [string, Kept][];
    };
    return kept.owner === officer ? (kept.drafts ?? []) : [];
  } catch {
    return [];
  }
}

/** Somebody else has logged in at this screen: the drafts are not theirs. */
export function claimDrafts(officer: string): void {
  if (owner === officer) return;
  if (owner) dropAllDrafts();
  for (const [id, kept] of keptOf(officer)) drafts.set(id, { ...kept, key: new FormKey(kept.key) });
  owner = officer;
  keepDrafts();
}
window.addEventListener('pagehide', keepDrafts);

/** How a chosen place was reached, so that a form that is opened again can show it. */
export const placePath = new Map<string, string[]>();
