/* node watch_page.ts URL WIDTH HEIGHT: opens a page of ours in Chromium, plays what is on air and writes
 * ten times a second one line of JSON about what it shows, until stdin ends. The clock on the picture
 * is that of clock_source.py. */
import { chromium } from '../../player-web/tools/browser-driver.ts';

const [address = '', width = '1366', height = '768'] = process.argv.slice(2);
const START_MS = 60000;
const EVERY_MS = 100;

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
});

function look(): object {
  const state = window as unknown as { stalls?: number; canvas?: CanvasRenderingContext2D | null; seen?: Element };
  const video = document.querySelector('video');
  const atMs = Date.now();
  if (!video) return { at_ms: atMs, clock_ms: 0, time_s: 0, stalls: 0, dropped: 0, total: 0, height: 0, latency_ms: 0 };
  if (state.seen !== video) {
    state.seen = video;
    state.stalls ??= 0;
    video.addEventListener('waiting', () => (state.stalls = (state.stalls ?? 0) + 1));
  }
  if (!state.canvas) {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 16;
    state.canvas = canvas.getContext('2d', { willReadFrequently: true });
  }
  let clockMs = 0;
  if (state.canvas && video.videoWidth > 0) {
    state.canvas.drawImage(video, 0, 0, video.videoWidth, (video.videoHeight * 16) / 360, 0, 0, 640, 16);
    const { data } = state.canvas.getImageData(0, 8, 640, 1);
    for (let bit = 0; bit < 32; bit++) {
      const at = (bit * 16 + 8) * 4;
      const luma = 0.3 * (data[at] ?? 0) + 0.59 * (data[at + 1] ?? 0) + 0.11 * (data[at + 2] ?? 0);
      if (luma > 125) clockMs += 2 ** bit;
    }
  }
  const quality = video.getVideoPlaybackQuality();
  return {
    at_ms: atMs,
    clock_ms: clockMs,
    time_s: video.currentTime,
    stalls: state.stalls,
    dropped: quality.droppedVideoFrames,
    total: quality.totalVideoFrames,
    height: video.videoHeight,
    latency_ms: Number(document.querySelector('[data-latency]')?.getAttribute('data-latency') ?? 0),
  };
}

const context = await browser.newContext({ viewport: { width: Number(width), height: Number(height) }, locale: 'zh-CN' });
const page = await context.newPage();
await page.goto(address);
await page.locator('.on-air').first().click({ timeout: START_MS });
await page.locator('.stage[data-phase=playing]').waitFor({ timeout: START_MS });

let isWanted = true;
process.stdin.on('end', () => (isWanted = false));
process.stdin.resume();
while (isWanted) {
  const begin = performance.now();
  console.log(JSON.stringify(await page.evaluate(look)));
  await new Promise((done) => setTimeout(done, Math.max(1, EVERY_MS - (performance.now() - begin))));
}
await browser.close();
