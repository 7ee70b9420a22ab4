// SPDX-License-Identifier: Apache-2.0
// What was typed into an action's form, kept while the page lives: through another look at the
// list, another version of the dossier, and a log-in in between. In memory only: it may hold names.
import { FormKey } from '@shared/api/key';
import type { Model } from '@shared/form';

export interface Draft {
  model: Model;
  key: FormKey;
}

const drafts = new Map<string, Draft>();

export function draftOf(num: string, action: string, empty: () => Model): Draft {
  const id = `${num} ${action}`;
  let draft = drafts.get(id);
  if (!draft) drafts.set(id, (draft = { model: empty(), key: new FormKey() }));
  return draft;
}

export function dropDraft(num: string, action: string): void {
  drafts.delete(`${num} ${action}`);
}

export function hasDraft(num: string, action: string): boolean {
  return drafts.has(`${num} ${action}`);
}

export function dropAllDrafts(): void {
  drafts.clear();
}

/** How a chosen place was reached, so that a form that is opened again can show it. */
export const placePath = new Map<string, string[]>();
