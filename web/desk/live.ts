// SPDX-License-Identifier: Apache-2.0
// What has changed is told by the server (GET /live): to one tab of this browser, and by it to the
// others. Where a browser knows no locks (old, or no TLS on another machine), lists are asked for
// every minute as ever.
import { onBeforeUnmount, watch } from 'vue';
import { client } from './api';

/* After a refusal, such as a log-in that ended; a lost line the browser takes up by itself. */
const AGAIN_MS = 60_000;

/** Holds the stream until it is given up. */
function lead(unit: string, tell: () => void, ended: AbortSignal): Promise<void> {
  return new Promise((done) => {
    let source: EventSource;
    let again: ReturnType<typeof setTimeout>;
    const open = () => {
      const query = unit ? `?${new URLSearchParams({ unit }).toString()}` : '';
      source = new EventSource(client.url('/live') + query);
      source.addEventListener('work', tell);
      source.addEventListener('error', () => {
        if (source.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
      });
    };
    open();
    ended.addEventListener('abort', () => {
      source.close();
      clearTimeout(again);
      done();
    });
  });
}

/** Calls back when the lists of a unit ('' = one's own) have changed; ends by what is returned. */
export function listen(unit: string, changed: () => void): () => void {
  if (!('locks' in navigator) || !('BroadcastChannel' in window)) return () => undefined;
  const name = `huiyin.live ${unit}`;
  const ended = new AbortController();
  const others = new BroadcastChannel(name);
  others.addEventListener('message', changed);
  const tell = () => {
    others.postMessage('changed');
    changed();
  };
  navigator.locks
    .request(name, { signal: ended.signal }, () => lead(unit, tell, ended.signal))
    .catch(() => undefined); // given up before it led
  return () => {
    ended.abort();
    others.close();
  };
}

/** For a page, as long as it is shown. */
export function useLive(unit: () => string, changed: () => void) {
  let end = () => {};
  watch(
    unit,
    (now) => {
      end();
      end = listen(now, changed);
    },
    { immediate: true },
  );
  onBeforeUnmount(() => end());
}
