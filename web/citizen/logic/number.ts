// SPDX-License-Identifier: Apache-2.0
// The public number (src/base/number.h) with its check digit, ISO 7064 mod 11,10, so that a
// misread digit is caught before anything is asked; and the query code beside it.

export function checkDigit(digits: string): string {
  let product = 10;
  for (const d of digits) {
    let sum = (Number(d) + product) % 10;
    if (sum === 0) sum = 10;
    product = (sum * 2) % 11;
  }
  return String((11 - product) % 10);
}

export function numberValid(num: string): boolean {
  return /^[0-9]{20,24}$/.test(num) && checkDigit(num.slice(0, -1)) === num.slice(-1);
}

/** The query code as it is kept: capitals and digits without blanks. */
export function codeOf(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

export function codeValid(code: string): boolean {
  return /^[2-9A-HJ-NP-Z]{10}$/.test(code);
}

export function codeText(code: string): string {
  return (code.match(/.{1,5}/g) ?? []).join(' ');
}

/**
 * Everything after '#' stays in the browser and is never sent to a server, so the query code does
 * not stand in any log.
 */
export function followLink(origin: string, num: string, code: string): string {
  return `${origin}/follow/${num}#${encodeURIComponent(code)}`;
}
