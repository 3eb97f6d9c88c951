// How long a reader waits, in a real browser against a running server: `cargo xtask bench serve` runs it over a ledger of
// 100,000 made-up claims.
//
//   DATELINE_URL=http://127.0.0.1:PORT node web/tests/speed.mjs [--trace FILE]
//
// The first screen is usable when the map has its places and the panel its disputes; it is measured from the navigation on
// in a fresh profile, so nothing is cached. An interaction lasts until what it asks for is on the screen: a mark comes into
// the page with it, and the browser tells when the frame that has the mark was shown (Element Timing). `--trace` stores a
// trace of the first screen for the browser's developer tools.
import { launch, missing } from './chromium.mjs';

const url = (process.env.DATELINE_URL ?? '').replace(/\/$/, '');
if (!url) missing('set $DATELINE_URL to the address of a running server, e.g. http://127.0.0.1:8417');
const origin = new URL(url).origin;
const traced = process.argv.includes('--trace') ? process.argv[process.argv.indexOf('--trace') + 1] : null;
/** Milliseconds that nobody should wait longer. */
const BARS = { first: 1000, interaction: 100 };
const ROUNDS = 5;

const browser = await launch();
const { claims, reports, last_date: last } = await (await fetch(`${origin}/api/v1/meta`)).json();
console.log(`${claims} claims in ${reports} reports`);

const firsts = [];
for (let round = 0; round < ROUNDS; round++) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  if (traced && round === 0) await browser.startTracing(page, { path: traced, screenshots: false });
  await page.goto(`${origin}/`);
  await page.locator('g.place').first().waitFor();
  await page.locator('[data-testid="disputed"] h2').waitFor();
  const painted = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))));
  firsts.push(painted);
  if (traced && round === 0) await browser.stopTracing();
  if (round === ROUNDS - 1) {
    const asked = await page.evaluate(() => performance.getEntriesByType('resource').map((r) => [new URL(r.name).pathname, r.startTime, r.responseEnd - r.startTime, r.decodedBodySize]));
    for (const [path, start, took, bytes] of asked.slice(0, 12)) console.log(`  ${start.toFixed(0).padStart(5)} ms  +${took.toFixed(0).padStart(4)} ms ${(bytes / 1024).toFixed(0).padStart(6)} KB  ${path}`);
  }
  await context.close();
}
report('first screen', firsts, BARS.first, 1);

const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
await page.goto(`${origin}/`);
await page.locator('[data-testid="disputed"] h2').waitFor();
await page.locator('g.place').first().waitFor();

/** Does something in the page and waits until a condition of the page holds and is shown. */
const timed = (act, done, value) => page.evaluate(async ([act, done, value]) => {
  const run = new Function('value', act);
  const holds = new Function('value', `return ${done}`);
  const mark = document.createElement('span');
  mark.textContent = '.';
  mark.setAttribute('elementtiming', `${act} ${value} ${performance.now()}`);
  Object.assign(mark.style, { position: 'fixed', top: '0', left: '0' });
  const shown = new Promise((resolve) => new PerformanceObserver((list, self) => {
    const found = list.getEntries().find((entry) => entry.identifier === mark.getAttribute('elementtiming'));
    if (!found) return;
    self.disconnect();
    resolve(found.renderTime);
  }).observe({ type: 'element', buffered: true }));
  const start = performance.now();
  run(value);
  await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`still waiting: ${done}`)), 20000);
    const look = () => {
      if (!holds(value)) return;
      clearTimeout(late);
      watching.disconnect();
      document.body.append(mark);
      resolve();
    };
    const watching = new MutationObserver(look);
    watching.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  });
  const end = await shown;
  mark.remove();
  return end - start;
}, [act, done, value]);
const all = [];
async function measure(name, act, done, values, pause = 150) {
  const took = [];
  for (const value of values) {
    took.push(await timed(act, done, value));
    await page.waitForTimeout(pause);
  }
  report(name, took, BARS.interaction, 0.95);
  all.push(...took);
}
const dayBefore = (n) => new Date(Date.parse(last) - n * 86400000).toISOString().slice(0, 10);
const days = Array.from({ length: 20 }, (_, n) => dayBefore(1 + 17 * n));
// The map answers from what all reports tell of a day; the lists as of then take in what was published by then alone, so
// that another picture is derived.
await measure('another day: map', 'location.hash = `#at=${value}`', 'document.querySelector(`.map-frame[data-at="${value}"]`)', days);
// One day on from where the reader looks, as the keys, the slider and the player go.
const steps = days.slice(0, 10).map((_, n) => dayBefore(5 + n));
await page.evaluate((day) => { location.hash = `#at=${day}`; }, dayBefore(4));
await page.waitForTimeout(1500);
await measure('the day before', 'location.hash = `#at=${value}`', 'document.querySelector(`.map-frame[data-at="${value}"]`)', steps, 700);
await page.waitForTimeout(1500);
const lists = [];
for (const day of days.slice(0, 5).map((_, n) => dayBefore(3 + 29 * n))) lists.push(await timed('location.hash = `#at=${value}`', 'document.querySelector(`[data-testid="panel"][data-at="${value}"]`)', day));
report('another day: lists', lists, Infinity, 0.95);
const tabs = ['disputes', 'events', 'access', 'figures', 'actors', 'ledger', 'overview'];
await measure('another view', 'document.querySelector(`[data-testid="tab-${value}"]`).click()', 'document.querySelector(`[data-testid="panel"][data-tab="${value}"]`)', [...tabs, ...tabs]);
await page.evaluate(() => { location.hash = '#tab=ledger'; });
await page.getByTestId('ledger-row').first().waitFor();
const total = 'document.querySelector("[data-testid=ledger-count]").textContent';
const kinds = await page.locator('[data-facet="kind"] input').evaluateAll((inputs) => inputs.map((i) => i.dataset.value));
await measure('narrow the ledger', 'window.before = document.querySelector("[data-testid=ledger-count]").textContent; location.hash = `#tab=ledger&f.kind=${value}`', `${total} !== window.before`, kinds);
await page.evaluate(() => { location.hash = '#tab=ledger'; });
await page.waitForTimeout(400);
await page.evaluate(() => { window.scroller = [...document.querySelectorAll('[data-testid=ledger] *')].find((e) => e.scrollHeight > 10 * e.clientHeight && e.clientHeight > 100); });
await measure('jump in the ledger', 'scroller.scrollTop = value * scroller.scrollHeight', `(() => { const box = scroller.getBoundingClientRect(); return [...document.querySelectorAll('[data-testid="ledger-row"]')].some((r) => { const b = r.getBoundingClientRect(); return b.top >= box.top && b.bottom <= box.bottom && r.textContent.length > 20; }); })()`, Array.from({ length: 20 }, (_, n) => ((n * 7) % 20 + 0.5) / 20));
report('all interactions', all, BARS.interaction, 0.95);
await browser.close();

function report(name, took, bar, share) {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (s) => sorted[Math.min(sorted.length - 1, Math.ceil(s * sorted.length) - 1)];
  const worst = at(share);
  console.log(`${name.padEnd(20)} median ${at(0.5).toFixed(0).padStart(5)} ms  ${share < 1 ? `p${share * 100}` : 'most'} ${worst.toFixed(0).padStart(5)} ms  ${bar === Infinity ? 'no bar' : `${worst <= bar ? 'within' : 'beyond'} ${bar} ms`} (${sorted.length})`);
}
