import { chromium, type Browser } from 'playwright-core';
import { endWithUs } from './processes.ts';

/** Debian's Chromium without a window of its own, whose toolbars would be drawn as well. */
export const browserPackage = 'chromium-headless-shell' as const;

const executable = process.env['AMI_BAKERY_CHROMIUM'] ?? `/usr/bin/${browserPackage}`;

/** Nothing of these belongs into a test: sandbox (we may be root), graphics card, any traffic of its own. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a Chromium without a window, which ends with us. */
export async function launchChromium(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: executable, args: flags, handleSIGINT: false });
  endWithUs(() => browser.close());
  return browser;
}
