/* Courses on /pc and /phone: rows, search, a course, its lessons with sounds, subtitles, keys, resume, the next one. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import { autonymOf } from '../../../player-web/shared/i18n/languages.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE, type PersonOptions } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { COURSE_ID, cueText, LESSON_ID, LESSON_MS, SECOND_ID } from '../support/fake-lessons.ts';
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

interface Visit {
  api: FakeApi;
  person: Person;
  page: Page;
}

async function visit(options: Partial<PersonOptions>, run: (visit: Visit) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  api.lessons.isThere = true;
  const person = await Person.open(browser, { url: api.url, ...options });
  try {
    await run({ api, person, page: person.page });
    await person.leave();
  } finally {
    await api.dispose();
  }
}

async function playing(page: Page): Promise<void> {
  await page.locator('.stage[data-phase=playing], .stage[data-phase=touch]').waitFor();
  if ((await page.locator('.stage').getAttribute('data-phase')) === 'touch') await page.locator('.stage-touch').click();
  await page.locator('.stage[data-phase=playing]').waitFor();
}

const lessonPath = (path = '/pc', id = LESSON_ID) => `${path}?lesson=${id}`;

async function openLesson({ person, page }: Visit, path = '/pc', id = LESSON_ID): Promise<void> {
  await person.go(lessonPath(path, id));
  await playing(page);
}

const timeOf = (page: Page) => page.evaluate(() => document.querySelector('video')!.currentTime);

async function seekTo(page: Page, second: number): Promise<void> {
  await page.locator('.time-bar-input').fill(String(second * 1000));
  await eventually('there', () => timeOf(page), (time) => Math.abs(time - second) < 1.5);
}

/* ---- to find ---- */

test('home: rows in their order, posters with length and languages, what is due in words and with a sign', async () => {
  await visit({}, async ({ api, person, page }) => {
    api.lessons.resumeMs = 15000;
    await person.signIn('demo-member');
    await person.go('/pc');
    await page.locator('.library-row').first().waitFor();
    const heads = await page.locator('.library-row h3').allTextContents();
    assert.deepEqual(heads.slice(0, 3), [zhCN['lesson.row_continue'], zhCN['lesson.row_assigned'], zhCN['lesson.row_new']]);
    assert.deepEqual(heads.slice(3), ['农牧技术', '安全生产', '理论学习']);
    const begun = page.locator('.library-row').first().locator('.course-card');
    assert.equal(await begun.locator('progress').getAttribute('value'), String(Math.round((15000 / LESSON_MS) * 100)));
    const assigned = page.locator('.library-row').nth(1);
    assert.deepEqual(await assigned.locator('.pill').allTextContents(), [
      fill(zhCN['lesson.due_soon'], { days: 5 }),
      fill(zhCN['lesson.due_over'], { days: 2 }),
      (await assigned.locator('.pill').nth(2).textContent())!,
    ]);
    assert.equal(await assigned.locator('.pill svg').count(), 3);
    const first = assigned.locator('.course-card').first();
    await first.getByText(fill(zhCN['lesson.minutes'], { count: 36 })).waitFor();
    assert.equal(await first.locator('.autonym').first().textContent(), '普通话');
    await first.getByText(fill(zhCN['lesson.more_languages'], { count: 2 })).waitFor();
  });
});

test('nobody signed in: public courses, and no row of what is one person\'s', async () => {
  await visit({}, async ({ api, person, page }) => {
    api.live.state = 'cancelled';
    await person.go('/pc');
    await page.locator('.library-row').first().waitFor();
    assert.equal((await page.locator('.library-row h3').allTextContents())[0], zhCN['lesson.row_new']);
    await page.locator('.library-row .course-card').first().click();
    await page.getByRole('heading', { level: 1, name: '果树剪枝与病虫害防治' }).waitFor();
    assert.equal(await page.locator('.course-progress').count(), 0);
  });
});

