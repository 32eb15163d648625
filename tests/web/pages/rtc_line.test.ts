/* Chromium views three layers over a line that gets narrow and wide again. */
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser } from '../support/browser.ts';
import { look, publishLayers, viewLine, WIDTHS } from '../support/rtc-peers.ts';
import { BadLine, RtcServer } from '../support/rtc-server.ts';
import { eventually } from '../support/wait.ts';

const [LOW, , HIGH] = WIDTHS;
const PATIENCE_MS = 60000;

let browser: Browser;
let server: RtcServer;

before(async () => {
  browser = await openBrowser('--autoplay-policy=no-user-gesture-required');
  server = await RtcServer.start();
});

after(async () => {
  await server?.dispose();
  await browser?.close();
});

async function page(): Promise<Page> {
  const opened = await browser.newPage();
  await opened.goto('about:blank');
  return opened;
}

test('a line from 3 Mbit/s to 300 kbit/s and back: the picture gets smaller and large again, sound goes on', async () => {
  const line = await BadLine.start(server.mediaPort, 'down rate 3M', 'down queue 300ms', 'both delay 20ms');
  const [publisher, viewer] = [await page(), await page()];
  await publishLayers(publisher, server, '/whip/line');
  await viewLine(viewer, server, '/whep/line', line.port);
  const wide = await eventually('the large picture', () => look(viewer), (seen) => seen.width === HIGH && seen.frames > 60, PATIENCE_MS);
  line.tell('down rate 300k');
  const narrow = await eventually('a small picture', () => look(viewer), (seen) => seen.width === LOW, PATIENCE_MS);
  await eventually('frames and sound', () => look(viewer),
    (seen) => seen.frames > narrow.frames + 60 && seen.soundBytes > wide.soundBytes + 10000, PATIENCE_MS);
  line.tell('down rate 3M');
  await eventually('the large picture again', () => look(viewer), (seen) => seen.width === HIGH, PATIENCE_MS);
  await Promise.all([viewer.close(), publisher.close()]);
  await line.dispose();
});
