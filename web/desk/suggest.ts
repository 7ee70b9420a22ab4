// SPDX-License-Identifier: Apache-2.0
// Classes suggested while words are still being taken down: learnt from decisions, where there is
// enough to learn from; else by the classes' own names.
import { computed, onBeforeUnmount, type Ref, ref, watch } from 'vue';
import type { Model, Option, Suggestion } from '@shared/form';
import { client } from './api';
import { suggestClasses } from './call';

/** Milliseconds without typing before the server is asked. */
const PAUSE = 500;

export function byName(words: string, classes: readonly Option[]): Suggestion[] {
  const [first, ...others] = suggestClasses(words, classes);
  return first
    ? [{ source: 'name', sure: true, value: first.value, label: first.label, words: [], others }]
    : [];
}

export function useSuggested(model: Ref<Model>, classes: () => readonly Option[]) {
  const learnt = ref<Suggestion[]>([]);
  const words = () => String(model.value.words ?? '');
  const title = () => String(model.value.title ?? '');
  let asking: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  async function ask() {
    const mine = ++newest;
    try {
      const got = words()
        ? await client.post<{ suggestions: Suggestion[] }>('/suggestions', {
            title: title(),
            words: words(),
          })
        : { suggestions: [] };
      if (mine === newest) learnt.value = got.suggestions;
    } catch {
      learnt.value = []; // a hint that does not come: the names of the classes still help
    }
  }
  watch([words, title], () => {
    clearTimeout(asking);
    asking = setTimeout(() => void ask(), PAUSE);
  });
  onBeforeUnmount(() => clearTimeout(asking));

  return computed<Suggestion[]>(() => {
    if (learnt.value.some((s) => s.sure)) return learnt.value;
    const named = byName(words(), classes());
    return named.length ? named : learnt.value;
  });
}