test('search: two signs, a topic, a language; the address keeps them, back leads home', async () => {
  await visit({}, async ({ api, person, page }) => {
    await person.go('/pc');
    await page.locator('.library .button').click();
    await page.getByText(fill(zhCN['lesson.found'], { count: 30 })).waitFor();
    assert.equal(await page.locator('.courses-grid .course-card').count(), 24);
    await page.getByRole('button', { name: zhCN['lesson.more'], exact: true }).click();
    await eventually('all', () => page.locator('.courses-grid .course-card').count(), (count) => count === 30);
    await page.locator('#course-query').fill('防火');
    await page.getByText(fill(zhCN['lesson.found'], { count: 4 })).waitFor();
    assert.ok(api.calls.some((call) => call.includes(`query=${encodeURIComponent('防火')}`)));
    await page.locator('#course-topic').selectOption({ index: 2 });
    await page.getByText(fill(zhCN['lesson.found'], { count: 2 })).waitFor();
    await page.reload();
    await page.getByText(fill(zhCN['lesson.found'], { count: 2 })).waitFor();
    assert.equal(await page.locator('#course-query').inputValue(), '防火');
    await page.locator('#course-language').selectOption('bo');
    await page.getByText(zhCN['lesson.found_none']).waitFor();
    await page.getByRole('button', { name: zhCN['lesson.show_all'] }).click();
    await page.getByText(fill(zhCN['lesson.found'], { count: 30 })).waitFor();
    await page.goBack();
    await page.locator('.library').waitFor();
  });
});

test('a course: its text in the page\'s language, its lessons, go on; back through every place', async () => {
  await visit({ locale: 'en-US' }, async ({ api, person, page }) => {
    api.lessons.resumeMs = 9000;
    api.lessons.seen.add(SECOND_ID);
    await person.signIn('demo-member');
    await person.go(`/pc?course=${COURSE_ID}`);
    await page.getByRole('heading', { level: 1, name: 'Pruning fruit trees' }).waitFor();
    await page.getByText('From tools to cuts, step by step.').waitFor();
    await page.getByText(fill(en['lesson.progress'], { seen: 1, count: 3 })).waitFor();
    assert.equal(await page.locator('.lesson-list a').count(), 2, 'the third is not ready');
    await page.getByText(en['lesson.not_ready']).waitFor();
    await page.locator('.button-primary').click();
    await playing(page);
    assert.ok(page.url().endsWith(`?lesson=${LESSON_ID}`));
    await page.locator('.lesson-list a').click();
    await page.waitForURL((url) => url.search.endsWith(SECOND_ID));
    await page.goBack();
    await page.waitForURL((url) => url.search.endsWith(LESSON_ID));
    await page.goBack();
    await page.locator('.course-about').waitFor();
  });
});

test('what is not there: a plain sentence and a way out', async () => {
  await visit({}, async ({ person, page }) => {
    person.expectRefusals();
    await person.go('/pc?lesson=none');
    await page.getByRole('button', { name: zhCN['lesson.to_courses'] }).click();
    await page.locator('.courses-grid').waitFor();
  });
});

/* ---- to watch ---- */

for (const [path, size] of [['/pc', PC_SIZE], ['/phone', PHONE_SIZE]] as const) {
  test(`${path}: a lesson plays from its beginning, beats tell what was seen, in its own time`, async () => {
    await visit({ size }, async (all) => {
      await openLesson(all, path);
      const beats = () => all.api.lessons.beats.get(LESSON_ID) ?? [];
      await eventually('beats', () => beats().length, (count) => count > 2);
      const seen = beats().flatMap((beat) => beat.seen);
      assert.ok(seen[0] && seen[0].from_ms < 1500, JSON.stringify(seen));
      assert.ok(beats().every((beat) => beat.latency_ms === -1 && beat.language === 'zh'));
    });
  });
}

test('seeking, faster, a loop: intervals are absolute media time, and never more than was played', async () => {
  await visit({}, async (all) => {
    const { api, page } = all;
    await openLesson(all);
    await page.getByRole('button', { name: new RegExp(zhCN['lesson.rate']) }).click();
    await page.getByRole('menuitemradio', { name: fill(zhCN['lesson.rate_times'], { rate: 2 }) }).click();
    await seekTo(page, 20);
    const beats = () => api.lessons.beats.get(LESSON_ID) ?? [];
    await eventually('beats at 20 s', () => beats().filter((beat) => beat.position_ms > 22000).length, (count) => count > 0);
    assert.equal(beats().at(-1)!.rate, 2);
    await seekTo(page, 20);
    await eventually('again', () => beats().flatMap((beat) => beat.seen).filter((one) => one.from_ms >= 19500 && one.from_ms < 21500).length, (count) => count > 1);
    const between = beats().flatMap((beat) => beat.seen).filter((one) => one.from_ms < 15000 && one.to_ms > 12000);
    assert.deepEqual(between, [], 'what was jumped over');
    await page.reload();
    await playing(page);
    assert.equal(await page.evaluate(() => document.querySelector('video')!.playbackRate), 2, 'remembered');
  });
});

test('a course that forbids other speeds has no such menu, and plays at its own', async () => {
  await visit({}, async (all) => {
    all.api.lessons.allowsSpeed = false;
    await all.person.go('/pc');
    await all.page.evaluate(() => localStorage.setItem('tongping.lesson_rate', '2'));
    await openLesson(all);
    assert.equal(await all.page.getByRole('button', { name: new RegExp(zhCN['lesson.rate']) }).count(), 0);
    assert.equal(await all.page.evaluate(() => document.querySelector('video')!.playbackRate), 1);
  });
});

