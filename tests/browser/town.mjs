// SPDX-License-Identifier: Apache-2.0
// Everybody a journey needs: a server, citizens' telephones, officers at desks and by the interface.
//   let town;  before(async () => { town = await openTown(); });  after(() => town?.close());
import { openBrowser } from '../chromium.mjs';
import { startServer } from '../server.mjs';
import { openPhone } from './citizen.mjs';
import { openDesks } from './desk.mjs';
import { openOffice } from './office.mjs';

export const NORTH_GATE = ['东城街道', '北门社区'];
export const HOUSING = '区住房和城乡建设局(示例)';

/** options: those of startServer. */
export async function openTown(options) {
  const server = await startServer(options);
  const browser = await openBrowser();
  const desks = openDesks(browser, server);
  return {
    server,
    phone: (size) => openPhone(browser, server, size),
    sit: (login) => desks.sit(login),
    office: openOffice(server),
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}
