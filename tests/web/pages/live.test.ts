import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE, type PersonOptions } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { MEETING_ID } from '../support/fake-live.ts';
import { tracks } from '../support/fake-media.ts';
import { faultsOf } from '../support/faults.ts';
import { eventually } from '../support/wait.ts';

let browser: Browser;

before(async () => {
  tracks();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

function playing(page: Page): Promise<void> {
  return page.locator('.stage[data-phase=playing]').waitFor();
}

function latencyOf(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.querySelector('[data-latency]')?.getAttribute('data-latency') ?? NaN));
}

interface Visit {
  api: FakeApi;
  person: Person;
  page: Page;
}

/* A person on a page of a server of its own; both are gone afterwards, also when the test fails. */
async function visit(options: Partial<PersonOptions>, run: (visit: Visit) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url, ...options });
  try {
    await run({ api, person, page: person.page });
    await person.leave();
  } finally {
    await api.dispose();
  }
}

/* The driver's own questions count as a touch for Chromium; this page is as strict as a phone. */
async function refuseUntouched(page: Page): Promise<void> {
  await page.addInitScript(() => {
    let isTouched = false;
    document.addEventListener('click', () => (isTouched = true), true);
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement): Promise<void> {
      return isTouched ? play.call(this) : Promise.reject(new DOMException('no touch', 'NotAllowedError'));
    };
  });
}

/* Opened by its address: the browser may want a key or a click before there may be sound. */
async function begin(page: Page): Promise<void> {
  await page.locator('.stage[data-phase=playing], .stage[data-phase=touch]').waitFor();
  if ((await page.locator('.stage').getAttribute('data-phase')) === 'touch') await page.locator('.stage-touch').click();
  await playing(page);
}

function timeOf(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelector('video')!.currentTime);
}

for (const [path, size] of [['/pc', PC_SIZE], ['/phone', PHONE_SIZE]] as const) {
  test(`${path}: nobody signed in, one press on the meeting, and it plays live`, async () => {
    await visit({ size }, async ({ api, person, page }) => {
      await person.go(path);
      await page.locator('.on-air').click();
      await playing(page);
      const most = path === '/pc' ? 3500 : 6000;
      await eventually('latency', () => latencyOf(page), (ms) => ms > 0 && ms < most);
      await eventually('a beat', () => api.live.beats.length, (count) => count > 1);
    });
  });
}

test('a killed server: a plain sentence, then the picture again within 8 s, on the same page', async () => {
  await visit({}, async ({ api, person, page }) => {
    person.expectLineDown();
    await person.go(`/pc?meeting=${MEETING_ID}`);
    await begin(page);
    await page.evaluate(() => ((window as unknown as { mark: string }).mark = 'same page'));
    api.live.isDown = true;
    await page.locator('[data-trouble=line]').waitFor();
    assert.equal(await page.locator('[data-trouble]').textContent(), zhCN['watch.trouble_line']);
    api.live.stream.beginGeneration();
    api.live.isDown = false;
    const backAt = performance.now();
    await page.locator('[data-trouble]').waitFor({ state: 'detached' });
    const from = await timeOf(page);
    await eventually('moving again', () => timeOf(page), (seconds) => seconds > from + 0.5, 8000);
    assert.ok(performance.now() - backAt < 8000);
    await eventually('live again', () => latencyOf(page), (ms) => ms < 5000);
    assert.equal(await page.evaluate(() => (window as unknown as { mark?: string }).mark), 'same page');
  });
});

test('an old token is renewed under way: another viewing, and the picture goes on', async () => {
  await visit({}, async ({ api, person, page }) => {
    person.expectRefusals();
    await person.go(`/pc?meeting=${MEETING_ID}`);
    await begin(page);
    assert.equal(api.live.viewings, 1);
    api.live.revoke();
    await eventually('a new viewing', () => api.live.viewings, (count) => count === 2);
    const from = await timeOf(page);
    await eventually('moving', () => timeOf(page), (seconds) => seconds > from + 2);
    await eventually('its beats', () => api.live.stored.size, (count) => count === 2);
  });
});

test('rewinding stays behind, the seen intervals are what was played, L leads back to live', async () => {
  await visit({}, async ({ api, person, page }) => {
    await person.go(`/pc?meeting=${MEETING_ID}`);
    await begin(page);
    await eventually('beats', () => api.live.beats.length, (count) => count > 1);
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
    await page.locator('.stage[data-mode=behind]').waitFor();
    const before = api.live.beats.length;
    await eventually('more beats', () => api.live.beats.length, (count) => count > before + 3);
    const behind = api.live.beats.slice(before + 2).flatMap((beat) => beat.seen);
    assert.ok(behind.length > 0);
    for (const { from_ms, to_ms } of behind) {
      assert.ok(from_ms < to_ms);
      assert.ok(api.live.stream.mediaMs() - to_ms > 20000, 'still far behind live');
    }
    const seenMs = api.live.beats.flatMap((beat) => beat.seen).reduce((sum, one) => sum + one.to_ms - one.from_ms, 0);
    assert.ok(seenMs < 30000, `only what was played: ${seenMs} ms`);
    assert.equal(await page.locator('.stage').getAttribute('data-mode'), 'behind');
    await page.keyboard.press('l');
    await page.locator('.stage[data-mode=live]').waitFor();
    await eventually('live', () => latencyOf(page), (ms) => ms > 0 && ms < 4000);
  });
});

