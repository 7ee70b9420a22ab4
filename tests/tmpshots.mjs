import { mkdirSync } from 'node:fs';
import { NORTH_GATE, HOUSING, openTown } from './browser/town.mjs';
import { openBrowser } from './chromium.mjs';
const out = '/tmp/shots'; mkdirSync(out, { recursive: true });
const town = await openTown();
const { office } = town;
import { Client, citizen, newKey } from './api/lib.mjs';
