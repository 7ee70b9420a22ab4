// SPDX-License-Identifier: Apache-2.0
// What the citizen has written so far. It is kept on this telephone until it is sent or thrown
// away, so that a call or an empty battery loses nothing.

import type { Word } from '../words';

export type Privacy = 'named' | 'confidential' | 'anonymous';
export type Notify = '' | 'sms' | 'mail';
export type Crs = 'CGCS2000' | 'GCJ-02';

export interface PlaceStep {
  id: string;
  name: string;
}

export interface Photo {
  /** The server's "id:token"; empty while it is on its way. */
  ref: string;
  name: string;
  /** A small data URL, so that it is still seen after the page was closed. */
  thumb: string;
}

export interface Draft {
  words: string;
  place: PlaceStep[];
  lon: number | null;
  lat: number | null;
  crs: Crs | '';
  address: string;
  photos: Photo[];
  /** Those that have not arrived, by the key under which logic/kept.ts has them. */
  unsent: string[];
  privacy: Privacy | '';
  name: string;
  phone: string;
  mail: string;
  notify: Notify;
  title: string;
  class: string;
  kind: string;
  head_count: string;
  on_behalf: boolean;
  behalf_of: string;
  proposal: string;
  /** How the citizen came here: "qr" from a scanned code, else the web form. */
  channel: string;
  /** The code of the poster that was scanned, and what stands on it beside the place. */
  poster: string;
  poster_at: string;
  /** It is a call for demands: its topic and what is wanted; the place is the citizen's to say. */
  call: string;
  call_note: string;
}

export const WORDS_MAX = 10000;
export const STEPS = ['words', 'place', 'photos', 'privacy', 'notify', 'review'] as const;
export type Step = (typeof STEPS)[number];

export function emptyDraft(): Draft {
  return {
    words: '',
    place: [],
    lon: null,
    lat: null,
    crs: '',
    address: '',
    photos: [],
    unsent: [],
    privacy: '',
    name: '',
    phone: '',
    mail: '',
    notify: '',
    title: '',
    class: '',
    kind: '',
    head_count: '',
    on_behalf: false,
    behalf_of: '',
    proposal: '',
    channel: '',
    poster: '',
    poster_at: '',
    call: '',
    call_note: '',
  };
}

/** An anonymous citizen cannot be told, so that question is left out. */
export function stepsOf(draft: Draft): Step[] {
  return STEPS.filter((step) => step !== 'notify' || draft.privacy !== 'anonymous');
}

export function nextStep(draft: Draft, step: Step): Step {
  const steps = stepsOf(draft);
  return steps[Math.min(steps.indexOf(step) + 1, steps.length - 1)] ?? 'review';
}

export interface Fault {
  /** Name of the field, as in the API. */
  field: string;
  /** Key of the sentence in the catalogue. */
  word: Word;
}

const PHONE = /^\+?[0-9][0-9 ()-]{4,18}[0-9]$/;
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function contactFaults(draft: Draft): Fault[] {
  const out: Fault[] = [];
  if (draft.phone.trim() && !PHONE.test(draft.phone.normalize('NFKC').trim()))
    out.push({ field: 'phone', word: 'fault_phone' });
  if (draft.mail.trim() && !MAIL.test(draft.mail.normalize('NFKC').trim()))
    out.push({ field: 'mail', word: 'fault_mail' });
  return out;
}

function headFaults(draft: Draft): Fault[] {
  const typed = draft.head_count.normalize('NFKC').trim();
  const fine = typed === '' || (/^[0-9]{1,7}$/.test(typed) && +typed >= 1 && +typed <= 1000000);
  return fine ? [] : [{ field: 'head_count', word: 'fault_head_count' }];
}

function notifyFaults(draft: Draft): Fault[] {
  if (draft.privacy === 'anonymous') return [];
  if (draft.notify === 'sms' && !draft.phone.trim()) return [{ field: 'phone', word: 'fault_sms' }];
  if (draft.notify === 'mail' && !draft.mail.trim())
    return [{ field: 'mail', word: 'fault_mail_needed' }];
  return contactFaults(draft);
}

function privacyFaults(draft: Draft): Fault[] {
  if (!draft.privacy) return [{ field: 'privacy', word: 'fault_privacy' }];
  if (draft.privacy === 'anonymous') return [];
  if (!draft.name.trim() && !draft.phone.trim() && !draft.mail.trim())
    return [{ field: 'name', word: 'fault_contact' }];
  return contactFaults(draft);
}