test('an agenda item is a mark on the bar and a button beside it', async () => {
  await visit({}, async ({ api, person, page }) => {
    await person.signIn('demo-member');
    await person.go(`/pc?meeting=${MEETING_ID}`);
    await begin(page);
    assert.equal(await page.locator('.time-bar-mark').count(), 2);
    await page.locator('button.agenda-row').first().click();
    await page.locator('.stage[data-mode=behind]').waitFor();
    const wanted = api.live.agenda[0]!.started_at_ms!;
    const beatNear = () => api.live.beats.some((beat) => Math.abs(beat.position_ms - wanted) < 3000);
    await eventually('a beat from there', beatNear, (isThere) => isThere);
  });
});

test('languages have their own names, and the chosen one is fetched', async () => {
  await visit({}, async ({ api, person, page }) => {
    await person.go(`/pc?meeting=${MEETING_ID}`);
    await begin(page);
    await page.locator('.watch-menu .watch-button').first().click();
    const names = await page.locator('[role=menuitemradio]').allTextContents();
    assert.deepEqual(names, tracks().filter((track) => track.language).map((track) => track.autonym));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await eventually('its beats', () => api.live.beats.at(-1)?.language, (language) => language === 'mn');
    const from = await timeOf(page);
    await eventually('moving', () => timeOf(page), (seconds) => seconds > from + 1);
  });
});

test('beats that were refused are kept over a reload and come in order, each once', async () => {
  await visit({}, async ({ api, person, page }) => {
    person.expectRefusals();
    await person.go(`/pc?meeting=${MEETING_ID}`);
    await begin(page);
    await eventually('a beat', () => api.live.beats.length, (count) => count > 0);
    api.live.refusesBeats = true;
    const tries = () => api.calls.filter((call) => call.includes('/beats')).length;
    const before = tries();
    await eventually('refused ones', tries, (count) => count > before + 2);
    await page.reload();
    await page.locator('.stage').waitFor();
    api.live.refusesBeats = false;
    const count = api.live.beats.length;
    await eventually('the kept ones', () => api.live.beats.length, (now) => now > count + 3);
    assert.equal(api.live.viewings, 2, 'the page that went has ended its viewing');
    const first = api.live.beats[0]!.viewing;
    for (const isFirst of [true, false]) {
      const numbers = api.live.beats.filter((beat) => (beat.viewing === first) === isFirst).map((beat) => beat.sequence);
      assert.deepEqual(numbers, numbers.map((_, i) => i + 1));
    }
  });
});

for (const [path, size] of [['/pc', PC_SIZE], ['/phone', PHONE_SIZE]] as const) {
  test(`${path}: counted on another screen: it is said, plays on, and one press goes on here`, async () => {
    await visit({ size }, async ({ api, person, page }) => {
      await person.go(`${path}?meeting=${MEETING_ID}`);
      await begin(page);
      assert.equal(await page.locator('.elsewhere').count(), 0);
      api.live.isElsewhere = true;
      await page.locator('.elsewhere').waitFor();
      const before = await timeOf(page);
      await eventually('it plays on', () => timeOf(page), (now) => now > before + 1);
      await page.locator('.elsewhere-button').click();
      await page.locator('.elsewhere').waitFor({ state: 'detached' });
      assert.deepEqual(api.live.takings, [api.live.beats[0]!.viewing]);
      await eventually('beats that say the answers again', () => api.live.beats.filter(({ contact, since_ms }) => contact && since_ms !== undefined).length, (count) => count > 1);
    });
  });
}

for (const [path, size] of [['/pc', PC_SIZE], ['/phone', PHONE_SIZE]] as const) {
  test(`${path}: what is credited so far stands beside the time, as long as the answers say it`, async () => {
    await visit({ size }, async ({ api, person, page }) => {
      await person.go(`${path}?meeting=${MEETING_ID}`);
      await begin(page);
      await eventually('a beat is stored', () => api.live.beats.length, (count) => count > 0);
      const credited = page.locator('.watch-credited');
      assert.equal(await credited.count(), 0);
      api.live.credited = { credited_ms: 23 * 60000 + 59999 };
      await credited.waitFor();
      assert.equal(await credited.textContent(), '已计 23 分钟');
      api.live.credited = { credited_ms: 59999 };
      await credited.waitFor({ state: 'detached' });
      api.live.credited = { credited_ms: 60000 };
      await credited.waitFor();
      api.live.credited = {}; // a server that was started again, until it has read the sum back
      await credited.waitFor({ state: 'detached' });
      api.live.credited = { credited_ms: 24 * 60000 };
      await credited.waitFor();
      assert.equal(await credited.textContent(), '已计 24 分钟');
    });
  });
}

