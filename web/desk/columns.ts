// SPDX-License-Identifier: Apache-2.0
// Which of the work list's columns are shown: as the address says, else as this officer chose last.
import { computed, ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { session } from '@shared/session';

/** All but what the row is about: that one always stands. */
export const COLUMNS = ['state', 'place', 'class', 'lvl', 'due', 'born'] as const;
export type Column = (typeof COLUMNS)[number];

const NAME = 'huiyin.work.columns.';
const NONE = 'none';

/** As it stands in the address: "state.due"; "none" shows no column besides the first. */
export const columnsText = (shown: readonly Column[]): string =>
  COLUMNS.filter((c) => shown.includes(c)).join('.') || NONE;

/** Undefined where the text names no column: an address by hand, another version's choice. */
export function columnsOf(text: unknown): Column[] | undefined {
  if (typeof text !== 'string') return undefined;
  if (text === NONE) return [];
  const names = text.split('.');
  const found = COLUMNS.filter((c) => names.includes(c));
  return found.length ? found : undefined;
}

/** In this browser, for one officer. One that keeps nothing has the choice in the address only. */
export function keptColumns(officer: string, store: () => Storage = () => localStorage) {
  try {
    return columnsOf(store().getItem(NAME + officer));
  } catch {
    return undefined; // closed to this page by the browser's settings
  }
}

/** False when the browser keeps nothing. */
export function keepColumns(
  officer: string,
  shown: readonly Column[],
  store: () => Storage = () => localStorage,
): boolean {
  try {
    store().setItem(NAME + officer, columnsText(shown));
    return true;
  } catch {
    return false;
  }
}

export function useColumns() {
  const route = useRoute();
  const router = useRouter();
  const officer = session.me?.officer.id ?? '';
  const kept = ref(keptColumns(officer));
  const shown = computed<readonly Column[]>(
    () => columnsOf(route.query.cols) ?? kept.value ?? COLUMNS,
  );
  /** The list as it stands, its columns too, for somebody else. */
  const link = () =>
    new URL(
      router.resolve({ query: { ...route.query, cols: columnsText(shown.value) } }).href,
      window.location.href,
    ).href;
  function choose(column: Column, on: boolean) {
    const next = COLUMNS.filter((c) => (c === column ? on : shown.value.includes(c)));
    kept.value = next;
    keepColumns(officer, next);
    void router.replace({ query: { ...route.query, cols: columnsText(next) } });
  }
  return { shown, choose, link };
}
