// SPDX-License-Identifier: Apache-2.0
// The one draft of this page, kept on the telephone a moment after each keystroke.
import { reactive, ref, watch } from 'vue';
import { DRAFT_KEY, type Draft, emptyDraft, readDraft, writeDraft } from './logic/draft';

/** localStorage may be forbidden altogether; then nothing is kept, and the page says so. */
function storage(name: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return window[name];
  } catch {
    return null;
  }
}

class Memory {
  #kept = new Map<string, string>();
  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#kept.set(key, value);
  }
  removeItem(key: string): void {
    this.#kept.delete(key);
  }
}

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
export const store: Store = storage('localStorage') ?? new Memory();
export const session: Store = storage('sessionStorage') ?? new Memory();

export const draft = reactive<Draft>(readDraft(store));
export const kept = ref(storage('localStorage') !== null);

const WAIT_MS = 300;
let timer: number | undefined;

export function saveNow(): void {
  window.clearTimeout(timer);
  timer = undefined;
  kept.value = writeDraft(store, draft) && storage('localStorage') !== null;
}

let clearing = false;
watch(draft, () => {
  if (clearing) return;
  window.clearTimeout(timer);
  timer = window.setTimeout(saveNow, WAIT_MS);
});

// The browser may close a page in the background without a further word.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden' && timer !== undefined) saveNow();
});

export function clearDraft(): void {
  clearing = true;
  window.clearTimeout(timer);
  timer = undefined;
  Object.assign(draft, emptyDraft());
  store.removeItem(DRAFT_KEY);
  void Promise.resolve().then(() => (clearing = false));
}
