// SPDX-License-Identifier: Apache-2.0
// Photographs on their way to the server. They go while the citizen answers the next questions;
// what has arrived stands in the draft, what has not is kept beside it and goes on after the page
// was loaded again.
import { computed, reactive, ref, shallowReactive } from 'vue';
import { allKept, forget, keep, type Kept } from './logic/kept';
import { shrink } from './logic/shrink';
import { known, newKey, sentence, upload } from './server';
import { draft } from './state';
import { t } from './words';

export interface Sending {
  id: number;
  name: string;
  /** As the citizen chose it, until it was made smaller. */
  file: File | null;
  kept: Kept;
  thumb: string;
  part: number;
  /** The line is broken; it goes on by itself. */
  waiting: boolean;
  fault: string;
  stop: () => void;
}

export const sendings = reactive<Sending[]>([]);
export const photosBusy = computed(() => sendings.some((s) => !s.fault));
export const photosMax = computed(() => Math.min(9, known.register?.limits.attachments || 9));
export const photosAll = computed(() => draft.photos.length + sendings.length);
/** So many were on their way when the page was closed, and this telephone has not kept them. */
export const photosLost = ref(0);

let last = 0;

async function small(sending: Sending): Promise<Blob> {
  if (!sending.file) return sending.kept.blob;
  const { blob, thumb } = await shrink(sending.file);
  sending.thumb = thumb;
  sending.file = null;
  sending.kept = { ...sending.kept, blob, thumb };
  if (sendings.includes(sending)) await keep(sending.kept);
  return blob;
}

function gone(sending: Sending): void {
  const { key } = sending.kept;
  if (sendings.includes(sending)) sendings.splice(sendings.indexOf(sending), 1);
  draft.unsent = draft.unsent.filter((x) => x !== key);
  void forget(key);
}

function begun(sending: Sending, url: string): void {
  if (sending.kept.url === url || !sendings.includes(sending)) return;
  sending.kept = { ...sending.kept, url };
  void keep(sending.kept);
}

async function run(sending: Sending): Promise<void> {
  sending.fault = '';
  sending.waiting = false;
  sending.part = 0;
  const blob = await small(sending);
  if (!sendings.includes(sending)) {
    void forget(sending.kept.key); // taken away meanwhile
    return;
  }
  const limit = known.register?.limits.image_bytes;
  if (limit && blob.size > limit) {
    sending.fault = t('photos_too_big');
    return;
  }
  const { done, stop } = upload(blob, sending.name, {
    url: sending.kept.url,
    onUrl: (url) => begun(sending, url),
    onPart: (part) => (sending.part = part),
    onWaiting: (waiting) => (sending.waiting = waiting),
  });
  sending.stop = stop;
  try {
    const done_ref = await done;
    if (!sendings.includes(sending)) return; // taken away meanwhile
    draft.photos.push({ ref: done_ref, name: sending.name, thumb: sending.thumb });
    gone(sending);
  } catch (e) {
    sending.kept = { ...sending.kept, url: '' };
    sending.fault = sentence(e);
  }
}

function add(kept: Kept, file: File | null): void {
  const made = shallowReactive<Sending>({
    id: ++last,
    name: kept.name,
    file,
    kept,
    thumb: kept.thumb,
    part: 0,
    waiting: false,
    fault: '',
    stop: () => undefined,
  });
  sendings.push(made);
  if (!draft.unsent.includes(kept.key)) draft.unsent.push(kept.key);
  void run(made);
}

export function addPhotos(files: Iterable<File>): void {
  for (const file of files) {
    if (photosAll.value >= photosMax.value) return;
    photosLost.value = 0;
    add({ key: newKey(), name: file.name, blob: file, thumb: '', url: '' }, file);
  }
}

let came = false;

/** Once per visit: goes on with what was on its way when the page was closed. */
export async function comeBack(): Promise<void> {
  if (came) return;
  came = true;
  const before = [...draft.unsent];
  const kept = await allKept();
  for (const one of kept)
    if (before.includes(one.key)) add(one, null);
    else if (!draft.unsent.includes(one.key)) void forget(one.key); // of a draft that is no more
  const lost = before.filter((key) => !kept.some((one) => one.key === key));
  photosLost.value = lost.length;
  draft.unsent = draft.unsent.filter((key) => !lost.includes(key));
}

export function again(sending: Sending): void {
  void run(sending);
}

export function dropSending(sending: Sending): void {
  sending.stop();
  gone(sending);
}

export function dropPhoto(index: number): void {
  draft.photos.splice(index, 1);
}

export function dropAllSendings(): void {
  for (const sending of [...sendings]) dropSending(sending);
  photosLost.value = 0;
}