test('sounds: own name and Chinese name, a switch without a stall, its loudness, its beats', async () => {
  await visit({}, async (all) => {
    const { api, page } = all;
    await openLesson(all);
    assert.ok(Math.abs((await page.evaluate(() => document.querySelector('video')!.volume)) - Math.pow(10, -0.3)) < 0.01, 'minus 6 dB');
    await page.getByRole('button', { name: new RegExp(`^${zhCN['watch.language']}`) }).click();
    assert.deepEqual(await page.locator('[role=menuitemradio]').allTextContents(), ['普通话', `${autonymOf('mn-Mong')}蒙古语`]);
    await page.getByRole('menuitemradio').nth(1).click();
    await eventually('its beats', () => api.lessons.beats.get(LESSON_ID)?.at(-1)?.language, (tag) => tag === 'mn-Mong');
    await eventually('its loudness', () => page.evaluate(() => document.querySelector('video')!.volume), (volume) => volume === 1);
  });
});

test('subtitles: the right words after a seek, upright and from the right, larger; C turns them off', async () => {
  await visit({}, async (all) => {
    const { page } = all;
    await openLesson(all);
    const menu = page.getByRole('button', { name: new RegExp(`^${zhCN['lesson.subtitles']}:`) });
    const shown = () => page.locator('.cues').innerText();
    for (const [i, language] of ['zh', 'bo', 'mn-Mong', 'ug'].entries()) {
      await menu.click();
      await page.getByRole('menuitemradio').nth(i + 1).click();
      await page.locator('.cues-block').waitFor();
      assert.equal(await page.locator('.cues-block').getAttribute('lang'), language);
    }
    assert.equal(await page.locator('.cues-block').getAttribute('dir'), 'rtl');
    await page.keyboard.press('k');
    await page.locator('.stage[data-phase=paused]').waitFor();
    for (const second of [24, 7, 12]) {
      await page.locator('.time-bar-input').fill(String(second * 1000));
      await eventually('words', shown, (text) => text === cueText('ug', second));
    }
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector('.cues')!).fontSize));
    const before = await size();
    await page.getByRole('button', { name: new RegExp(`^${zhCN['lesson.size']}`) }).click();
    await page.getByRole('menuitemradio', { name: zhCN['lesson.size_xl'] }).click();
    await eventually('larger', size, (now) => now > before);
    const [cues, bar] = [(await page.locator('.cues-block').boundingBox())!, (await page.locator('.watch-bar').boundingBox())!];
    assert.ok(cues.y + cues.height <= bar.y + 1, 'never over the controls');
    await menu.click();
    await page.getByRole('menuitemradio').nth(3).click();
    await page.locator('.cues-vertical .cues-block').waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('c');
    await eventually('none', shown, (text) => text === '');
    await page.reload();
    await playing(page);
    assert.equal(await page.locator('.cues-block').count(), 0, 'off is remembered');
  });
});

test('keys J, K, L, M and the arrows; chapters are marks and buttons', async () => {
  await visit({}, async (all) => {
    const { page } = all;
    await openLesson(all);
    assert.equal(await page.locator('.time-bar-mark').count(), 3);
    await page.keyboard.press('k');
    await page.locator('.stage[data-phase=paused]').waitFor();
    await page.keyboard.press('l');
    await eventually('forward', () => timeOf(page), (time) => time >= 10 && time < 14);
    const from = await timeOf(page);
    await page.keyboard.press('j');
    await eventually('back', () => timeOf(page), (time) => Math.abs(time - Math.max(0, from - 10)) < 0.2);
    await page.keyboard.press('m');
    await eventually('mute', () => page.evaluate(() => document.querySelector('video')!.muted), (isMuted) => isMuted);
    await page.locator('button.agenda-row').nth(2).click();
    await eventually('the chapter', () => timeOf(page), (time) => Math.abs(time - 20) < 0.2);
    await page.locator('.agenda-now').getByText('手法').waitFor();
  });
});

test('the small picture of a place under the pointer', async () => {
  await visit({}, async (all) => {
    const { api, page } = all;
    await openLesson(all);
    await eventually('the list', () => api.lessons.media.includes('sprites.vtt'), (isThere) => isThere);
    const bar = (await page.locator('.time-bar').boundingBox())!;
    await page.mouse.move(bar.x + bar.width * 0.9, bar.y + bar.height / 2);
    await page.locator('.time-bar-pointed image').waitFor({ state: 'attached' });
    assert.equal(await page.locator('.time-bar-pointed svg svg').getAttribute('viewBox'), '160 90 160 90');
    await page.locator('.time-bar-pointed text', { hasText: '手法' }).waitFor({ state: 'attached' });
  });
});