test('the end: said plainly; the recording is one press away and starts where it begins', async () => {
  await visit({}, async ({ api, person, page }) => {
    await person.go(`/pc?meeting=${MEETING_ID}`);
    await begin(page);
    api.live.stream.endMs = api.live.stream.mediaMs();
    await page.locator('.stage[data-phase=ended]').waitFor({ timeout: 20000 });
    api.live.state = 'published';
    api.live.hasRecording = true;
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.locator('.stage-words-button').click();
    await page.locator('.stage[data-mode=recording][data-phase=playing]').waitFor();
    assert.ok((await timeOf(page)) < 20);
  });
});

for (const [path, size] of [['/pc', PC_SIZE], ['/phone', PHONE_SIZE]] as const) {
  test(`${path}: a recording is taken home, when the meeting allows it`, async () => {
    await visit({ size }, async ({ api, person, page }) => {
      person.expectRefusals();
      api.live.state = 'published';
      api.live.hasRecording = true;
      await person.go(`${path}?meeting=${MEETING_ID}`);
      await page.locator('.watch-about').waitFor();
      assert.equal(await page.locator('.take-home').count(), 0);
      api.live.mayDownload = true;
      await page.reload();
      const saved = page.waitForEvent('download');
      await page.locator('.take-home .button').click();
      await page.getByText(zhCN['watch.download_making'].replace('{percent}', '40')).waitFor();
      assert.equal((await saved).suggestedFilename(), '会议.mp4');
      await page.getByText(zhCN['watch.download_started']).waitFor();
      assert.deepEqual(await faultsOf(page), []);
    });
  });
}

test('/phone: without a tap nothing plays; sound alone needs no picture', async () => {
  await visit({ size: PHONE_SIZE, locale: 'en-US' }, async ({ api, person, page }) => {
    await refuseUntouched(page);
    await person.go(`/phone?meeting=${MEETING_ID}`);
    await page.locator('.stage-touch').click();
    await playing(page);
    await page.getByRole('button', { name: en['watch.sound_only'] }).click();
    await page.locator('.stage-sound').waitFor();
    await playing(page);
    api.live.media.length = 0;
    const from = await timeOf(page);
    await eventually('moving', () => timeOf(page), (seconds) => seconds > from + 1.5);
    assert.deepEqual(api.live.media.filter((path) => path.startsWith('v')), []);
    await page.getByRole('button', { name: en['watch.with_picture'] }).first().click();
    await eventually('the picture', () => api.live.media.some((path) => path.startsWith('v')), (isThere) => isThere);
    await playing(page);
  });
});

test('a recording that was removed by the rule: the page says when', async () => {
  await visit({}, async ({ api, person, page }) => {
    person.expectRefusals();
    api.live.state = 'published';
    api.live.removedAt = '2027-01-05T02:00:00Z';
    await person.go(`/login?next=${encodeURIComponent(`/pc?meeting=${MEETING_ID}`)}`);
    await person.signIn('demo-member');
    await page.getByText(fill(zhCN['watch.recording_removed'], { day: '2027年1月5日' })).waitFor();
  });
});

test('a meeting for members only: who is not signed in is told so', async () => {
  await visit({}, async ({ api, person, page }) => {
    person.expectRefusals();
    api.live.visibility = 'invited';
    await person.go(`/pc?meeting=${MEETING_ID}`);
    await page.locator('[data-trouble=denied]').waitFor();
    assert.equal(await page.locator('[data-trouble]').textContent(), zhCN['watch.trouble_denied']);
  });
});

for (const [path, size, locale, dark] of [
  ['/pc', PC_SIZE, 'zh-CN', true], ['/phone', PHONE_SIZE, 'en-US', false], ['/phone', PHONE_SIZE, 'zh-CN', true],
] as const) {
  test(`${path} in ${locale}${dark ? ', dark' : ''}: list and player are without fault`, async () => {
    await visit({ size, locale, dark }, async ({ person, page }) => {
      await person.go(path);
      await page.locator('.on-air').waitFor();
      assert.deepEqual(await faultsOf(page), [], 'list');
      await page.locator('.on-air').click();
      await playing(page);
      assert.deepEqual(await faultsOf(page), [], 'player');
    });
  });
}

test('/pc: the line goes while the player is on its way: it comes with the line', async () => {
  await visit({}, async ({ person, page }) => {
    person.expectLineDown();
    let refused = 0;
    await page.route('**/assets/watch-*.js', (route) => (refused++ < 2 ? route.abort() : route.continue()));
    await person.go(`/pc?meeting=${MEETING_ID}`);
    await begin(page);
    assert.equal(refused, 3);
  });
});
