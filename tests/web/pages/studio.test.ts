/* The studio's page: lists, the desk with its steps, slate, inputs, health, sites, the recording. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE, type PersonOptions } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { MEETING_ID } from '../support/fake-live.ts';
import { tracks } from '../support/fake-media.ts';
import { INPUT_ID, liveInput, SPARE_ID } from '../support/fake-studio.ts';
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

interface Visit {
  api: FakeApi;
  person: Person;
  page: Page;
}

const DESK = `/studio#/meeting/${MEETING_ID}`;

async function visit(path: string, options: Partial<PersonOptions>, run: (visit: Visit) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url, ...options });
  try {
    await person.go('/login?next=/studio');
    await person.signIn('demo-studio');
    await person.go(path);
    await person.page.locator('.meeting-desk, .studio-lists').waitFor();
    await run({ api, person, page: person.page });
    await person.leave();
  } finally {
    await api.dispose();
  }
}

function step(page: Page, name: string) {
  return page.locator(`[data-step=${name}] button`);
}

function answer(page: Page): Promise<void> {
  return page.locator('.dialog .dialog-foot .button').last().click();
}

function stateIs(page: Page, state: string): Promise<void> {
  return page.locator(`.state-box[data-state=${state}]`).waitFor();
}

test('three lists; a press opens the desk', async () => {
  await visit('/studio', {}, async ({ page }) => {
    const groups = await page.locator('.meeting-group h2').allTextContents();
    assert.deepEqual(groups, [zhCN['studio.group_on_air'], zhCN['studio.group_upcoming'], zhCN['studio.group_past']]);
    await page.locator('.meeting-line').first().click();
    await stateIs(page, 'live');
  });
});

test('who is not of the studio is told so', async () => {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url });
  await person.go('/login?next=/studio');
  await person.signIn('demo-member');
  await person.page.getByText(zhCN['studio.denied_title']).waitFor();
  await person.leave();
  await api.dispose();
});

test('from rehearsal to publication by the buttons, each as the server allows it', async () => {
  await visit('/studio', {}, async ({ api, person, page }) => {
    api.studio.state = 'scheduled';
    await person.go(DESK);
    await stateIs(page, 'scheduled');
    assert.equal(await step(page, 'end').count(), 0);
    await step(page, 'rehearse').click();
    await stateIs(page, 'rehearsal');
    await step(page, 'open').click();
    await stateIs(page, 'open');
    await eventually('health', () => page.locator('[data-state=live].input-card').count(), (n) => n === 2);
    await step(page, 'go_live').click();
    await stateIs(page, 'live');
    await step(page, 'end').click();
    await page.locator('.dialog').waitFor();
    assert.equal(api.studio.state, 'live', 'asked first');
    await answer(page);
    await stateIs(page, 'ended');
    assert.match((await step(page, 'undo_end').textContent()) ?? '', /（(10:00|9:\d\d)）/);
    await step(page, 'undo_end').click();
    await stateIs(page, 'live');
    await step(page, 'end').click();
    await answer(page);
    await step(page, 'make_ready').click();
    await stateIs(page, 'ready');
    await step(page, 'publish').click();
    await answer(page);
    await stateIs(page, 'published');
  });
});

test('going live without a picture is asked about', async () => {
  await visit('/studio', {}, async ({ api, person, page }) => {
    api.studio.state = 'open';
    api.studio.health.inputs = [];
    await person.go(DESK);
    await step(page, 'go_live').click();
    await page.locator('.dialog').getByText(zhCN['studio.ask_go_live']).waitFor();
    await page.keyboard.press('Escape');
    assert.equal(api.studio.state, 'open');
  });
});

test('the slate: one press, one key, never while somebody types', async () => {
  await visit(DESK, {}, async ({ api, page }) => {
    const slate = page.locator('.slate');
    await slate.click();
    await page.locator('.slate[aria-checked=true]').waitFor();
    assert.equal(api.studio.isSlate, true);
    await page.keyboard.press('s');
    await page.locator('.slate[aria-checked=false]').waitFor();
    assert.equal(api.studio.isSlate, false);
    await page.locator('.desk-tab').nth(1).click();
    await page.locator('.search input').fill('');
    await page.locator('.search input').press('s');
    await page.locator('.desk-tab').nth(0).click();
    await page.locator('.panel-head .button').click();
    await page.locator('.dialog').waitFor();
    await page.locator('.dialog select').first().focus();
    await page.keyboard.press('s');
    assert.equal(api.studio.isSlate, false);
    assert.equal(api.calls.filter((one) => one.endsWith('/slate')).length, 2);
  });
});

test('the preview plays, muted first', async () => {
  await visit(DESK, {}, async ({ page }) => {
    await page.locator('.preview-stage[data-phase=playing]').waitFor();
    assert.equal(await page.evaluate(() => document.querySelector('video')!.muted), true);
    await page.locator('.preview-button').nth(1).click();
    await eventually('sound', () => page.evaluate(() => document.querySelector('video')!.muted), (muted) => !muted);
  });
});

test('health follows: input lost, rung shed, disk full, a refused publisher, loudness', async () => {
  await visit(DESK, {}, async ({ api, page }) => {
    const card = page.locator(`[data-input="${INPUT_ID}"]`);
    await page.locator(`[data-input="${INPUT_ID}"][data-state=live]`).waitFor();
    assert.match((await card.textContent()) ?? '', /1920×1080.*H\.264 \+ AAC/);
    await page.locator('[data-language=zh][data-loudness=good]').waitFor();
    await page.locator('[data-language=mn][data-loudness=quiet]').waitFor();
    const { health } = api.studio;
    health.inputs[0] = liveInput({ state: 'lost', message: 'No data for 3 seconds.' });
    health.rungs[0]!.is_active = false;
    health.is_recording_stopped = true;
    health.refused = [{ at: new Date().toISOString(), peer: '10.1.1.9:4000', reason: 'There is no such stream key.' }];
    health.levels[0]!.peak_dbfs = 0;
    await page.locator(`[data-input="${INPUT_ID}"][data-state=lost]`).waitFor();
    assert.match((await card.textContent()) ?? '', /No data for 3 seconds\./);
    await page.locator('[data-rung=v1080].rung-shed').waitFor();
    await page.locator('[data-disk=bad]').waitFor();
    await page.locator('.refused').getByText('10.1.1.9:4000').waitFor();
    await page.locator('[data-language=zh][data-loudness=clipping]').waitFor();
  });
});

test('a silent server: how old the figures are, and it goes when news come', async () => {
  await visit(DESK, {}, async ({ api, person, page }) => {
    person.expectRefusals();
    await page.locator('.levels').waitFor();
    api.studio.isSilent = true;
    await page.locator('[data-no-news]').waitFor();
    api.studio.isSilent = false;
    await page.locator('[data-no-news]').waitFor({ state: 'detached' });
  });
});

test('inputs: add one, its keys as OBS wants them, a new key, remove', async () => {
  await visit(DESK, {}, async ({ api, page }) => {
    await page.locator('.panel-head .button').click();
    await page.locator('.dialog button[type=submit]').click();
    await page.getByText(zhCN['studio.input_name_missing']).waitFor();
    await page.locator('#input-name').fill('移动机位');
    await page.locator('.dialog button[type=submit]').click();
    const made = await eventually('added', () => api.studio.inputs[2], (input) => input !== undefined);
    await page.locator('.keys').waitFor();
    const shown = () => page.locator('.copy-value').allTextContents();
    assert.deepEqual(await shown(), ['rtmp://10.8.0.5:1935/live', made!.key, made!.srt_url]);
    assert.equal(await page.locator('.keys .qr-code').count(), 1);
    await page.locator('.dialog-foot .button-danger').click();
    await answer(page);
    await eventually('another key', shown, (texts) => texts.length === 3 && texts[1] !== made!.key);
    await page.keyboard.press('Escape');
    await page.locator(`[data-input="${SPARE_ID}"] .icon-button`).click();
    await answer(page);
    await eventually('removed', () => page.locator('.input-card').count(), (count) => count === 2);
  });
});

test('sites: counts, those in trouble first, a filter and a search', async () => {
  await visit(`${DESK}?tab=sites`, {}, async ({ api, page }) => {
    await page.locator('tbody tr[data-row]').first().waitFor();
    assert.deepEqual(await page.locator('.site-count strong').allTextContents(), ['1', '1', '2', '1']);
    assert.match((await page.locator('tbody tr').first().textContent()) ?? '', /牧民夜校.*王建国/);
    assert.equal(await page.locator('a[href="tel:13904790001"]').count(), 1);
    await page.locator('.site-watching').click();
    await eventually('filtered', () => page.locator('tbody tr[data-row]').count(), (count) => count === 2);
    await page.locator('.site-watching').click();
    await page.locator('.search input').fill('巴特尔');
    await eventually('found', () => page.locator('tbody tr[data-row]').count(), (count) => count === 1);
    api.studio.sites[1]!.state = 'confirmed';
    await eventually('fresh', () => page.locator('.site-confirmed strong').textContent(), (text) => text === '2');
  });
});

test('an agenda item begins by a press', async () => {
  await visit(`${DESK}?tab=agenda`, {}, async ({ api, page }) => {
    await page.locator('[data-item=a3] .button').click();
    await page.locator('.agenda-now[data-item=a3]').waitFor();
    assert.ok(api.live.agenda[2]!.started_at_ms);
  });
});

test('the recording: trimmed at the preview, a span withdrawn and restored, the download', async () => {
  await visit('/studio', {}, async ({ api, person, page }) => {
    person.expectRefusals(); // the file is being made
    api.studio.state = 'ready';
    api.live.state = 'published';
    await person.go(DESK);
    await page.locator('.preview-stage[data-mode=recording][data-phase=playing]').waitFor();
    await page.locator('.preview-seek').fill('12000');
    await eventually('there', () => page.evaluate(() => document.querySelector('video')!.currentTime), (s) => s >= 12);
    await page.locator('.position-field .button').first().click();
    const taken = await page.locator('#trim-from').inputValue();
    assert.match(taken, /^0:1\d$/);
    await page.locator('#trim-to').fill('1:00:00');
    await page.locator('.recording-part > .button').first().click();
    await eventually('trimmed', () => api.studio.recording.trim_to_ms, (ms) => ms === 3600000);
    assert.equal(api.studio.recording.trim_from_ms, Number(taken.slice(2)) * 1000);
    await page.locator('#cut-from').fill('10:00');
    await page.locator('#cut-to').fill('12:30');
    await page.locator('.recording-part > .button-danger').click();
    await answer(page);
    await page.locator('.cut').waitFor();
    assert.deepEqual(api.studio.recording.cuts.map((cut) => [cut.from_ms, cut.to_ms]), [[600000, 750000]]);
    await page.locator('.cut .icon-button').click();
    await page.locator('.cut').waitFor({ state: 'detached' });
    await page.locator('#allows-download').check();
    await eventually('allowed', () => api.studio.recording.allows_download, (isAllowed) => isAllowed);
    const saved = page.waitForEvent('download');
    await page.locator('.take-home .button').click();
    await page.getByText(zhCN['studio.download_making'].replace('{percent}', '40')).waitFor();
    assert.equal((await saved).suggestedFilename(), '会议.mp4');
    await page.getByText(zhCN['studio.download_started']).waitFor();
  });
});

test('the recording: when it is removed, that it is to stay, that it was removed', async () => {
  await visit('/studio', {}, async ({ api, person, page }) => {
    api.studio.state = 'published';
    api.live.state = 'published';
    api.studio.recording.kept_until = '2027-01-05T02:00:00Z';
    await person.go(DESK);
    await page.getByText(fill(zhCN['studio.kept_until'], { day: '2027年1月5日' })).waitFor();
    api.studio.recording.kept_until = null;
    await page.locator('#is-kept').check();
    await eventually('kept', () => api.studio.recording.is_kept, (is) => is);
    await page.getByText('2027年1月5日').waitFor({ state: 'detached' });
    api.studio.recording.removed_at = '2027-01-05T02:00:00Z';
    await page.reload();
    await page.getByText(fill(zhCN['studio.recording_removed'], { day: '2027年1月5日' })).waitFor();
    await page.locator('#is-kept').waitFor({ state: 'detached' });
  });
});

test('a new meeting: what is missing is said, then its desk opens', async () => {
  await visit('/studio', {}, async ({ api, page }) => {
    await page.locator('.studio-head .button').click();
    await page.locator('#meeting-title').waitFor();
    await page.locator('.dialog button[type=submit]').click();
    await page.getByText(zhCN['studio.title_missing']).waitFor();
    await page.locator('#meeting-title').fill('防汛调度会');
    await page.locator('.dialog [role=combobox]').first().click();
    await page.locator('.picks .pick').first().click();
    await page.locator('.chip[lang=bo]').click();
    await page.locator('.form-part > .button').click();
    await page.locator('.agenda-line input').first().fill('通报雨情');
    await page.locator('.dialog button[type=submit]').click();
    await stateIs(page, 'scheduled');
    const wish = api.studio.made[0]!;
    assert.equal(wish.title, '防汛调度会');
    assert.deepEqual(wish.languages.map((one) => `${one.tag} ${one.is_floor}`), ['zh true', 'bo false']);
    assert.deepEqual(wish.agenda, [{ title: '通报雨情', minutes: 15 }]);
    assert.equal(wish.time_zone, 'Asia/Shanghai');
  });
});

test('the form of a meeting: a group meeting has neither languages nor a recording to choose, and says what it is', async () => {
  await visit('/studio', {}, async ({ api, page }) => {
    await page.locator('.studio-head .button').click();
    const kind = page.getByLabel(zhCN['studio.kind']);
    assert.deepEqual(await kind.locator('option').allTextContents(), [zhCN['studio.kind_broadcast'], zhCN['studio.kind_group']]);
    assert.equal(await kind.inputValue(), 'broadcast');
    await page.locator('.chip[lang=bo]').waitFor();
    await page.locator('#meeting-recorded').waitFor({ state: 'attached' });
    await page.locator('#meeting-title').fill('第三党支部组织生活会');
    await page.locator('.dialog [role=combobox]').first().click();
    await page.locator('.picks .pick').first().click();
    await kind.selectOption('group');
    await page.locator('.chip[lang=bo]').waitFor({ state: 'detached' });
    assert.equal(await page.locator('#meeting-recorded').count(), 0);
    await page.locator('.dialog button[type=submit]').click();
    const wish = await eventually('the wish', () => api.studio.made[0], (made) => made !== undefined);
    assert.deepEqual([wish?.kind, wish?.is_recorded, wish?.publishes_itself], ['group', false, false]);
  });
});

test('a change tells only what is another', async () => {
  await visit(`${DESK}?tab=info`, {}, async ({ api, page }) => {
    await page.locator('.invitation-text').waitFor();
    await page.locator('.panel-head .button').first().click();
    await page.locator('#meeting-title').fill('学习大会（改）');
    await page.locator('.dialog button[type=submit]').click();
    await page.locator('.desk-head h1').getByText('学习大会（改）').waitFor();
    assert.deepEqual(api.studio.changes, [{ title: '学习大会（改）' }]);
  });
});

for (const [what, size] of [['1366', PC_SIZE], ['1920', { width: 1920, height: 1080 }]] as const) {
  test(`the desk fits a window of ${what} without scrolling`, async () => {
    await visit(DESK, { size }, async ({ page }) => {
      await page.locator('.rung').first().waitFor();
      const tall = await page.evaluate(() => {
        const left = document.querySelector('.desk-picture')!;
        return [document.documentElement.scrollHeight - innerHeight, left.scrollHeight - left.clientHeight];
      });
      assert.deepEqual(tall, [0, 0]);
    });
  });
}

test('every part is sound, in both languages, on a phone too, light and dark', async () => {
  for (const [locale, size] of [['zh-CN', PHONE_SIZE], ['en-US', PHONE_SIZE], ['en-US', PC_SIZE]] as const) {
    await visit(DESK, { locale, size, dark: locale === 'en-US' }, async ({ person, page }) => {
      for (const tab of ['inputs', 'sites', 'agenda', 'info']) {
        await person.go(`${DESK}?tab=${tab}`);
        await page.locator('.panel-head').waitFor();
        await page.locator('.rung').first().waitFor();
        assert.deepEqual(await faultsOf(page), [], `${tab} in ${locale} at ${size.width}`);
      }
      if (locale === 'en-US') await page.getByText(en['studio.step_end']).waitFor();
      await person.go('/studio#/');
      await page.locator('.studio-head .button').click();
      await page.locator('#meeting-title').waitFor();
      assert.deepEqual(await faultsOf(page), [], `the form in ${locale} at ${size.width}`);
    });
  }
});
