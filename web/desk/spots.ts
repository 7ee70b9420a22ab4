// SPDX-License-Identifier: Apache-2.0
// Spots: posters, letter boxes, meetings, stays, calls for demands. The shapes of GET /api/v1/spots,
// and what is asked of each kind.
import type { components } from '@shared/api/schema';
import type { Field } from '@shared/form';
import type { Line } from './dossier';

export const KINDS = ['poster', 'box', 'meeting', 'stay', 'call'] as const;
export type Kind = (typeof KINDS)[number];
export const KEEPERS = ['collector', 'operator', 'dispatcher'];
export const CALL_KEEPERS = ['dispatcher', 'publisher', 'leader'];
/** Their code is printed, or fetched as a picture. */
export const CODED: readonly Kind[] = ['poster', 'call'];

export const BOX_SEEN_BY = [...KEEPERS, 'screener', 'head'];

export interface Spot {
  id: string;
  version: number;
  kind: Kind;
  kind_text: string;
  place_id: string;
  place: string;
  unit: string;
  name: string;
  campaign: string;
  who: string;
  held_at: string | null;
  until_at: string | null;
  heads: number;
  every_days: number;
  last_at: string | null;
  letters: number;
  due_at: string | null;
  overdue: boolean;
  demands: number;
  note: string;
  made_at: string;
  ended_at: string | null;
  may_keep: boolean;
}

export interface SpotPage {
  may_make: boolean;
  spots: Spot[];
  next: string | null;
}

export interface SpotDetail extends Spot {
  gathered: { num: string; state_text: string; recorded_at: string }[];
  timeline: Line[];
}

type Asked = Omit<Field, 'label'> & { name: keyof components['schemas']['spot_new'] };
const NAME: Asked = { name: 'name', type: 'text', max: 60 };
const PLACE: Asked = {
  name: 'place_id',
  type: 'enum',
  source: 'places',
  search: true,
  required: true,
};
const CAMPAIGN: Asked = { name: 'campaign', type: 'enum', source: 'campaigns' };
const EACH: Asked = { name: 'each', type: 'enum' };
const WHO: Asked = { name: 'who', type: 'text', max: 200, required: true };
const HEADS: Asked = { name: 'heads', type: 'number', min: 1, max: 100000, required: true };
const HELD: Asked = { name: 'held_at', type: 'time', required: true };
const UNTIL: Asked = { name: 'until_at', type: 'time', required: true };

/** Asked when one is made. */
export const ASKED: Record<Kind, Asked[]> = {
  poster: [PLACE, EACH, NAME, CAMPAIGN],
  box: [
    PLACE,
    { ...NAME, required: true },
    { name: 'every_days', type: 'number', min: 0, max: 366 },
    EACH,
    CAMPAIGN,
  ],
  meeting: [PLACE, { ...NAME, required: true }, HELD, WHO, HEADS, CAMPAIGN],
  stay: [PLACE, { ...NAME, required: true }, HELD, UNTIL, WHO, HEADS, CAMPAIGN],
  call: [
    PLACE,
    { ...NAME, required: true },
    { name: 'note', type: 'longtext', max: 200, required: true },
    HELD,
    UNTIL,
    { ...WHO, required: false },
    CAMPAIGN,
  ],
};

/** May be put right afterwards; the place never changes. */
export const MENDED: Record<Kind, string[]> = {
  poster: ['name'],
  box: ['name', 'every_days'],
  meeting: ['name', 'held_at', 'who', 'heads'],
  stay: ['name', 'held_at', 'until_at', 'who', 'heads'],
  call: ['name', 'note', 'held_at', 'until_at', 'who'],
};

/** Which columns a list of this kind has besides place and name. */
export const COLUMNS: Record<Kind, readonly ('made' | 'opened' | 'held' | 'heads')[]> = {
  poster: ['made'],
  box: ['opened'],
  meeting: ['held', 'heads'],
  stay: ['held', 'heads'],
  call: ['held'],
};

const CALL_OWN = ['note', 'who', 'held_at', 'until_at'];
/** What a field is called: some mean another thing in each kind. */
export function labelOf(kind: Kind, name: string): string {
  const own = name === 'name' || (kind === 'call' && CALL_OWN.includes(name));
  return own ? `spots.${name}_${kind}` : `spots.${name}`;
}
