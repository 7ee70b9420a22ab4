// SPDX-License-Identifier: Apache-2.0
// A file goes in pieces (tus 1.0.0): when the line breaks, what has arrived has arrived. It goes on
// by itself, after pauses that grow and as soon as the browser says it is online.
import type { DetailedError, Upload } from 'tus-js-client';
import { Problem, problemOf } from './api/problem';

const PIECE = 256 * 1024;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** A line may die without a word. */
const SILENT_MS = 60_000;

export interface PiecesOptions {
  /** POST here begins an upload. */
  endpoint: string;
  name: string;
  lang: string;
  /** Where an upload that was begun before goes on; empty: there is none. */
  url?: string;
  onUrl?: (url: string) => void;
  onPart: (part: number) => void;
  /** The line is broken, and it will go on. */
  onWaiting?: (waiting: boolean) => void;
}

export interface Going {
  /** What a form's `attachments` carry. */
  done: Promise<string>;
  /** For good: the server forgets it too. */
  stop: () => void;
}

/** No answer, or one that another try may change. */
function passing(status: number, begun: boolean): boolean {
  return (
    status === 0 || status >= 500 || [409, 423, 429].includes(status) || (status === 404 && begun)
  );
}

function refusal(e: Error | DetailedError): Promise<Problem> {
  const reply = 'originalResponse' in e ? e.originalResponse : null;
  const status = reply?.getStatus() ?? 0;
  const body = new Response(reply?.getBody() ?? '', { status: status < 200 ? 500 : status });
  return problemOf(body);
}

class Line {
  #upload: Upload | undefined;
  #tries = 0;
  #pause: number | undefined;
  #watch: number | undefined;
  #ended = false;

  constructor(
    readonly file: Blob,
    readonly o: PiecesOptions,
    readonly resolve: (ref: string) => void,
    readonly reject: (why: Problem) => void,
  ) {
    window.addEventListener('online', this.#online);
  }

  #online = (): void => {
    if (this.#pause !== undefined) void this.go();
  };

  end(): void {
    this.#ended = true;
    window.clearTimeout(this.#pause);
    window.clearTimeout(this.#watch);
    window.removeEventListener('online', this.#online);
  }

  #heard(): void {
    window.clearTimeout(this.#watch);
    if (this.#ended) return;
    this.#watch = window.setTimeout(() => {
      void this.#upload?.abort();
      this.#later();
    }, SILENT_MS);
  }

  #later(): void {
    window.clearTimeout(this.#watch);
    window.clearTimeout(this.#pause);
    const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#tries++);
    this.o.onWaiting?.(true);
    this.#pause = window.setTimeout(() => void this.go(), ms);
  }

  async #failed(e: Error | DetailedError): Promise<void> {
    const reply = 'originalResponse' in e ? e.originalResponse : null;
    if (this.#ended) return;
    if (passing(reply?.getStatus() ?? 0, Boolean(this.#upload?.url))) {
      this.#later();
      return;
    }
    this.end();
    this.reject(await refusal(e));
  }

  async #made(): Promise<Upload> {
    const { Upload } = await import('tus-js-client');
    const upload: Upload = new Upload(this.file, {
      endpoint: this.o.endpoint,
      uploadUrl: this.o.url || null,
      chunkSize: PIECE,
      retryDelays: null, // the pauses are ours
      storeFingerprintForResuming: false,
      // Filters in front of an office let POST pass where they stop PATCH.
      overridePatchMethod: true,
      metadata: { filename: this.o.name },
      headers: { 'Accept-Language': this.o.lang },
      onUploadUrlAvailable: () => upload.url && this.o.onUrl?.(upload.url),
      onProgress: (sent, all) => {
        this.#heard();
        this.o.onWaiting?.(false);
        this.o.onPart(all ? sent / all : 0);
      },
      onChunkComplete: () => (this.#tries = 0),
      // A server that restarts has not forgotten the upload: asked again, not begun anew.
      onAfterResponse: (req, res) => {
        this.#heard();
        if (req.getMethod() === 'HEAD' && res.getStatus() >= 500) throw new Error('not now');
      },
      onSuccess: ({ lastResponse }) => {
        const ref = lastResponse.getHeader('Upload-Ref');
        this.end();
        if (ref) this.resolve(ref);
        else this.reject(new Problem({ status: lastResponse.getStatus(), code: 'unreadable' }));
      },
      onError: (e) => void this.#failed(e),
    });
    return upload;
  }

  async go(): Promise<void> {
    window.clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#heard();
    try {
      this.#upload ??= await this.#made();
    } catch {
      this.#later(); // its own code has not come through yet
      return;
    }
    if (!this.#ended) this.#upload.start();
  }

  stop(): void {
    this.end();
    // What cannot be told to the server now, it forgets within a day.
    this.#upload?.abort(true).catch(() => undefined);
  }
}

export function sendInPieces(file: Blob, o: PiecesOptions): Going {
  let line: Line | undefined;
  const done = new Promise<string>((resolve, reject) => {
    line = new Line(file, o, resolve, reject);
    void line.go();
  });
  return { done, stop: () => line?.stop() };
}
