// SPDX-License-Identifier: Apache-2.0
// Files go up while a form is still being filled in. A form sent before they have arrived would
// leave without them, so it waits; one that could not be sent up keeps the form back.
import { inject, type InjectionKey, onBeforeUnmount, provide } from 'vue';

interface FileState {
  /** Ends when nothing of this field is on its way. */
  settled: () => Promise<unknown>;
  /** Something was chosen that did not arrive. */
  failed: () => boolean;
}

const FIELDS: InjectionKey<Set<FileState>> = Symbol('uploads');

/** For a form: true once all that was chosen has arrived, false when something failed. */
export function useUploads(): () => Promise<boolean> {
  const fields = new Set<FileState>();
  provide(FIELDS, fields);
  return async () => {
    await Promise.all([...fields].map((f) => f.settled()));
    return ![...fields].some((f) => f.failed());
  };
}

/** For a file field, wherever in the form it stands. */
export function tellUploads(state: FileState): void {
  const fields = inject(FIELDS, undefined);
  fields?.add(state);
  onBeforeUnmount(() => fields?.delete(state));
}
