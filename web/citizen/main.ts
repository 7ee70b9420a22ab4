// SPDX-License-Identifier: Apache-2.0
import { createApp } from 'vue';
import App from './App.vue';
import './citizen.css';
import { router } from './router';
import { loadRegister } from './server';

void loadRegister();
// A task of its own, after that of reading the program: a cheap telephone needs a while for each.
setTimeout(() => createApp(App).use(router).mount('#app'));
