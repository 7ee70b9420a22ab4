// SPDX-License-Identifier: Apache-2.0
// Units and officers as the system administrator's page reads and changes them.
import { computed } from 'vue';
import { useQuery } from '@tanstack/vue-query';
import { client, queries } from '../api';

export interface Duty {
  name: string;
  phone: string;
  until: string;
}
export interface PeopleUnit {
  id: string;
  code: string;
  name: string;
  parent: string | null;
  kind: string;
  lvl_text: string;
  desks: string[];
  place_id: string | null;
  place: string;
  closed: boolean;
  officers: number;
  on_duty: Duty[];
}
export interface People {
  root: string;
  desks: { value: string; label: string }[];
  units: PeopleUnit[];
}
export interface Leave {
  from: string;
  to: string | null;
  now: boolean;
  stand_in: string;
}
export interface Officer {
  id: string;
  login: string;
  name: string;
  unit_id: string;
  unit: string;
  title: string;
  templates: string;
  stand_in: string;
  must_change: boolean;
  disabled: boolean;
  version: number;
  roles: { role: string; role_text: string; unit_id: string; unit: string }[];
  leave: Leave[];
}
export interface OfficerQueue extends Officer {
  queue: { part_text: string; num: string }[];
  turns: number;
}
export interface Slip {
  name: string;
  unit: string;
  login: string;
  password: string;
}
export interface Plan {
  shown: string;
  wrong: number;
  faults: { sheet: string; row: number; column: string; said: string; warning: boolean }[];
  differences: {
    sheet: string;
    what: string;
    what_text: string;
    code: string;
    name: string;
    said: string;
  }[];
  slips?: Slip[];
}
export interface Turn {
  id: string;
  unit: string;
  name: string;
  from: string;
  to: string;
  phone: string;
  now: boolean;
}
export interface Ownerless {
  unit_id: string | null;
  officer_id: string | null;
  n: number;
  said: string;
}
export interface Template {
  value: string;
  label: string;
  roles: string[];
}

export const usePeople = () =>
  useQuery({ queryKey: ['people', 'units'], queryFn: () => client.get<People>('/people') });

export const useOfficers = () =>
  useQuery({
    queryKey: ['people', 'officers'],
    queryFn: async () => (await client.get<{ officers: Officer[] }>('/people/officers')).officers,
  });

export const useTemplates = () =>
  useQuery({
    queryKey: ['people', 'templates'],
    queryFn: async () =>
      (await client.get<{ templates: Template[] }>('/people/templates')).templates,
  });

export const useOwnerless = () =>
  useQuery({
    queryKey: ['people', 'ownerless'],
    queryFn: async () =>
      (await client.get<{ ownerless: Ownerless[] }>('/people/ownerless')).ownerless,
  });

/** After any change all of it is read anew: one touches the other. */
export const refreshPeople = () => queries.invalidateQueries({ queryKey: ['people'] });

/** What a datetime-local field holds is Beijing's time. */
export const beijing = (moment: string) => `${moment}:00+08:00`;

export interface Branch {
  unit: PeopleUnit;
  depth: number;
}

/** Units in the order of the tree, each with its depth. */
export function branches(units: PeopleUnit[]): Branch[] {
  const known = new Set(units.map((u) => u.id));
  const under = new Map<string, PeopleUnit[]>();
  for (const u of units) {
    const above = u.parent && known.has(u.parent) ? u.parent : '';
    under.set(above, [...(under.get(above) ?? []), u]);
  }
  const out: Branch[] = [];
  const walk = (above: string, depth: number) => {
    for (const unit of under.get(above) ?? []) {
      out.push({ unit, depth });
      walk(unit.id, depth + 1);
    }
  };
  walk('', 0);
  return out;
}

export function useBranches() {
  const people = usePeople();
  return {
    people,
    tree: computed(() => branches(people.data.value?.units ?? [])),
  };
}
