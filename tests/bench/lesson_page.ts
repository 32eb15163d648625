/* node lesson_page.ts URL LESSON COURSE SECONDS RUNS: one lesson again and again on /pc in Chromium, each time in a fresh
 * profile. Writes one line of JSON for each run; times in milliseconds, of the browser's own clock.
 *
 *   open      the address is entered, nothing is cached: until the first picture is on the screen
 *   click     a press on the lesson in its course's page: until the first picture
 *   near, far a press on the time bar: until a picture of that place, 5 s ahead and beyond what was fetched
 *   language  a press on the other language: until its tone is heard (the sounds are 440 and 660 Hz)
 *   stalls    how often nothing was there to play, seeking left out
 */
import { chromium, type Browser, type Page } from '../../player-web/tools/browser-driver.ts';

const [url = '', lesson = '', course = '', seconds = '60', runs = '10'] = process.argv.slice(2);
const PATIENCE_MS = 30000;
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'];

interface Probe {
  firstMs: number; // of the first picture
  stalls: number;
  fromMs: number; // when the last press was made
  shownMs: number; // when its picture or tone was there
}

/* In the page: what is looked at before any script of it runs. */
function install(): void {
  const probe: Probe = { firstMs: 0, stalls: 0, fromMs: 0, shownMs: 0 };
  (window as unknown as { probe: Probe }).probe = probe;
  document.addEventListener('loadstart', (event) => {
    const video = event.target as HTMLVideoElement;
    video.requestVideoFrameCallback((now) => {
      probe.firstMs ||= now;
      console.info('first picture');
    });
  }, true);
  document.addEventListener('waiting', (event) => {
    const video = event.target as HTMLVideoElement;
    if (probe.firstMs > 0 && !video.seeking) probe.stalls += 1;
  }, true);
}

const probeOf = (page: Page) => page.evaluate(() => (window as unknown as { probe: Probe }).probe);

async function until(page: Page, what: string, isThere: (probe: Probe) => boolean): Promise<Probe> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const probe = await probeOf(page);
    if (isThere(probe)) return probe;
    if (performance.now() > end) throw new Error(`${what} did not happen: ${JSON.stringify(probe)}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/* The page says so: asking it would be work that it has to do besides. */
const firstPicture = (page: Page) => page.waitForEvent('console', (message) => message.text() === 'first picture');

/* A press on the time bar, and the first picture of that place. */
async function seek(page: Page, ms: number): Promise<number> {
  await page.evaluate((targetMs) => {
    const probe = (window as unknown as { probe: Probe }).probe;
    const video = document.querySelector('video')!;
    const bar = document.querySelector<HTMLInputElement>('.time-bar-input')!;
    probe.shownMs = 0;
    probe.fromMs = performance.now();
    const look = (now: number, frame: { mediaTime: number }) => {
      if (frame.mediaTime * 1000 > targetMs - 100 && frame.mediaTime * 1000 < targetMs + 3000) probe.shownMs = now;
      else video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    bar.value = String(targetMs);
    bar.dispatchEvent(new Event('input', { bubbles: true }));
    bar.dispatchEvent(new Event('change', { bubbles: true }));
  }, ms);
  const { fromMs, shownMs } = await until(page, `the place ${ms}`, (probe) => probe.shownMs > 0);
  return shownMs - fromMs;
}

/* A press on the other language, and its tone. */
async function switchSound(page: Page): Promise<number> {
  await page.locator('.watch-bar .watch-menu').first().waitFor();
  await page.evaluate(async () => {
    const state = window as unknown as { loud: (hertz: number) => number };
    const video = document.querySelector('video') as HTMLVideoElement & { captureStream(): MediaStream };
    const audio = new AudioContext({ sampleRate: 48000, latencyHint: 'interactive' });
    await audio.resume();
    const analyser = audio.createAnalyser();
    analyser.fftSize = 1024;
    analyser.smoothingTimeConstant = 0;
    audio.createMediaStreamSource(video.captureStream()).connect(analyser);
    const bins = new Float32Array(analyser.frequencyBinCount);
    state.loud = (hertz) => {
      analyser.getFloatFrequencyData(bins);
      return bins[Math.round((hertz * 1024) / 48000)]!;
    };
  });
  const end = performance.now() + PATIENCE_MS;
  while (await page.evaluate(() => (window as unknown as { loud: (hertz: number) => number }).loud(440) < -60)) {
    if (performance.now() > end) throw new Error('the first language is not heard');
  }
  await page.getByRole('button', { name: /^语言/ }).click();
  await page.evaluate(() => {
    const { probe, loud } = window as unknown as { probe: Probe; loud: (hertz: number) => number };
    const rows = document.querySelectorAll<HTMLElement>('[role=menuitemradio]');
    probe.shownMs = 0;
    probe.fromMs = performance.now();
    const timer = setInterval(() => {
      if (loud(660) < -60 || loud(660) < loud(440) + 10) return;
      probe.shownMs = performance.now();
      clearInterval(timer);
    }, 4);
    rows[1]!.click();
  });
  const { fromMs, shownMs } = await until(page, 'the other tone', (probe) => probe.shownMs > 0);
  return shownMs - fromMs;
}

async function fresh(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.addInitScript(install);
  return page;
}

async function opened(browser: Browser): Promise<object> {
  const page = await fresh(browser);
  const picture = firstPicture(page);
  await page.goto(`${url}/pc?lesson=${lesson}`, { waitUntil: 'commit' });
  await picture;
  const { firstMs: open } = await probeOf(page);
  const requests = await page.evaluate(() => performance.getEntriesByType('resource').length);
  await page.waitForFunction(() => document.querySelector('video')!.currentTime > 1);
  const near = await seek(page, 6000);
  const far = await seek(page, (Number(seconds) - 12) * 1000);
  const language = await switchSound(page);
  await page.waitForTimeout(3000);
  const { stalls } = await probeOf(page);
  if (process.env['BENCH_TRACE']) await trace(page);
  await page.context().close();
  return { open, near, far, language, stalls, requests };
}

/* What the first picture waited for. */
async function trace(page: Page): Promise<void> {
  const rows = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter((entry) => entry.startTime < 3000)
      .map((entry) => `${entry.startTime.toFixed(0)}-${entry.responseEnd.toFixed(0)} ${entry.transferSize} ${new URL(entry.name).pathname.slice(-60)}`),
  );
  console.error(rows.join('\n'));
}

async function clicked(browser: Browser): Promise<number> {
  const page = await fresh(browser);
  await page.goto(`${url}/pc?course=${course}`);
  const row = page.locator('.lesson-row').first();
  await row.waitFor();
  await page.waitForLoadState('networkidle');
  const picture = firstPicture(page);
  const from = await page.evaluate(() => {
    const now = performance.now();
    document.querySelector<HTMLElement>('.lesson-row')!.click();
    return now;
  });
  await picture;
  const { firstMs } = await probeOf(page);
  await page.context().close();
  return firstMs - from;
}

const browser = await chromium.launch({ executablePath: process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium', args: ARGUMENTS });
for (let run = 0; run < Number(runs); run++) {
  console.log(JSON.stringify({ ...(await opened(browser)), click: await clicked(browser) }));
}
await browser.close();
