/* The players against the program itself: the sample county's meeting with its built-in picture. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const START_MS = 40000;

let server: TestServer;
let browser: Browser;

before(async () => {
  server = await TestServer.start('--demo');
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

function timeOf(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
}

function latencyOf(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.querySelector('[data-latency]')?.getAttribute('data-latency') ?? NaN));
}

async function begin(page: Page): Promise<void> {
  await page.locator('.on-air').click();
  await page.locator('.stage[data-phase=playing]').waitFor({ timeout: START_MS });
}

for (const [path, size, mostMs] of [['/pc', PC_SIZE, 4000], ['/phone', PHONE_SIZE, 6000]] as const) {
  test(`${path}: the sample meeting is seen without a sign-in, near the live edge`, async () => {
    const person = await Person.open(browser, { url: server.url, size });
    person.expectRefusals();
    await person.go(path);
    const { page } = person;
    await begin(page);
    await eventually('latency', () => latencyOf(page), (ms) => ms > 0 && ms < mostMs, START_MS);
    const from = await timeOf(page);
    const beat = page.waitForResponse((response) => response.url().includes('/beats') && response.status() === 200);
    await eventually('moving', () => timeOf(page), (seconds) => seconds > from + 5, START_MS);
    const stored = (await (await beat).json()) as { sequence: number };
    assert.ok(stored.sequence >= 1);
    await person.leave();
  });
}

test('kill -9 of the server: the same page plays on by itself', async (context) => {
  const person = await Person.open(browser, { url: server.url });
  person.expectLineDown();
  await person.go('/pc');
  const { page } = person;
  await begin(page);
  await page.evaluate(() => ((window as unknown as { mark: string }).mark = 'same page'));
  await server.kill();
  await server.startAgain();
  const upAt = performance.now();
  const from = await timeOf(page);
  await eventually('moving', () => timeOf(page), (seconds) => seconds > from + 3, START_MS);
  context.diagnostic(`three seconds of picture ${Math.round(performance.now() - upAt)} ms after the server was back`);
  await eventually('near live', () => latencyOf(page), (ms) => ms > 0 && ms < 6000, START_MS);
  assert.equal(await page.evaluate(() => (window as unknown as { mark?: string }).mark), 'same page');
  await person.leave();
});

test('/tv plays it as well, after one key', async () => {
  const person = await Person.open(browser, { url: server.url, size: { width: 1280, height: 720 } });
  person.expectRefusals();
  await person.go('/tv');
  const { page } = person;
  await page.locator('#menu-watch').waitFor({ timeout: START_MS });
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.locator('#watch[data-phase=playing]').waitFor({ timeout: START_MS });
  const from = await timeOf(page);
  await eventually('moving', () => timeOf(page), (seconds) => seconds > from + 3, START_MS);
  await person.leave();
});
