// SPDX-License-Identifier: Apache-2.0
// The agency list as the server tells it.
import { client } from './api';
import type { Fault } from './directory';
import type { Action } from './dossier';

export interface Agency {
  serial: number;
  name: string;
  exits: string;
  exits_text: string;
  purpose: string;
  phone: string;
  address: string;
  hours: string;
}

export interface Agencies {
  version: number;
  may_keep: boolean;
  /** How many there are; those shown fit what was looked for. */
  all: number;
  agencies: Agency[];
  actions: Action[];
}

export interface OneAgency extends Agency {
  version: number;
  actions: Action[];
}

/** What a file would change, before it takes the list's place. */
export interface AgencyChanges {
  agencies: number;
  added: number;
  removed: number;
  changed: number;
  changes: { change: 'added' | 'removed' | 'changed'; name: string; said: string }[];
  faults: Fault[];
  faults_all: number;
}

/** Who finds the page in the bar: whoever redirects, and whoever keeps the list. */
export const AGENCY_READERS = [
  'screener',
  'exchange',
  'operator',
  'collector',
  'dispatcher',
  'admin_system',
];

export const fileHref = () => client.url('/agencies/file');
