/* node rtc_line_page.ts SECONDS: a publisher of three layers and a viewer in Chromium with a bad line between the viewer and
 * our SFU. Writes one line of JSON:
 *
 *   adaptS    from 3 Mbit/s to 300 kbit/s: until a frame of a smaller layer
 *   backS     to 3 Mbit/s again: until a frame of the largest one
 *   fallGapS  the longest time without a packet of sound around both (samples of 100 ms)
 *   frozen, concealed  shares of SECONDS at 5 % loss both ways and 80 ms there and back
 *   frozenClean, concealedClean  the same of a viewer beside it whose line loses nothing: what this machine does by itself
 */
import { setTimeout as pause } from 'node:timers/promises';

import { chromium, type Browser, type Page } from '../../player-web/tools/browser-driver.ts';
import { look, publishLayers, viewLine, WIDTHS, type Seen } from '../web/support/rtc-peers.ts';
import { BadLine, RtcServer } from '../web/support/rtc-server.ts';

const [seconds = '60'] = process.argv.slice(2);
const EVERY_MS = 100;
const SETTLE_MS = 20000;
const LIMIT_S = 60;
const HIGH = WIDTHS[2];

const browser: Browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
});
const server = await RtcServer.start();

async function openPage(): Promise<Page> {
  const page = await browser.newPage();
  await page.goto('about:blank');
  return page;
}

interface Wait {
  s: number;
  soundGapS: number;
}

async function until(page: Page, isThere: (seen: Seen) => boolean): Promise<Wait> {
  const began = await look(page);
  let [seen, soundMs, gapMs] = [began, began.atMs, 0];
  do {
    await pause(EVERY_MS);
    const next = await look(page);
    if (next.soundBytes > seen.soundBytes) soundMs = next.atMs;
    gapMs = Math.max(gapMs, next.atMs - soundMs);
    seen = next;
  } while (!isThere(seen) && seen.atMs - began.atMs < LIMIT_S * 1000);
  return { s: (seen.atMs - began.atMs) / 1000, soundGapS: gapMs / 1000 };
}

async function fall(): Promise<{ adaptS: number; backS: number; fallGapS: number }> {
  const line = await BadLine.start(server.mediaPort, 'down rate 3M', 'down queue 300ms', 'both delay 20ms');
  const [publisher, viewer] = [await openPage(), await openPage()];
  await publishLayers(publisher, server, '/whip/fall');
  await viewLine(viewer, server, '/whep/fall', line.port);
  await until(viewer, (seen) => seen.width === HIGH);
  await pause(SETTLE_MS);
  line.tell('down rate 300k');
  const down = await until(viewer, (seen) => seen.width < HIGH);
  await pause(SETTLE_MS);
  line.tell('down rate 3M');
  const up = await until(viewer, (seen) => seen.width === HIGH);
  await Promise.all([viewer.close(), publisher.close()]);
  await line.dispose();
  return { adaptS: down.s, backS: up.s, fallGapS: Math.max(down.soundGapS, up.soundGapS) };
}

interface Shares {
  frozen: number;
  concealed: number;
}

/* Of the time, of the sound. */
function shares(before: Seen, seen: Seen): Shares {
  return {
    frozen: (seen.frozenS - before.frozenS) * 1000 / (seen.atMs - before.atMs),
    concealed: (seen.concealed - before.concealed) / (seen.samples - before.samples),
  };
}

async function loss(): Promise<Shares & { frozenClean: number; concealedClean: number }> {
  const lossy = await BadLine.start(server.mediaPort, 'both loss 0.05', 'both delay 40ms');
  const whole = await BadLine.start(server.mediaPort, 'both delay 40ms');
  const [publisher, viewer, beside] = [await openPage(), await openPage(), await openPage()];
  await publishLayers(publisher, server, '/whip/loss');
  await viewLine(viewer, server, '/whep/loss', lossy.port);
  await viewLine(beside, server, '/whep/loss', whole.port);
  await until(viewer, (seen) => seen.width === HIGH);
  await pause(SETTLE_MS);
  const before = await Promise.all([look(viewer), look(beside)]);
  await pause(Number(seconds) * 1000);
  const seen = await Promise.all([look(viewer), look(beside)]);
  await Promise.all([viewer.close(), beside.close(), publisher.close()]);
  await Promise.all([lossy.dispose(), whole.dispose()]);
  const clean = shares(before[1], seen[1]);
  return { ...shares(before[0], seen[0]), frozenClean: clean.frozen, concealedClean: clean.concealed };
}

process.stdout.write(`${JSON.stringify({ ...(await fall()), ...(await loss()) })}\n`);
await server.dispose();
await browser.close();
