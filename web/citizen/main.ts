// SPDX-License-Identifier: Apache-2.0
import { createApp } from 'vue';
import App from './App.vue';
import './citizen.css';
import { router } from './router';
import { loadRegister } from './server';

void loadRegister();
createApp(App).use(router).mount('#app');
