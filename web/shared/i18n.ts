// SPDX-License-Identifier: Apache-2.0
// Chinese first, English by the switch. The choice is a cookie, so that the server's own sentences
// come in the same language.
import { createI18n } from 'vue-i18n';
import type { Lang } from './format';
import en from './locales/en.json';
import zh from './locales/zh.json';

export type Catalogue = { [key: string]: string | Catalogue };
export type Catalogues = Record<Lang, Catalogue>;

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

/** An entry's catalogues on top of the shared ones. */
export function makeI18n(own: Catalogues) {
  const lang = storedLang();
  storeLang(lang);
  return createI18n({
    legacy: false,
    locale: lang,
    fallbackLocale: 'zh',
    messages: {
      zh: { ...zh, ...own.zh },
      en: { ...en, ...own.en },
    },
  });
}
