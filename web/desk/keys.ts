// SPDX-License-Identifier: Apache-2.0
// Single keys of the page that is in front: pages say which they take and what for; "?" lists them.
import { onBeforeUnmount, onMounted, shallowReactive } from 'vue';

export interface Key {
  /** As KeyboardEvent.key has it. */
  key: string;
  /** What it does: a key of the catalogue. */
  text: string;
  run: () => void;
}

const held = shallowReactive(new Set<readonly Key[]>());

/** Whoever came last has a key that two ask for. */
export function heldKeys(): Key[] {
  const all = new Map<string, Key>();
  for (const keys of held) for (const k of keys) all.set(k.key, k);
  return [...all.values()];
}

/** While an input method is composing a key belongs to it; 229 is how some of them say so. */
export const composes = (e: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>) =>
  e.isComposing || e.keyCode === 229;

const TYPED_IN = 'input, textarea, select, [contenteditable], [role="dialog"], dialog, .el-popper';

/** Whether a single key is a command here, and not a letter that somebody writes. */
export function isCommand(e: KeyboardEvent): boolean {
  if (composes(e) || e.ctrlKey || e.altKey || e.metaKey || e.defaultPrevented) return false;
  return !(e.target instanceof Element && e.target.closest(TYPED_IN));
}

export function pressed(e: KeyboardEvent): void {
  if (!isCommand(e)) return;
  const found = heldKeys().find((k) => k.key === e.key);
  if (!found) return;
  e.preventDefault();
  found.run();
}

/** The component's own keys, while it is on the page. */
export function useKeys(keys: readonly Key[]): void {
  onMounted(() => held.add(keys));
  onBeforeUnmount(() => held.delete(keys));
}

/** Focus to the next or the last but one of these, from where it is; the first when it is elsewhere. */
export function step(among: readonly HTMLElement[], by: 1 | -1): void {
  const now = among.findIndex((el) => el === document.activeElement);
  const next = now < 0 ? 0 : Math.min(Math.max(now + by, 0), among.length - 1);
  among[next]?.focus();
}
