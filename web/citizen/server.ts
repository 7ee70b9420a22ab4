// SPDX-License-Identifier: Apache-2.0
// What these pages ask the server, and the register they belong to.
import { reactive, readonly } from 'vue';
import { Client } from '@shared/api/client';
import { newKey } from '@shared/api/key';
import { isProblem } from '@shared/api/problem';
import type { Option } from '@shared/form';
import { type Going, type PiecesOptions, sendInPieces } from '@shared/pieces';
import type { RawField } from './logic/actions';
import type { Post } from './logic/sending';
import { settings } from './settings';
import { t } from './words';

export interface Register {
  name: string;
  site_name: string;
  kind: 'live' | 'demo' | 'practice';
  root_place: string;
  hotline: string;
  record_number: string;
  /** The place shows totals to everybody. */
  figures: boolean;
  appeal_days: number;
  rate_days: number;
  limits: { words: number; attachments: number; image_bytes: number; file_bytes: number };
  channels: Option[];
  kinds: Option[];
  classes: Option[];
}

/** GET /public/figures; n null: fewer than least. */
export interface Figures {
  at: string;
  least: number;
  figures: {
    name: string;
    text: string;
    n?: number | null;
    parts?: { name: string; text: string; n: number | null }[];
  }[];
}

export interface Place {
  id: string;
  name: string;
  kind: string;
  has_children: boolean;
}

export interface Step {
  at: string;
  /** Which step of the flow it was; `text` says it in plain words. */
  action: string;
  text: string;
  who: string;
  words: string;
}

export interface Current {
  state: string;
  text: string;
  who: string;
  until: string | null;
  used?: number;
  /** Negative: past the limit by so many. */
  left?: number;
  unit?: string;
  /** This limit is over, or that of the present step. */
  overdue: boolean;
  /** Next year's holidays are not published yet: the day may still move. */
  provisional?: boolean;
}

export interface Action {
  name: string;
  label: string;
  method: string;
  href: string;
  fields: RawField[];
}

/** A photo or file that came with a step: the citizen's own, or one meant for them. */
export interface Shown {
  id: string;
  name: string;
  type: string;
  bytes: number;
  picture: boolean;
  /** Which of the demand's steps. */
  step: number;
}

/** Planned and done; amounts are decimal text, permille -1 = nothing planned. */
export interface Amount {
  measure: string;
  planned: string;
  done: string;
  permille: number;
}

export interface Demand {
  num: string;
  version: number;
  words: string;
  place: string;
  state: string;
  redirect_to: string;
  current: Current;
  /** Of a long matter: how far its works are. */
  works?: { rows: (Amount & { serial: number; site: string; what: string })[]; totals: Amount[] };
  steps: Step[];
  attachments: Shown[];
  actions: Action[];
}

export const client = new Client({ lang: () => settings.lang });

const state = reactive<{ register: Register | null; fault: unknown }>({
  register: null,
  fault: null,
});
export const known = readonly(state) as Readonly<typeof state>;

export async function loadRegister(): Promise<void> {
  try {
    state.register = await client.get<Register>('/public/place');
    state.fault = null;
  } catch (e) {
    state.fault = e;
  }
}

/** The name that the place gives itself. */
export function siteName(): string {
  return state.register?.site_name || state.register?.name || t('app');
}

/** One sentence for what went wrong; the server's own wins, because it knows more. */
export function sentence(e: unknown): string {
  if (!isProblem(e) || e.status >= 500) return t('broken');
  if (e.unheard) return t('offline');
  return e.message === e.code ? t('broken') : e.message;
}

const below: Record<string, Place[]> = {};

/** Asked once per visit and parent. */
export async function placesBelow(parent: string): Promise<Place[]> {
  const had = below[parent];
  if (had) return had;
  const query = parent ? { parent } : {};
  const { places } = await client.get<{ places: Place[] }>('/public/places', { query });
  below[parent] = places;
  return places;
}

/** POST /public/similar: what is open nearby, as far as anybody may know of it. */
export interface Near {
  class: string;
  class_text: string;
  place: string;
  state: 'valid' | 'in_matter';
  age_text: string;
}

