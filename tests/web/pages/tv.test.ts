import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';

import * as tv from '../../../player-web/tv/messages.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const SIZES = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const;

/* Everything must lie inside the part of the picture that no set cuts off. */
const SAFE_SHARE = 0.035;

/* What came into engines after the oldest sets. */
const LATER_GLOBALS = [
  'WebSocket',
  'Promise',
  'Symbol',
  'Map',
  'Set',
  'WeakMap',
  'Proxy',
  'Reflect',
  'fetch',
  'URL',
  'URLSearchParams',
  'IntersectionObserver',
  'requestIdleCallback',
  'performance',
  'Intl',
];

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

function focusedId(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.id ?? '');
}

/* The focus waits on what is on air; the check is some entries further. */
async function goToCheck(page: Page): Promise<void> {
  await page.locator('#menu-watch:focus').waitFor();
  for (const entry of ['menu-courses', 'menu-check']) {
    if (!(await page.locator(`#${entry}`).isVisible())) continue;
    await page.keyboard.press('ArrowRight');
    await page.locator(`#${entry}:focus`).waitFor();
  }
}

for (const size of SIZES) {
  test(`five keys are enough at ${size.width} × ${size.height}`, async () => {
    const person = await Person.open(browser, { url: server.url, size });
    await person.go('/tv');
    const { page } = person;
    await page.locator('[data-state=online]').waitFor();
    await goToCheck(page);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await focusedId(page), 'menu-desktop');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focusedId(page), 'menu-desktop', 'nothing lies that way');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#greeting').textContent(), tv.en['tv.unpaired']);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#greeting').textContent(), tv.zhCN['tv.unpaired']);

    await page.keyboard.press('ArrowLeft');
    assert.equal(await focusedId(page), 'menu-check');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/check#\/tv$/);
    await page.locator('#start:focus').waitFor();
    for (let i = 0; i < 3 && (await focusedId(page)) !== 'facts'; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tv\?facts$/);
    await page.locator('#check-back:focus').waitFor();
    const rows = await page.locator('#check-rows li').allTextContents();
    assert.ok(rows.some((row) => row.includes(`${size.width} × ${size.height}`)), rows.join());
    await page.keyboard.press('Enter');
    await eventually('back by the button', () => focusedId(page), (id) => id === 'menu-check');
    await person.leave();
  });

  test(`nothing is cut off at ${size.width} × ${size.height}`, async () => {
    for (const locale of ['zh-CN', 'en-US'] as const) {
      const person = await Person.open(browser, { url: server.url, size, locale });
      await person.go('/tv');
      const { page } = person;
      await page.locator('[data-state=online]').waitFor();
      for (const view of ['home', 'check']) {
        const outside = await page.evaluate((share) => {
          for (const name of ['study', 'room', 'courses']) { // all that can be offered at once
            document.getElementById(`menu-${name}`)!.hidden = false;
            document.getElementById(`menu-${name}-text`)!.textContent = '进入会议';
          }
          const [w, h] = [window.innerWidth, window.innerHeight];
          return [...document.querySelectorAll('.frame *')]
            .filter((element) => element.children.length === 0 && element.textContent?.trim())
            .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0)
            .filter(({ box }) => box.left < w * share || box.right > w * (1 - share) ||
              box.top < h * share || box.bottom > h * (1 - share))
            .map(({ text }) => text);
        }, SAFE_SHARE);
        assert.deepEqual(outside, [], `${view} in ${locale}`);
        if (view === 'check') break;
        await person.go('/tv?facts');
        await page.locator('#check-back:focus').waitFor();
        await page.locator('#check-rows li').nth(7).waitFor();
      }
      await person.leave();
    }
  });
}

test("the clock is the server's, not the set's", async () => {
  const person = await Person.open(browser, { url: server.url });
  /* A set whose clock is five hours fast. */
  await person.page.addInitScript(() => {
    const RealDate = Date;
    const aheadMs = 5 * 3600 * 1000;
    class FastDate extends RealDate {
      constructor(...given: []) {
        if (given.length === 0) super(RealDate.now() + aheadMs);
        else super(...given);
      }
      static override now(): number {
        return RealDate.now() + aheadMs;
      }
    }
    window.Date = FastDate as DateConstructor;
  });
  await person.go('/tv');
  await person.page.locator('[data-state=online]').waitFor();
  const shown = async () => {
    const [time, seconds] = await Promise.all([
      person.page.locator('#clock-time').textContent(),
      person.page.locator('#clock-seconds').textContent(),
    ]);
    const [h = 0, m = 0, s = 0] = `${time}:${seconds}`.split(':').map(Number);
    return h * 3600 + m * 60 + s;
  };
  const isRight = (seconds: number) => {
    const now = new Date();
    const here = now.getHours() * 3600 + now.getMinutes() * 60 + now.getSeconds();
    return Math.min(Math.abs(seconds - here), 86400 - Math.abs(seconds - here)) <= 2;
  };
  await eventually("the server's time", shown, isRight);
  await person.leave();
});

test('a set somebody signed in on is live, and comes back after the server was away', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectLineDown();
  await person.signIn('demo-clerk');
  await person.go('/tv');
  const { page } = person;
  await page.locator('[data-state=live]').waitFor();
  await page.evaluate(() => ((window as unknown as { mark: string }).mark = 'same page'));
  await server.kill();
  await page.locator('[data-state=offline], [data-state=connecting]').waitFor();
  await server.startAgain();
  await page.locator('[data-state=live]').waitFor({ timeout: 60000 });
  const mark = await page.evaluate(() => (window as unknown as { mark?: string }).mark);
  assert.equal(mark, 'same page');
  await person.leave();
});

test('a set without WebSocket, storage or history still shows clock and menu', async () => {
  const person = await Person.open(browser, { url: server.url });
  await person.page.addInitScript((LATER_GLOBALS) => {
    const poor = window as unknown as Record<string, unknown>;
    for (const name of LATER_GLOBALS) poor[name] = undefined;
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new Error('refused');
      },
    });
    history.pushState = undefined as unknown as History['pushState'];
  }, LATER_GLOBALS);
  await person.go('/tv');
  const { page } = person;
  await page.locator('[data-state=online]').waitFor();
  await goToCheck(page);
  await person.go('/tv?facts');
  await page.locator('.poor').filter({ hasText: tv.zhCN['tv.unsupported'] }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#menu-check:focus').waitFor();
  await person.leave();
});
