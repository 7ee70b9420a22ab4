// SPDX-License-Identifier: Apache-2.0
import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalizedLoaded,
  type RouteRecordRaw,
} from 'vue-router';
import { findMe, session } from '@shared/session';
import { client } from './api';

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'work', component: () => import('./pages/WorkPage.vue') },
  {
    path: '/login',
    name: 'login',
    component: () => import('./pages/LoginPage.vue'),
    meta: { open: true },
  },
  { path: '/password', name: 'password', component: () => import('./pages/PasswordPage.vue') },
  { path: '/people', name: 'people', component: () => import('./pages/PeoplePage.vue') },
  { path: '/urgent', name: 'urgent', component: () => import('./pages/UrgentPage.vue') },
  {
    path: '/urgent/rules',
    name: 'urgent-rules',
    component: () => import('./pages/UrgentRulesPage.vue'),
  },
  { path: '/screen', name: 'screen', component: () => import('./pages/ScreenPage.vue') },
  { path: '/new', name: 'new', component: () => import('./pages/NewDemandPage.vue') },
  { path: '/reports', name: 'reports', component: () => import('./pages/ReportsPage.vue') },
  {
    path: '/document-templates',
    name: 'document-templates',
    component: () => import('./pages/DocumentTemplatesPage.vue'),
  },
  { path: '/messages', name: 'messages', component: () => import('./pages/MessagesPage.vue') },
  { path: '/levels', name: 'levels', component: () => import('./pages/LevelsPage.vue') },
  { path: '/mechanism', name: 'mechanism', component: () => import('./pages/MechanismPage.vue') },
  { path: '/calendar', name: 'calendar', component: () => import('./pages/CalendarPage.vue') },
  { path: '/models', name: 'models', component: () => import('./pages/ModelsPage.vue') },
  { path: '/months', name: 'months', component: () => import('./pages/MonthsPage.vue') },
  { path: '/ways', name: 'ways', component: () => import('./pages/WaysPage.vue') },
  { path: '/schemes', name: 'schemes', component: () => import('./pages/SchemesPage.vue') },
  {
    path: '/schemes/keep',
    name: 'scheme-book',
    component: () => import('./pages/SchemeBookPage.vue'),
  },
  { path: '/tracks', name: 'tracks', component: () => import('./pages/TracksPage.vue') },
  { path: '/leaders', name: 'leaders', component: () => import('./pages/LeadersPage.vue') },
  { path: '/practice', name: 'practice', component: () => import('./pages/PracticePage.vue') },
  { path: '/sheets', name: 'sheets', component: () => import('./pages/SheetsPage.vue') },
  {
    path: '/upstreams',
    name: 'upstreams',
    component: () => import('./pages/UpstreamsPage.vue'),
  },
  { path: '/agencies', name: 'agencies', component: () => import('./pages/AgenciesPage.vue') },
  {
    path: '/directory',
    name: 'directory',
    component: () => import('./pages/DirectoryPage.vue'),
  },
  { path: '/search', name: 'search', component: () => import('./pages/SearchPage.vue') },
  {
    path: '/find/:num',
    name: 'find',
    component: () => import('./pages/FindPage.vue'),
    props: true,
  },
  {
    path: '/:folder(demands|matters|tasks)/:num',
    name: 'dossier',
    component: () => import('./pages/DossierPage.vue'),
    props: true,
  },
  {
    path: '/wall',
    name: 'wall',
    component: () => import('./pages/WallPage.vue'),
    meta: { open: true, bare: true },
  },
  { path: '/task-list', name: 'task-list', component: () => import('./pages/TaskListPage.vue') },
  {
    path: '/recurrence',
    name: 'recurrence',
    component: () => import('./pages/RecurrencePage.vue'),
  },
  { path: '/situation', name: 'situation', component: () => import('./pages/SituationPage.vue') },
  { path: '/ledgers', name: 'ledgers', component: () => import('./pages/LedgersPage.vue') },
  { path: '/batch', name: 'batch', component: () => import('./pages/BatchPage.vue') },
  {
    path: '/spots/:kind?',
    name: 'spots',
    component: () => import('./pages/SpotsPage.vue'),
  },
  {
    path: '/questionnaires',
    name: 'questionnaires',
    component: () => import('./pages/QuestionnairesPage.vue'),
  },
  {
    path: '/questionnaires/:code',
    name: 'questionnaire',
    component: () => import('./pages/QuestionnairePage.vue'),
    props: true,
  },
  {
    path: '/questionnaires/:code/enter',
    name: 'questionnaire-enter',
    component: () => import('./pages/QuestionnaireEnterPage.vue'),
    props: true,
  },
  { path: '/bank', name: 'bank', component: () => import('./pages/BankPage.vue') },
  {
    path: '/bank/:month',
    name: 'bank-month',
    component: () => import('./pages/BankMonthPage.vue'),
    props: true,
  },
  {
    path: '/topics/:num',
    name: 'topic',
    component: () => import('./pages/TopicPage.vue'),
    props: true,
  },
  { path: '/rhythm', name: 'rhythm', component: () => import('./pages/RhythmPage.vue') },
  {
    path: '/meetings/:num',
    name: 'meeting',
    component: () => import('./pages/MeetingPage.vue'),
    props: true,
  },
  {
    path: '/bulletins/:id',
    name: 'bulletin',
    component: () => import('./pages/BulletinPage.vue'),
    props: true,
  },
  {
    path: '/publications',
    name: 'publications',
    component: () => import('./pages/PublicationsPage.vue'),
  },
  {
    path: '/publications/new/:num',
    name: 'publication-new',
    component: () => import('./pages/PublicationNewPage.vue'),
    props: true,
  },
  {
    path: '/publications/:id',
    name: 'publication',
    component: () => import('./pages/PublicationPage.vue'),
    props: true,
  },
  { path: '/notices', name: 'notices', component: () => import('./pages/NoticesPage.vue') },
  {
    path: '/notices/:num',
    name: 'notice',
    component: () => import('./pages/NoticePage.vue'),
    props: true,
  },
  {
    path: '/inspections',
    name: 'inspections',
    component: () => import('./pages/InspectionsPage.vue'),
  },
  {
    path: '/inspections/:num',
    name: 'inspection',
    component: () => import('./pages/InspectionPage.vue'),
    props: true,
  },
  {
    path: '/findings/:num',
    name: 'finding',
    component: () => import('./pages/FindingPage.vue'),
    props: true,
  },
  { path: '/boards', name: 'boards', component: () => import('./pages/BoardsPage.vue') },
  {
    path: '/boards/:num',
    name: 'board',
    component: () => import('./pages/BoardPage.vue'),
    props: true,
  },
  { path: '/campaigns', name: 'campaigns', component: () => import('./pages/CampaignsPage.vue') },
  {
    path: '/campaigns/:code',
    name: 'campaign',
    component: () => import('./pages/CampaignPage.vue'),
    props: true,
  },
  { path: '/visits', name: 'visits', component: () => import('./pages/VisitsPage.vue') },
  { path: '/visits/new', name: 'visit', component: () => import('./pages/VisitPage.vue') },
  { path: '/bundles', name: 'bundles', component: () => import('./pages/BundlesPage.vue') },
  {
    path: '/bundles/:num',
    name: 'bundle',
    component: () => import('./pages/BundlePage.vue'),
    props: true,
  },
  { path: '/hotspots', name: 'hotspots', component: () => import('./pages/HotspotsPage.vue') },
  {
    path: '/hotspots/:id',
    name: 'hotspot',
    component: () => import('./pages/HotspotPage.vue'),
    props: true,
  },
  { path: '/troubles', name: 'troubles', component: () => import('./pages/TroublesPage.vue') },
  {
    path: '/troubles/:num',
    name: 'trouble',
    component: () => import('./pages/TroublePage.vue'),
    props: true,
  },
  { path: '/:rest(.*)', name: 'lost', component: () => import('./pages/LostPage.vue') },
];

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
  if (to.meta.open) return true;
  try {
    await findMe(client);
  } catch {
    return true; // the server cannot be heard: the page says so and tries again
  }
  if (!session.me) return { name: 'login', query: { next: to.fullPath } };
  if (session.me.must_change && to.name !== 'password')
    return { name: 'password', query: { next: to.fullPath } };
  return true;
});

/** Only a path of this desk: a foreign address in ?next must not be followed. */
export function nextPath(route: RouteLocationNormalizedLoaded): string {
  const wanted = String(route.query.next ?? '/');
  return wanted.startsWith('/') && !wanted.startsWith('//') ? wanted : '/';
}
