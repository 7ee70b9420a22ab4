// SPDX-License-Identifier: Apache-2.0
// Visits at the door, written down where there may be no signal: kept on the telephone under the
// officer's own name until the server has them, each with keys of its own, so that what was sent and
// not answered is not entered twice.
import type { Client } from '@shared/api/client';
import { newKey } from '@shared/api/key';
import { isProblem } from '@shared/api/problem';

export type Outcome = 'met' | 'refused' | 'absent';
export const OUTCOMES: readonly Outcome[] = ['met', 'refused', 'absent'];

export interface VisitRow {
  id: string;
  version: number;
  place: string;
  visited_at: string;
  outcome: Outcome;
  outcome_text: string;
  officers: number;
  volunteers: number;
  demands: number;
  mine: boolean;
  address: string;
}

/** What a table of visits would bring, or brought: POST /visits/file. */
export interface TableLooked {
  dry_run: boolean;
  rows: number;
  new: number;
  demands: number;
  known: number;
  repeated: number;
  refused: number;
  faults: { row: number; column: string; reason: string }[];
  faults_all: number;
}

/** What is fetched while there is a signal: GET /visits/places. */
export interface Ground {
  now: string;
  campaigns: { code: string; name: string }[];
  places: { id: string; label: string }[];
  more: boolean;
}

export interface DoorDemand {
  key: string;
  words: string;
  privacy: string;
  name: string;
  phone: string;
  /** Its number, once the server has it. */
  num: string;
}

export interface DoorVisit {
  key: string;
  campaign: string;
  place_id: string;
  place: string;
  address: string;
  outcome: Outcome | '';
  volunteers: number;
  visited_at: string;
  demands: DoorDemand[];
  /** Its id, once the server has it. */
  id: string;
  /** Why the server refused it: it waits for somebody to mend it. */
  fault: string;
}

/** On this telephone, for one officer. */
export interface Kept {
  unsent: DoorVisit[];
  /** At the door now. */
  door: DoorVisit | null;
  ground: Ground | null;
  /** The server's clock less this one's, in ms. */
  ahead: number;
}

const NAME = 'huiyin.visits.';

export function keptFor(officer: string, store: Storage = localStorage): Kept {
  const empty: Kept = { unsent: [], door: null, ground: null, ahead: 0 };
  try {
    return { ...empty, ...(JSON.parse(store.getItem(NAME + officer) ?? '{}') as Partial<Kept>) };
  } catch {
    return empty; // nothing that this page wrote
  }
}

/** False when the telephone has no room: what is typed must not be lost silently. */
export function keep(officer: string, kept: Kept, store: Storage = localStorage): boolean {
  try {
    store.setItem(NAME + officer, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function newDoor(like?: Partial<DoorVisit>): DoorVisit {
  return {
    campaign: '',
    place_id: '',
    place: '',
    address: '',
    volunteers: 0,
    ...like,
    key: newKey(),
    outcome: '',
    visited_at: '',
    demands: [],
    id: '',
    fault: '',
  };
}

export function newDoorDemand(): DoorDemand {
  return { key: newKey(), words: '', privacy: 'named', name: '', phone: '', num: '' };
}

/** Mended after a refusal: another body needs other keys, for what the server has not yet. */
export function renewed(v: DoorVisit): DoorVisit {
  return {
    ...v,
    key: v.id ? v.key : newKey(),
    fault: '',
    demands: v.demands.map((d) => (d.num ? d : { ...d, key: newKey() })),
  };
}

function visitBody(v: DoorVisit): Record<string, unknown> {
  return {
    campaign: v.campaign,
    ref: v.key,
    place_id: v.place_id,
    outcome: v.outcome,
    visited_at: v.visited_at,
    ...(v.address.trim() && { address: v.address.trim() }),
    ...(v.volunteers && { volunteers: v.volunteers }),
  };
}

function demandBody(v: DoorVisit, d: DoorDemand): Record<string, unknown> {
  return {
    words: d.words.trim(),
    visit: v.id,
    channel: 'visit',
    privacy: d.privacy,
    read_back: 'agreed',
    ...(d.privacy !== 'anonymous' && d.name.trim() && { name: d.name.trim() }),
    ...(d.privacy !== 'anonymous' && d.phone.trim() && { phone: d.phone.trim() }),
    ...(v.address.trim() && { address: v.address.trim() }),
  };
}

/**
 * One visit and what was said on it; `saved` after each answer. Throws what the server or the line
 * says; what went through before stays marked.
 */
export async function sendVisit(
  client: Pick<Client, 'post'>,
  v: DoorVisit,
  saved: () => void,
): Promise<void> {
  if (!v.id) {
    const answer = await client.post<{ visits: { id: string }[] }>('/visits', visitBody(v), {
      key: v.key,
    });
    v.id = answer.visits[0]?.id ?? '';
    saved();
  }
  for (const d of v.demands) {
    if (d.num) continue;
    d.num = (await client.post<{ num: string }>('/demands', demandBody(v, d), { key: d.key })).num;
    saved();
  }
}

/** It waits for the line or for a log-in, not for somebody to mend it. */
export function waits(e: unknown): boolean {
  return isProblem(e) && (e.unheard || e.loggedOut || e.status === 429 || e.status >= 500);
}
