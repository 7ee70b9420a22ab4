// SPDX-License-Identifier: Apache-2.0
import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import { makeI18n } from '@shared/i18n';
import { queries } from './api';
import App from './App.vue';
import './element';
import en from './locales/en.json';
import zh from './locales/zh.json';
import { router } from './router';
import './desk.css';

createApp(App)
  .use(makeI18n({ zh, en }))
  .use(VueQueryPlugin, { queryClient: queries })
  .use(router)
  .mount('#app');
