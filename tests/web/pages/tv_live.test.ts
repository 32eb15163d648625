import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import * as tv from '../../../player-web/tv/messages.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { SCREEN } from '../support/fake-live.ts';
import { tracks } from '../support/fake-media.ts';
import { eventually } from '../support/wait.ts';

const SIZE = { width: 1280, height: 720 };

let browser: Browser;

before(async () => {
  tracks();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

async function visit(run: (api: FakeApi, person: Person, page: Page) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url, size: SIZE });
  try {
    await run(api, person, person.page);
    await person.leave();
  } finally {
    await api.dispose();
  }
}

/* As a set that was paired before it was switched off. */
async function pairBefore(page: Page): Promise<void> {
  await page.addInitScript((screen) => {
    localStorage.setItem('tongping.screen', JSON.stringify({ token: 'secret', screen }));
  }, SCREEN);
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/* Without a key before, Chromium lets nothing be heard. */
async function begin(page: Page): Promise<void> {
  await page.locator('#watch[data-phase=playing], #watch[data-phase=touch]').waitFor();
  if ((await page.locator('#watch').getAttribute('data-phase')) === 'touch') await press(page, 'Enter');
  await page.locator('#watch[data-phase=playing]').waitFor();
}

test('a paired set plays by itself, asks once whether all is well, and tells the studio by one key', async () => {
  await visit(async (api, person, page) => {
    await pairBefore(page);
    await person.go('/tv');
    await begin(page);
    await page.locator('#watch-menu').waitFor();
    assert.equal(await page.locator('#watch-menu-title').textContent(), tv.zhCN['tv.site_question']);
    await press(page, 'Enter');
    await eventually('the answer', () => api.live.confirmations.length, (count) => count === 1);
    assert.deepEqual(api.live.confirmations[0], { sees_picture: true, hears_sound: true });
    await eventually('beats', () => api.live.beats.length, (count) => count > 1);
    assert.equal(await page.locator('#watch-menu').isHidden(), true);
  });
});

test('five keys: back ten seconds, another language, Back closes bar and meeting, and it stays closed', async () => {
  await visit(async (api, person, page) => {
    person.expectRefusals();
    await person.go('/tv');
    await page.locator('#menu-watch').waitFor();
    await press(page, 'ArrowLeft', 'Enter');
    await begin(page);
    await press(page, 'ArrowLeft');
    await page.locator('#watch[data-mode=behind]').waitFor();
    assert.match((await page.locator('#watch-place').textContent()) ?? '', /00:1\d/);
    await press(page, 'ArrowUp');
    await page.locator('#watch-menu').waitFor();
    await press(page, 'ArrowDown', 'Enter');
    await eventually('the language', () => api.live.beats.at(-1)?.language, (language) => language === 'mn');
    await press(page, 'Escape', 'Escape');
    await page.locator('#watch').waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'menu-watch');
    const last = api.live.beats.at(-1)!;
    await eventually('the final beat', () => api.live.beats.at(-1)?.is_final, (isFinal) => isFinal === true);
    assert.ok(api.live.beats.at(-1)!.sequence >= last.sequence);
  });
});

test('a killed server: the sentence, then the picture again without a key', async () => {
  await visit(async (api, person, page) => {
    person.expectLineDown();
    await person.go('/tv');
    await page.locator('#menu-watch').waitFor();
    await press(page, 'ArrowLeft', 'Enter');
    await begin(page);
    api.live.isDown = true;
    await page.locator('#watch-words').filter({ hasText: tv.zhCN['tv.trouble_line'] }).waitFor();
    api.live.stream.beginGeneration();
    api.live.isDown = false;
    await page.locator('#watch-words').waitFor({ state: 'hidden' });
    const timeOf = () => page.evaluate(() => document.querySelector('video')!.currentTime);
    const from = await timeOf();
    await eventually('moving', timeOf, (seconds) => seconds > from + 0.5, 8000);
  });
});

test('a set of 2014 takes the MPEG-TS of its language, without hls.js', async () => {
  await visit(async (api, person, page) => {
    person.expectRefusals();
    await page.addInitScript(() => {
      const poor = window as unknown as Record<string, unknown>;
      for (const name of ['MediaSource', 'WebKitMediaSource', 'ManagedMediaSource', 'Promise', 'Map', 'Symbol', 'fetch']) {
        poor[name] = undefined;
      }
    });
    await person.go('/tv');
    await page.locator('#menu-watch').waitFor();
    await press(page, 'ArrowLeft', 'Enter');
    await eventually('its playlist', () => api.live.media.filter((path) => path === 'tv/zh.m3u8').length, (count) => count > 0);
    assert.equal(await page.locator('script[src*=tvhls]').count(), 0);
  });
});