test('another screen goes on at the same second; a reload stays where it was', async () => {
  await visit({}, async (all) => {
    const { api, person, page } = all;
    await person.signIn('demo-member');
    await openLesson(all);
    await seekTo(page, 14);
    await eventually('told', () => api.lessons.resumeMs, (ms) => ms > 14500);
    const phone = await Person.open(browser, { url: api.url, size: PHONE_SIZE });
    await phone.signIn('demo-member');
    const wanted = api.lessons.resumeMs;
    await phone.go(lessonPath('/phone'));
    await phone.page.locator('.stage[data-phase=playing], .stage[data-phase=touch]').waitFor();
    await eventually('at the same second', () => timeOf(phone.page), (time) => Math.abs(time * 1000 - wanted) < 2500);
    await phone.leave();
    await seekTo(page, 22);
    await eventually('moving', () => timeOf(page), (time) => time > 22.5);
    await page.reload();
    await playing(page);
    assert.ok((await timeOf(page)) > 22, 'not from where it was opened first');
  });
});

test('the end: the next lesson by itself, or not', async () => {
  await visit({}, async (all) => {
    const { page } = all;
    await openLesson(all);
    await seekTo(page, LESSON_MS / 1000 - 1);
    await page.locator('.lesson-end').waitFor();
    await page.getByRole('button', { name: zhCN['lesson.stay'] }).click();
    await page.getByRole('button', { name: zhCN['lesson.next'], exact: true }).waitFor();
    await page.getByRole('button', { name: zhCN['lesson.again'] }).click();
    await eventually('from the beginning', () => timeOf(page), (time) => time < 5);
    await page.locator('.stage[data-phase=playing]').waitFor();
    await seekTo(page, LESSON_MS / 1000 - 1);
    await page.waitForURL((url) => url.search.endsWith(SECOND_ID), { timeout: 20000 });
    await playing(page);
  });
});

test('/phone: sound alone fetches no picture, and of the sounds the smallest; it keeps its language', async () => {
  await visit({ size: PHONE_SIZE }, async (all) => {
    const { api, page } = all;
    await openLesson(all, '/phone');
    await page.getByRole('button', { name: zhCN['watch.sound_only'] }).click();
    await page.locator('.stage-sound').waitFor();
    await page.locator('.stage[data-phase=playing]').waitFor();
    api.lessons.media.length = 0;
    await page.getByRole('button', { name: new RegExp(`^${zhCN['watch.language']}`) }).click();
    await page.getByRole('menuitemradio').nth(1).click();
    await eventually('the other sound', () => api.lessons.media.some((path) => /^low-mn-.*m4s/.test(path)), (isThere) => isThere);
    assert.deepEqual(api.lessons.media.filter((path) => /^(v|a-)/.test(path)), []);
    await eventually('its beats', () => api.lessons.beats.get(LESSON_ID)?.at(-1)?.language, (tag) => tag === 'mn-Mong');
  });
});

test('files to take home: their size is told before; none where the course forbids it', async () => {
  await visit({}, async (all) => {
    const { api, page } = all;
    await openLesson(all);
    await page.getByText(fill(zhCN['lesson.take_sound'], { size: '4.2' })).waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: fill(zhCN['lesson.take_video'], { size: 38 }) }).click();
    assert.ok((await saved).url().endsWith('/download/zh.mp4'));
    api.lessons.hasDownloads = false;
    await page.reload();
    await playing(page);
    assert.equal(await page.locator('.take-along').count(), 0);
  });
});

