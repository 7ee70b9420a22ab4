// SPDX-License-Identifier: Apache-2.0
// The choice of language is a cookie, so that the server's own sentences come in the same one.
// Apart from i18n.ts: the citizen's pages do without vue-i18n.
import type { Lang } from './format';

const COOKIE = /(?:^|;\s*)lang=(zh|en)(?:;|$)/;
const YEAR_S = 365 * 24 * 3600;

export function storedLang(): Lang {
  const found = COOKIE.exec(document.cookie);
  return found ? (found[1] as Lang) : 'zh';
}

export function storeLang(lang: Lang): void {
  document.cookie = `lang=${lang}; path=/; max-age=${YEAR_S}; samesite=lax`;
  document.documentElement.lang = lang === 'en' ? 'en' : 'zh-CN';
}
