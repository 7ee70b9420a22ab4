// SPDX-License-Identifier: Apache-2.0
// Class schemes as the server tells them: /schemes, /schemes/report, /demands/{num}/schemes.
import { newKey } from '@shared/api/key';
import { type Acted, client } from './api';

export interface Version {
  version: number;
  from_day: string;
  source: string;
  entries: number;
  made_at: string;
  /** In force today. */
  now: boolean;
}
export interface Scheme {
  scheme: string;
  name: string;
  /** The newest first. */
  versions: Version[];
  tables: Version[];
}
export interface Schemes {
  schemes: Scheme[];
  mechanisms: { value: string; label: string }[];
}
export const schemesOf = (signal?: AbortSignal) => client.get<Schemes>('/schemes', { signal });

/** Who keeps them. */
export const SCHEME_KEEPERS = ['admin_system'] as const;

/** What a file says and would change, against the version in force on its day. */
export interface SchemeLooked {
  entries: number;
  added: number;
  removed: number;
  renamed: number;
  moved: number;
  /** At most 300 of changes_all. */
  changes: {
    kind: 'added' | 'removed' | 'renamed' | 'moved';
    code: string;
    before: string;
    after: string;
  }[];
  changes_all: number;
  faults: { row: number; column: string; reason: string }[];
  faults_all: number;
}
/** Without a key it is only looked at. */
export const putScheme = <T>(
  file: File,
  query: { scheme: string; name: string; source: string; from: string; table: boolean },
  key?: string,
) =>
  client.post<T>('/schemes/file', file, {
    key: key ?? newKey(),
    query: { ...query, dry_run: !key },
  });
export const schemeFileHref = (scheme: string, version: number, table: boolean) =>
  `/api/v1/schemes/file?${new URLSearchParams({ scheme, version: `${version}`, table: `${table}` })}`;

export interface Classes {
  name: string;
  /** Every class it ever had. */
  classes: { value: string; label: string; depth: number }[];
}
export const classesOf = (scheme: string, signal?: AbortSignal) =>
  client.get<Classes>('/schemes/classes', { signal, query: { scheme } });

export interface Sum {
  demands: number;
  chosen: number;
  ended: number;
}
export interface Report {
  scheme: string;
  name: string;
  rows: (Sum & { code: string; text: string; depth: number })[];
  none: Sum;
  all: Sum;
  register?: { demands: number; kept_demands: number };
}

/** Where one demand stands in a scheme; code "" = in none. */
export interface Place {
  code: string;
  text: string;
}
export interface Standing {
  scheme: string;
  name: string;
  version: number;
  table: number;
  at: Place;
  by_table: Place;
  chosen: boolean;
  by?: string;
  set_at?: string;
  classes?: { value: string; label: string }[];
}
export const standingOf = (num: string, classes: string, signal?: AbortSignal) =>
  client.get<{ schemes: Standing[] }>(`/demands/${encodeURIComponent(num)}/schemes`, {
    signal,
    query: { classes },
  });

/** code "": again as the table says. */
export const classify = (
  num: string,
  version: number,
  body: { scheme: string; code: string; reason: string },
) =>
  client.post<Acted>(`/demands/${encodeURIComponent(num)}/classify`, body, {
    version,
    key: newKey(),
  });

/** In place of a class: what is in none. */
export const NONE = '-';