/** What keeps the citizen from going on from this question. */
export function stepFaults(draft: Draft, step: Step | 'more'): Fault[] {
  switch (step) {
    case 'words': {
      const length = [...draft.words.trim()].length;
      if (length < 2) return [{ field: 'words', word: 'fault_words' }];
      return length > WORDS_MAX ? [{ field: 'words', word: 'fault_words_long' }] : [];
    }
    case 'privacy':
      return privacyFaults(draft);
    case 'notify':
      return notifyFaults(draft);
    case 'more':
      return headFaults(draft);
    default:
      return [];
  }
}

/** The first question that still lacks something, for somebody who opens the review by its link. */
export function firstFaulty(draft: Draft): Step | 'more' | null {
  for (const step of [...stepsOf(draft), 'more' as const])
    if (stepFaults(draft, step).length) return step;
  return null;
}

/** Which question a field of the API belongs to. */
export function stepOfField(field: string): Step | 'more' {
  if (field === 'words') return 'words';
  if (['place_id', 'lon', 'lat', 'crs', 'address'].includes(field)) return 'place';
  if (field === 'attachments') return 'photos';
  if (['privacy', 'name'].includes(field)) return 'privacy';
  if (['phone', 'mail', 'notify'].includes(field)) return 'notify';
  return 'more';
}

function contactOf(draft: Draft): Record<string, unknown> {
  if (draft.privacy === 'anonymous') return {};
  return {
    name: draft.name.trim(),
    phone: draft.phone.normalize('NFKC').trim(),
    mail: draft.mail.normalize('NFKC').trim(),
    notify: draft.notify,
  };
}

function pointOf(draft: Draft): Record<string, unknown> {
  if (draft.lon === null || draft.lat === null || !draft.crs) return {};
  return { lon: draft.lon, lat: draft.lat, crs: draft.crs };
}

/** POST /demands. Empty answers are left out: the server refuses nothing that was not said. */
export function toBody(draft: Draft): Record<string, unknown> {
  const head = Number(draft.head_count.normalize('NFKC').trim());
  const all: Record<string, unknown> = {
    words: draft.words.trim(),
    title: draft.title.trim(),
    place_id: draft.place[draft.place.length - 1]?.id ?? '',
    ...pointOf(draft),
    address: draft.address.trim(),
    privacy: draft.privacy,
    ...contactOf(draft),
    class: draft.class,
    kind: draft.kind,
    channel: draft.channel,
    poster: draft.poster,
    proposal: draft.proposal.trim(),
    head_count: head > 0 ? head : '',
    on_behalf: draft.on_behalf || '',
    behalf_of: draft.on_behalf ? draft.behalf_of.trim() : '',
  };
  const attachments = draft.photos.map((p) => p.ref).filter(Boolean);
  if (attachments.length) all.attachments = attachments;
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

export const DRAFT_KEY = 'huiyin.draft.1';

/** What stands in the store, field by field: an older or damaged draft never breaks the page. */
export function readDraft(store: Pick<Storage, 'getItem'>): Draft {
  const draft = emptyDraft();
  try {
    const kept: unknown = JSON.parse(store.getItem(DRAFT_KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return draft;
    const target = draft as unknown as Record<string, unknown>;
    for (const [key, value] of Object.entries(kept)) {
      const was = target[key];
      const number = (key === 'lon' || key === 'lat') && typeof value === 'number';
      if (
        number ||
        (was !== null && typeof value === typeof was && Array.isArray(value) === Array.isArray(was))
      )
        target[key] = value;
    }
  } catch {
    return emptyDraft(); // not ours to read: begin anew
  }
  return draft;
}

/** False when the telephone keeps nothing (private mode, full): the citizen is told. */
export function writeDraft(store: Pick<Storage, 'setItem'>, draft: Draft): boolean {
  try {
    const photos = draft.photos.filter((p) => p.ref);
    store.setItem(DRAFT_KEY, JSON.stringify({ ...draft, photos }));
    return true;
  } catch {
    return false;
  }
}

export function isEmptyDraft(draft: Draft): boolean {
  return (
    !draft.words.trim() && !draft.photos.length && !draft.place.length && !draft.address.trim()
  );
}
