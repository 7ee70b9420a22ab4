// SPDX-License-Identifier: Apache-2.0

/** 128 bits as hex. crypto.randomUUID needs https; a county's intranet may not have it. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

/**
 * The Idempotency-Key of one form: made once, the same over every retry, so that a submission
 * that was received but whose answer was lost is not received twice. `renew` once it is through.
 */
export class FormKey {
  #key: string;
  constructor(key: string = newKey()) {
    this.#key = key;
  }
  get value(): string {
    return this.#key;
  }
  renew(): void {
    this.#key = newKey();
  }
}
