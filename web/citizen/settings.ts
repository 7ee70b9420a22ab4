// SPDX-License-Identifier: Apache-2.0
// Language and text size, as chosen on this telephone.
import { reactive, readonly } from 'vue';
import type { Lang } from '@shared/format';
import { storedLang, storeLang } from '@shared/lang';

const ELDER_KEY = 'huiyin.elder.1';

function storedElder(): boolean {
  try {
    return localStorage.getItem(ELDER_KEY) === 'yes';
  } catch {
    return false;
  }
}

const state = reactive<{ lang: Lang; elder: boolean }>({
  lang: storedLang(),
  elder: storedElder(),
});
export const settings = readonly(state);

function apply(): void {
  storeLang(state.lang);
  document.documentElement.classList.toggle('elder', state.elder);
}

export function setLang(lang: Lang): void {
  state.lang = lang;
  apply();
}

/** Text of 18 pt and more, stronger contrast, one column (GB/T 37668; rules.md B5-9). */
export function setElder(elder: boolean): void {
  state.elder = elder;
  try {
    localStorage.setItem(ELDER_KEY, elder ? 'yes' : 'no');
  } catch {
    // A telephone that keeps nothing shows it for this visit.
  }
  apply();
}

apply();
