// SPDX-License-Identifier: Apache-2.0
// The system's Chromium for a test file. No browser is ever downloaded.
//   const browser = await openBrowser();  after(() => browser.close());
import { chromium } from 'playwright-core';

const flags =
  process.env.HUIYIN_CHROMIUM_FLAGS ??
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run ' +
    '--disable-background-networking --disable-component-update --disable-sync';

export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.HUIYIN_CHROMIUM ?? '/usr/bin/chromium',
    args: flags.split(' '),
  });
}

/** The same with a profile of its own and a port for DevTools; a browser context, not a browser. */
export function openDebugged(port) {
  return chromium.launchPersistentContext('', {
    executablePath: process.env.HUIYIN_CHROMIUM ?? '/usr/bin/chromium',
    args: [...flags.split(' '), `--remote-debugging-port=${port}`],
    locale: 'zh-CN',
  });
}
