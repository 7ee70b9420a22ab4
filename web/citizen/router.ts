// SPDX-License-Identifier: Apache-2.0
// One question, one page, one address: the telephone's own "back" goes to the question before.
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router';
import { firstFaulty, STEPS, type Step } from './logic/draft';
import DemandPage from './pages/DemandPage.vue';
import FiguresPage from './pages/FiguresPage.vue';
import FollowPage from './pages/FollowPage.vue';
import HomePage from './pages/HomePage.vue';
import LostPage from './pages/LostPage.vue';
import NoticePage from './pages/NoticePage.vue';
import PosterPage from './pages/PosterPage.vue';
import ReceiptPage from './pages/ReceiptPage.vue';
import SayPage from './pages/SayPage.vue';
import { draft } from './state';

function isStep(text: unknown): text is Step | 'more' {
  return text === 'more' || (STEPS as readonly unknown[]).includes(text);
}

/** A scanned code may bring its channel along: /say/words?channel=qr */
function takeChannel(to: RouteLocationNormalized): void {
  const { channel } = to.query;
  if (typeof channel === 'string' && /^[a-z_]{1,40}$/.test(channel)) draft.channel = channel;
}

function checkStep(to: RouteLocationNormalized) {
  if (!isStep(to.params.step)) return '/say/words';
  takeChannel(to);
  const faulty = to.params.step === 'review' ? firstFaulty(draft) : null;
  return faulty ? `/say/${faulty}` : true;
}

export const router = createRouter({
  history: createWebHistory('/'),
  // A page that was just loaded stands at its top already.
  scrollBehavior: (_to, from, saved) => saved ?? (from.matched.length > 0 && { top: 0 }),
  routes: [
    { path: '/', component: HomePage, meta: { title: 'home' } },
    { path: '/say', redirect: '/say/words' },
    { path: '/say/:step', component: SayPage, beforeEnter: checkStep },
    { path: '/q/:code', component: PosterPage },
    { path: '/w/:code', component: () => import('./pages/QuestionnairePage.vue') },
    { path: '/receipt', component: ReceiptPage },
    { path: '/follow', component: FollowPage },
    { path: '/follow/:num', component: DemandPage },
    { path: '/figures', component: FiguresPage },
    { path: '/answers', component: () => import('./pages/AnswersPage.vue') },
    { path: '/responsible', component: () => import('./pages/ResponsiblePage.vue') },
    { path: '/privacy', component: NoticePage },
    { path: '/:rest(.*)', component: LostPage },
  ],
});
