// SPDX-License-Identifier: Apache-2.0
// Photographs of the draft that have not arrived yet, kept on this telephone so that a page that is
// loaded again goes on with them. Where nothing can be kept, they are asked for again.

export interface Kept {
  key: string;
  name: string;
  blob: Blob;
  thumb: string;
  /** Where its upload goes on; empty until it was begun. */
  url: string;
}

const STORE = 'photos';

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = window.indexedDB.open('huiyin.draft', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: 'key' });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('not kept'));
    asked.onblocked = () => reject(new Error('not kept'));
  });
}

async function run<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const db = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const going = db.transaction(STORE, mode);
      const asked = act(going.objectStore(STORE));
      going.oncomplete = () => resolve(asked.result);
      going.onabort = () => reject(going.error ?? new Error('not kept'));
    });
  } finally {
    db.close();
  }
}

/** False: this telephone keeps nothing (private mode, full, forbidden). */
export async function keep(one: Kept): Promise<boolean> {
  try {
    await run('readwrite', (s) => s.put(one));
    return true;
  } catch {
    return false;
  }
}

export async function forget(key: string): Promise<void> {
  try {
    await run('readwrite', (s) => s.delete(key));
  } catch {
    // What could not be kept need not be forgotten.
  }
}

export async function allKept(): Promise<Kept[]> {
  try {
    return await run<Kept[]>('readonly', (s) => s.getAll() as IDBRequest<Kept[]>);
  } catch {
    return [];
  }
}
