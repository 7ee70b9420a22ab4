// SPDX-License-Identifier: Apache-2.0
// The fields an operator or collector fills in for a citizen (POST /demands), in the order of a call:
// what is said and asked, where, who, how it reached us; what is rare at the end.
import type { components } from '@shared/api/schema';
import type { Field, Model } from '@shared/form';

export type NewDemand = components['schemas']['demand_new'];
type Plain = Omit<Field, 'label'>;
export interface Group {
  name: 'said' | 'where' | 'who' | 'how' | 'upstream' | 'read';
  fields: readonly (Plain & { name: keyof NewDemand })[];
}

export const GROUPS = [
  {
    name: 'said',
    fields: [
      { name: 'words', type: 'longtext', required: true, min: 2, max: 10000 },
      { name: 'proposal', type: 'longtext', max: 2000 },
      { name: 'title', type: 'text', max: 100 },
      { name: 'class', type: 'enum', source: 'classes' },
      { name: 'kind', type: 'enum', source: 'kinds' },
      { name: 'urgent', type: 'bool' },
      { name: 'attachments', type: 'files', max: 9 },
    ],
  },
  {
    name: 'where',
    fields: [
      { name: 'place_id', type: 'enum', source: 'places', search: true },
      { name: 'address', type: 'text', max: 300 },
    ],
  },
  {
    name: 'who',
    fields: [
      { name: 'privacy', type: 'enum', source: 'privacy' },
      { name: 'name', type: 'text', max: 50 },
      { name: 'phone', type: 'text', max: 30 },
      { name: 'mail', type: 'text', max: 200 },
      { name: 'idno', type: 'text', max: 18 },
      { name: 'notify', type: 'enum', source: 'notify' },
      { name: 'send_receipt', type: 'bool' },
      { name: 'head_count', type: 'number', min: 1, max: 1000000 },
      { name: 'representatives', type: 'list', max: 4 },
      { name: 'on_behalf', type: 'bool' },
      { name: 'behalf_of', type: 'text', max: 50 },
    ],
  },
  {
    name: 'how',
    fields: [
      { name: 'channel', type: 'enum', source: 'channels' },
      { name: 'way', type: 'enum', source: 'ways' },
      { name: 'direction', type: 'enum', source: 'direction' },
      { name: 'origin', type: 'enum', source: 'origin' },
      { name: 'said_at', type: 'time' },
      { name: 'found_at', type: 'time' },
      { name: 'complained_unit', type: 'enum', source: 'units' },
      { name: 'campaign', type: 'enum', source: 'campaigns' },
    ],
  },
  {
    name: 'upstream',
    fields: [
      { name: 'upstream', type: 'text', max: 40 },
      { name: 'upstream_no', type: 'text', max: 60 },
      { name: 'upstream_due_at', type: 'date' },
      { name: 'lon', type: 'real', min: -180, max: 180 },
      { name: 'lat', type: 'real', min: -90, max: 90 },
      { name: 'crs', type: 'enum', source: 'crs' },
    ],
  },
  /* Not asked for in the form: said when it has been read to the caller. */
  {
    name: 'read',
    fields: [
      { name: 'read_back', type: 'text' },
      { name: 'read_changed', type: 'text', max: 300 },
      { name: 'not_read_why', type: 'text', max: 200 },
      /* Nor these: a visit names itself, tags are set on the demand's own page. */
      { name: 'visit', type: 'text' },
      { name: 'spot', type: 'text' },
      { name: 'tags', type: 'list', max: 20 },
    ],
  },
] as const satisfies readonly Group[];

/** Fails to compile when the server takes a field that the form does not have. */
type Offered = (typeof GROUPS)[number]['fields'][number]['name'];
export const complete: Exclude<keyof NewDemand, Offered> extends never ? true : never = true;

export const groups: readonly Group[] = GROUPS;

/** Who stays anonymous is asked for nothing; for whom one speaks only when one does. */
const NAMED = ['name', 'phone', 'mail', 'idno', 'notify', 'representatives'];

export function shown(field: Plain, model: Model): boolean {
  if (field.name === 'representatives' && !(Number(model.head_count) > 1)) return false;
  if (field.name === 'send_receipt') return Boolean(model.notify);
  if (NAMED.includes(field.name)) return model.privacy !== 'anonymous';
  if (field.name === 'behalf_of') return model.on_behalf === true;
  if (field.name === 'crs') return Boolean(model.lon || model.lat);
  return true;
}