export async function nearBy(words: string, place_id: string, klass: string): Promise<Near[]> {
  const body = { words, place_id, ...(klass && { class: klass }) };
  return (await client.post<{ rows: Near[] }>('/public/similar', body)).rows;
}

/** GET /public/responsible: the nearest unit first. */
export interface Responsible {
  place: string;
  units: { level: string; level_text: string; name: string }[];
}

export async function responsibleFor(place: string): Promise<Responsible> {
  return client.get<Responsible>('/public/responsible', { query: { place } });
}

/** GET /public/answers, the newest first; next null: no more. */
export interface Answers {
  rows: {
    id: string;
    question: string;
    answer: string;
    class_text: string;
    place_text: string;
    month: string;
  }[];
  next: string | null;
}

/** Empty: all. */
export interface AnswersAsked {
  q: string;
  class: string;
  place: string;
}

export async function publishedAnswers(asked: AnswersAsked, before: string): Promise<Answers> {
  return client.get<Answers>('/public/answers', { query: { ...asked, before } });
}

let drawn: Promise<unknown> | null = null;

/** Where a scanned poster hangs, or what a call asks for; not live: withdrawn, over, not begun. */
export interface Poster {
  live: boolean;
  kind: 'poster' | 'call';
  place?: { id: string; name: string }[];
  name?: string;
  note?: string;
}

export async function readPoster(code: string): Promise<Poster> {
  return client.get<Poster>(`/public/posters/${encodeURIComponent(code)}`);
}

/** GET /public/calls: topics on which demands are called for now. */
export interface Call {
  code: string;
  name: string;
  note: string;
  who: string;
  place: string;
  until: string;
}

export async function runningCalls(): Promise<Call[]> {
  return (await client.get<{ calls: Call[] }>('/public/calls')).calls;
}

/** Once per visit; a failed try is no answer. */
export function outlines(): Promise<unknown> {
  drawn ??= client.get<unknown>('/public/outlines').catch((e: unknown) => {
    drawn = null;
    throw e;
  });
  return drawn;
}

/** From the county down to the smallest area around the point; empty outside of the register. */
export async function locate(lon: number, lat: number, crs: string): Promise<Place[]> {
  try {
    const found = await client.get<{ path: Place[] }>('/public/locate', {
      query: { lon, lat, crs },
    });
    return found.path;
  } catch (e) {
    if (isProblem(e) && e.status === 404) return [];
    throw e;
  }
}

export const postDemand: Post = async (body, key) => {
  try {
    const json = await client.post<unknown>('/demands', JSON.parse(body), { key });
    return { status: 201, json };
  } catch (e) {
    if (!isProblem(e) || e.unheard) throw e;
    const { status, code, field, message } = e;
    return { status, json: { code, field, detail: message } };
  }
};

/** What it says while it goes; the rest is known here. */
type Told = Pick<PiecesOptions, 'url' | 'onUrl' | 'onPart' | 'onWaiting'>;

export function upload(file: Blob, name: string, told: Told): Going {
  const endpoint = client.url('/uploads');
  return sendInPieces(file, { endpoint, name, lang: settings.lang, ...told });
}

export { newKey };

/** The version stands in the answer and in its ETag; the body wins. */
export async function readDemand(num: string, code: string): Promise<Demand> {
  const own = new Client({ lang: () => settings.lang, credentials: () => ({ code }) });
  const { data, version } = await own.call<Demand>('GET', `/public/demands/${num}`);
  return { ...data, version: data.version ?? version };
}

/** With the code in a header: the address alone opens nothing. */
export async function readFile(num: string, code: string, id: string): Promise<Blob> {
  const own = new Client({ lang: () => settings.lang, credentials: () => ({ code }) });
  return own.get<Blob>(`/public/demands/${num}/attachments/${id}`);
}

export async function actOn(
  action: Action,
  code: string,
  body: unknown,
  version: number,
  key: string,
): Promise<void> {
  const own = new Client({ lang: () => settings.lang, credentials: () => ({ code }) });
  await own.post(action.href, body, { version, key });
}
