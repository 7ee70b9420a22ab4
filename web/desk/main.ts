// SPDX-License-Identifier: Apache-2.0
import { createApp } from 'vue';
import { makeI18n } from '@shared/i18n';
import App from './App.vue';
import en from './locales/en.json';
import zh from './locales/zh.json';

createApp(App).use(makeI18n({ zh, en })).mount('#app');