test('/phone: kept on the phone, it plays while the server is away, and counts when it is back; deleted, all is gone', async () => {
  await visit({ size: PHONE_SIZE }, async (all) => {
    const { api, person, page } = all;
    await openLesson(all, '/phone');
    await page.getByRole('button', { name: fill(zhCN['lesson.keep_sound'], { size: '4.2' }) }).click();
    await page.getByText(zhCN['lesson.kept']).waitFor();
    const viewings = api.lessons.viewings;
    await person.go('/phone?taken');
    await page.locator('.taken-row').waitFor();
    const until = new Intl.DateTimeFormat('zh-CN', { year: 'numeric', month: 'long', day: 'numeric' }).format(Date.now() + 30 * 86400000);
    await page.getByText(fill(zhCN['lesson.taken_until'], { day: until })).waitFor();
    assert.deepEqual(await faultsOf(page), []);
    await eventually('the page is kept', () => page.evaluate(async () => (await (await caches.open('tongping-shell')).keys()).length), (count) => count > 5);

    person.expectLineDown();
    api.live.isDown = true;
    await person.go('/phone');
    await page.locator('.taken-row .button').first().click();
    await playing(page);
    await eventually('moving', () => timeOf(page), (time) => time > 3);
    assert.deepEqual(await faultsOf(page), []);
    const before = (api.lessons.beats.get(LESSON_ID) ?? []).length;

    api.live.isDown = false;
    await person.go(lessonPath('/phone', SECOND_ID));
    await eventually('what was heard meanwhile', () => (api.lessons.beats.get(LESSON_ID) ?? []).slice(before).flatMap((beat) => beat.seen).length, (count) => count > 0);
    assert.ok(api.lessons.viewings <= viewings + 1, 'no viewing was asked for to play it');

    await person.go('/phone?taken');
    await page.getByRole('button', { name: /^删除/ }).click();
    await page.getByText(zhCN['lesson.taken_none']).waitFor();
    await eventually('all gone', () => page.evaluate(async () => [...(await caches.keys()).filter((name) => name !== 'tongping-taken'), ...(await navigator.serviceWorker.getRegistrations())].length), (count) => count === 0);
    const files = await page.evaluate(async () => (await (await caches.open('tongping-taken')).keys()).length);
    assert.equal(files, 0);
  });
});

test('/phone: what is over its time is gone; no room is said before anything is fetched', async () => {
  await visit({ size: PHONE_SIZE }, async (all) => {
    const { api, page, person } = all;
    await openLesson(all, '/phone');
    await page.getByRole('button', { name: fill(zhCN['lesson.keep_sound'], { size: '4.2' }) }).click();
    await page.getByText(zhCN['lesson.kept']).waitFor();
    await page.evaluate(() => {
      const list = JSON.parse(localStorage.getItem('tongping.taken')!) as { untilMs: number }[];
      localStorage.setItem('tongping.taken', JSON.stringify(list.map((one) => ({ ...one, untilMs: Date.now() - 1000 }))));
    });
    await person.go('/phone?taken');
    await page.getByText(zhCN['lesson.taken_none']).waitFor();
    await page.addInitScript(() => {
      navigator.storage.estimate = () => Promise.resolve({ quota: 4000000, usage: 0 });
    });
    await openLesson(all, '/phone');
    api.lessons.media.length = 0;
    await page.getByRole('button', { name: fill(zhCN['lesson.keep_video'], { size: 38 }) }).click();
    await page.getByText(zhCN['lesson.keep_no_room']).waitFor();
    assert.equal(await page.locator('.take-along .button-primary').count(), 2);
  });
});

test('a lesson for members: who is not signed in is told so', async () => {
  await visit({}, async ({ api, person, page }) => {
    person.expectRefusals();
    api.lessons.audience = 'signed_in';
    await person.go(lessonPath());
    await page.locator('[data-trouble=denied]').waitFor();
    assert.equal(await page.locator('[data-trouble]').textContent(), zhCN['lesson.trouble_denied']);
  });
});

for (const [path, size, locale, dark] of [
  ['/pc', PC_SIZE, 'zh-CN', true],
  ['/pc', { width: 1920, height: 1080 }, 'en-US', false],
  ['/phone', PHONE_SIZE, 'en-US', true],
  ['/phone', PHONE_SIZE, 'zh-CN', false],
] as const) {
  test(`${path} ${size.width} px in ${locale}${dark ? ', dark' : ''}: rows, search, course and player are without fault`, async () => {
    await visit({ size, locale, dark }, async (all) => {
      const { api, person, page } = all;
      api.lessons.resumeMs = 12000;
      const shot = async (name: string) => {
        const folder = process.env['TONGPING_SHOTS'];
        if (folder) await page.screenshot({ path: `${folder}/${path.slice(1)}-${size.width}-${dark ? 'dark' : 'light'}-${name}.png`, fullPage: true });
      };
      await person.signIn('demo-member');
      for (const [name, search, ready] of [
        ['home', '', '.library-row'], ['courses', '?courses', '.courses-grid li'], ['course', `?course=${COURSE_ID}`, '.lesson-list'],
        ['lesson', `?lesson=${LESSON_ID}`, '.stage[data-phase=playing], .stage[data-phase=touch]'],
      ] as const) {
        await person.go(path + search);
        await page.locator(ready).first().waitFor();
        assert.deepEqual(await faultsOf(page), [], name);
        await shot(name);
      }
    });
  });
}
