// SPDX-License-Identifier: Apache-2.0
// Chinese first, English by the switch. The choice is a cookie, so that the server's own sentences
// come in the same language.
import { createI18n } from 'vue-i18n';
import type { Lang } from './format';
import { storedLang, storeLang } from './lang';
import en from './locales/en.json';
import zh from './locales/zh.json';

export { storedLang, storeLang };

export type Catalogue = { [key: string]: string | Catalogue };
export type Catalogues = Record<Lang, Catalogue>;

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
