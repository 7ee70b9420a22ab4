// SPDX-License-Identifier: Apache-2.0
// What was typed into an action's form, kept while the page lives: through another look at the
// list, another version of the dossier, and a log-in in between. In memory only: it may hold names.
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
}

/** Whether something was typed that is not sent yet. */
export function hasDraft(num: string, action: string): boolean {
  const draft = drafts.get(`${num} ${action}`);
  if (!draft) return false;
  const { model, start } = draft;
  return Object.keys(model).some((name) => !isSame(model[name], start[name]));
}

export function dropAllDrafts(): void {
  drafts.clear();
}

/** Somebody else has logged in at this screen: the drafts are not theirs. */
export function claimDrafts(officer: string): void {
  if (owner && owner !== officer) dropAllDrafts();
  owner = officer;
}

/** How a chosen place was reached, so that a form that is opened again can show it. */
export const placePath = new Map<string, string[]>();
