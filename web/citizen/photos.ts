// SPDX-License-Identifier: Apache-2.0
// Photographs on their way to the server. They go while the citizen answers the next questions;
// what has arrived stands in the draft.
import { computed, reactive, shallowReactive } from 'vue';
import { shrink } from './logic/shrink';
import { known, newKey, sentence, upload } from './server';
import { draft } from './state';
import { t } from './words';

export interface Sending {
  id: number;
  file: File;
  /** Its own for good: a second try is the same photograph. */
  key: string;
  thumb: string;
  part: number;
  fault: string;
  stop: () => void;
}

export const sendings = reactive<Sending[]>([]);
export const photosBusy = computed(() => sendings.some((s) => !s.fault));
export const photosMax = computed(() => Math.min(9, known.register?.limits.attachments || 9));
export const photosAll = computed(() => draft.photos.length + sendings.length);

let last = 0;

async function run(sending: Sending): Promise<void> {
  sending.fault = '';
  sending.part = 0;
  const { blob, thumb } = await shrink(sending.file);
  sending.thumb = thumb;
  const limit = known.register?.limits.image_bytes;
  if (limit && blob.size > limit) {
    sending.fault = t('photos_too_big');
    return;
  }
  const { done, stop } = upload(
    blob,
    sending.file.name,
    sending.key,
    (part) => (sending.part = part),
  );
  sending.stop = stop;
  try {
    const ref = await done;
    if (!sendings.includes(sending)) return; // taken away meanwhile
    draft.photos.push({ ref, name: sending.file.name, thumb: sending.thumb });
    sendings.splice(sendings.indexOf(sending), 1);
  } catch (e) {
    sending.fault = sentence(e);
  }
}

export function addPhotos(files: Iterable<File>): void {
  for (const file of files) {
    if (photosAll.value >= photosMax.value) return;
    const made = shallowReactive<Sending>({
      id: ++last,
      file,
      key: newKey(),
      thumb: '',
      part: 0,
      fault: '',
      stop: () => undefined,
    });
    sendings.push(made);
    void run(made);
  }
}

export function again(sending: Sending): void {
  void run(sending);
}

export function dropSending(sending: Sending): void {
  sending.stop();
  sendings.splice(sendings.indexOf(sending), 1);
}

export function dropPhoto(index: number): void {
  draft.photos.splice(index, 1);
}

export function dropAllSendings(): void {
  for (const sending of [...sendings]) dropSending(sending);
}
