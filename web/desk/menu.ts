// SPDX-License-Identifier: Apache-2.0
// The pages of the desk and who finds them in the bar; what a page shows is the server's to say.
import { hasRole, session } from '@shared/session';
import { AGENCY_READERS } from './agencies';
import { BANK_READERS } from './bank';
import { SEEN_BY } from './boards';
import { CAMPAIGN_READERS } from './campaigns';
import { READERS } from './directory';
import { HOTSPOT_READERS } from './hotspots';
import { INSPECTION_READERS } from './inspections';
import { LEDGER_READERS } from './ledgers';
import { MODEL_READERS } from './models';
import { NOTICE_READERS } from './notices';
import { PUBLICATION_KEEPERS } from './publications';
import { QUESTIONNAIRE_READERS } from './questionnaires';
import { REPORT_READERS } from './reports';
import { SCHEME_KEEPERS } from './schemes';
import { CALL_KEEPERS, KEEPERS } from './spots';
import { BULLETIN_ROLES } from './rhythm';
import { TROUBLE_READERS } from './troubles';

interface Entry {
  to: string;
  /** Key of its name. */
  text: string;
  /** Whoever holds one of these; nobody named = everybody. */
  roles?: readonly string[];
  practice?: true;
}

const MENU: readonly Entry[] = [
  { to: '/', text: 'desk.work' },
  { to: '/situation', text: 'situation.title', roles: ['leader', 'supervisor', 'analyst', 'head'] },
  { to: '/screen', text: 'screening.title', roles: ['screener'] },
  { to: '/practice', text: 'practice.link', practice: true },
  { to: '/new', text: 'desk.enter', roles: ['operator', 'collector'] },
  { to: '/spots', text: 'spots.link', roles: [...KEEPERS, ...CALL_KEEPERS] },
  { to: '/questionnaires', text: 'questionnaires.link', roles: QUESTIONNAIRE_READERS },
  { to: '/visits/new', text: 'visits.link', roles: ['collector'] },
  { to: '/campaigns', text: 'campaigns.link', roles: [...CAMPAIGN_READERS, 'collector'] },
  { to: '/urgent', text: 'urgent.title' },
  { to: '/leaders', text: 'leaders.link', roles: ['leader', 'supervisor'] },
  {
    to: '/bundles',
    text: 'desk.bundles',
    roles: ['dispatcher', 'handler', 'head', 'arbiter', 'supervisor', 'leader'],
  },
  { to: '/upstreams', text: 'upstreams.link', roles: ['exchange'] },
  { to: '/agencies', text: 'agencies.title', roles: AGENCY_READERS },
  { to: '/directory', text: 'desk.directory', roles: READERS },
  {
    to: '/reports',
    text: 'reports.link',
    roles: [...REPORT_READERS, 'admin_system'],
  },
  { to: '/months', text: 'months.link', roles: LEDGER_READERS },
  { to: '/ways', text: 'ways.link', roles: LEDGER_READERS },
  { to: '/schemes', text: 'schemes.link', roles: LEDGER_READERS },
  {
    to: '/levels',
    text: 'levels.link',
    roles: [
      'leader',
      'supervisor',
      'analyst',
      'publisher',
      'screener',
      'dispatcher',
      'arbiter',
      'head',
    ],
  },
  { to: '/models', text: 'models.link', roles: MODEL_READERS },
  {
    to: '/tracks',
    text: 'tracks.link',
    roles: ['leader', 'supervisor', 'analyst', 'publisher'],
  },
  { to: '/hotspots', text: 'hotspots.title', roles: HOTSPOT_READERS },
  { to: '/troubles', text: 'troubles.title', roles: TROUBLE_READERS },
  { to: '/ledgers', text: 'ledgers.link', roles: LEDGER_READERS },
  { to: '/task-list', text: 'task_list.link', roles: LEDGER_READERS },
  { to: '/bank', text: 'bank.link', roles: BANK_READERS },
  { to: '/rhythm', text: 'rhythm.link', roles: [...BULLETIN_ROLES, 'admin_security'] },
  { to: '/publications', text: 'publications.title', roles: PUBLICATION_KEEPERS },
  { to: '/notices', text: 'notices.link', roles: NOTICE_READERS },
  { to: '/inspections', text: 'inspections.link', roles: INSPECTION_READERS },
  { to: '/boards', text: 'boards.link', roles: SEEN_BY },
  { to: '/people', text: 'people.title', roles: ['admin_system'] },
  { to: '/calendar', text: 'calendar.title', roles: ['admin_system'] },
  { to: '/mechanism', text: 'mechanism.title', roles: ['admin_system'] },
  { to: '/schemes/keep', text: 'schemes.book', roles: SCHEME_KEEPERS },
  { to: '/messages', text: 'messages.link', roles: ['admin_system'] },
  { to: '/document-templates', text: 'desk.documents', roles: ['admin_system'] },
];

export function menu(): Entry[] {
  const practice = session.me?.register.kind === 'practice';
  return MENU.filter((e) => (!e.practice || practice) && (!e.roles || hasRole(...e.roles)));
}
