// SPDX-License-Identifier: Apache-2.0
// The officer behind the browser, for desk and field.
import { reactive, readonly } from 'vue';
import type { Client } from './api/client';
import { isProblem } from './api/problem';

/** A named work list of one of my units. */
export interface ListCount {
  unit_id: string;
  list: string;
  text: string;
  n: number;
  /** There are more than were counted. */
  more: boolean;
}

export interface Me {
  csrf: string;
  must_change: boolean;
  expires_at?: string;
  officer: { id: string; login: string; name: string; unit_id: string; unit: string };
  grants: { unit_id: string; unit: string; role: string; role_text: string }[];
  lists: ListCount[];
  register: { jid: number; name: string; kind: string; now: string };
}

interface State {
  me: Me | null;
  known: boolean;
}

const state = reactive<State>({ me: null, known: false });
export const session = readonly(state) as Readonly<State>;

export function csrf(): string | undefined {
  return state.me?.csrf;
}

export function forget(): void {
  state.me = null;
  state.known = true;
}

/** Asks once who is logged in; nobody is an answer, not a fault. */
export async function findMe(client: Client, again = false): Promise<Me | null> {
  if (state.known && !again) return state.me;
  try {
    state.me = await client.get<Me>('/me');
  } catch (e) {
    if (!isProblem(e) || !e.loggedOut) throw e;
    state.me = null;
  }
  state.known = true;
  return state.me;
}

export async function logIn(client: Client, login: string, password: string): Promise<Me> {
  await client.post('/login', { login, password });
  const me = await findMe(client, true);
  if (!me) throw new Error('logged in, but the session cookie was not kept');
  return me;
}

export async function logOut(client: Client): Promise<void> {
  await client.post('/logout');
  forget();
}

export async function changePassword(client: Client, old: string, fresh: string): Promise<void> {
  await client.post('/me/password', { old_password: old, new_password: fresh });
  await findMe(client, true);
}

export function hasRole(...roles: string[]): boolean {
  return state.me?.grants.some((g) => roles.includes(g.role)) ?? false;
}
