// Finds Chromium and Playwright, or ends with exit code 3 and says what is missing and how to get it.
import { existsSync } from 'node:fs';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

export async function launch() {
  const playwright = await import('playwright-core').catch(() => null);
  if (!playwright) missing('playwright-core is not installed: run `npm ci` in web/');
  if (process.env.CHROMIUM && !existsSync(process.env.CHROMIUM)) missing(`$CHROMIUM is ${process.env.CHROMIUM}, which does not exist`);
  const executablePath = PLACES.find((path) => path && existsSync(path));
  if (!executablePath) missing('Chromium was not found: install it (`apt install chromium`, `dnf install chromium`, `brew install --cask chromium`) or set $CHROMIUM to its path');
  return playwright.chromium.launch({ executablePath, args: FLAGS });
}

export function missing(what) {
  console.error(`browser test not run: ${what}`);
  process.exit(3);
}
