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
