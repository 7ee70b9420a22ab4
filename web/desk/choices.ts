// SPDX-License-Identifier: Apache-2.0
// Lists that forms choose from.
import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import type { Option } from '@shared/form';
import { type Choices, client, type FoundPlace, type Place, type UnitOption } from './api';

const HOUR_MS = 3_600_000;

export function useChoices() {
  return useQuery({
    queryKey: ['choices'],
    queryFn: ({ signal }) => client.get<Choices>('/choices', { signal }),
    staleTime: HOUR_MS,
  });
}

/** "grounds:invalid" and "grounds_invalid" are the same list. */
export function listOf(choices: Choices | undefined, source: string): Option[] | undefined {
  return choices?.[source] ?? choices?.[source.replace(':', '_')];
}

export interface TreeNode {
  value: string;
  label: string;
  children?: TreeNode[];
}

/** Units (or classes) as a tree; a node whose parent is not in the list stands at the top. */
export function treeOf(list: readonly Option[]): TreeNode[] {
  const nodes = new Map<string, TreeNode>(
    list.map((o) => [o.value, { value: o.value, label: o.label }]),
  );
  const top: TreeNode[] = [];
  for (const o of list) {
    const node = nodes.get(o.value) as TreeNode;
    const parent = o.parent ? nodes.get(o.parent) : undefined;
    if (parent && parent !== node) (parent.children ??= []).push(node);
    else top.push(node);
  }
  return top;
}

export function useUnitName() {
  const { data } = useChoices();
  const names = computed(
    () => new Map((data.value?.units ?? []).map((u: UnitOption) => [u.value, u.label])),
  );
  return (id: string) => names.value.get(id) ?? id;
}

export function useOfficers(unit: Ref<string | undefined>) {
  return useQuery({
    queryKey: ['officers', unit],
    queryFn: async ({ signal }) => {
      const query = { unit: unit.value };
      const found = await client.get<{ officers: (Option & { unit: string })[] }>('/officers', {
        query,
        signal,
      });
      return found.officers;
    },
    staleTime: HOUR_MS,
  });
}

export async function placesNamed(q: string): Promise<FoundPlace[]> {
  return (await client.get<{ places: FoundPlace[] }>('/public/places', { query: { q } })).places;
}

export async function placesBelow(parent: string | undefined): Promise<Place[]> {
  return (await client.get<{ places: Place[] }>('/public/places', { query: { parent } })).places;
}
