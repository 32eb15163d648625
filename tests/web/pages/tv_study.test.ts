/* Study sessions on /tv: the set follows the clerk's phone, and the remote control alone is enough. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import * as tv from '../../../player-web/tv/messages.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { tracks } from '../support/fake-media.ts';
import { FakeStudy } from '../support/fake-study.ts';
import { FakeTvCourses } from '../support/fake-tv-courses.ts';
import { eventually } from '../support/wait.ts';

const SIZE = { width: 1280, height: 720 };
const NOTICE = { type: 'notice', kind: 'study.changed' };
const zh = tv.zhCN;

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
  courses: FakeTvCourses;
  study: FakeStudy;
  page: Page;
}

async function visit(run: (visit: Visit) => Promise<void>, prepare?: (visit: Visit) => void): Promise<void> {
  const api = await FakeApi.start();
  api.live.state = 'published'; // nothing on air
  const person = await Person.open(browser, { url: api.url, size: SIZE });
  const courses = new FakeTvCourses();
  const all = { api, courses, study: new FakeStudy(courses), page: person.page };
  person.expectRefusals();
  try {
    await courses.serve(person.page);
    await all.study.serve(person.page);
    prepare?.(all);
    await person.go('/tv');
    await run(all);
    await person.leave();
  } finally {
    await api.dispose();
  }
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['TV_SHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

async function begin(page: Page): Promise<void> {
  await page.locator('#watch[data-phase=playing], #watch[data-phase=touch]').waitFor();
  if ((await page.locator('#watch').getAttribute('data-phase')) === 'touch') await press(page, 'Enter');
  await page.locator('#watch[data-phase=playing]').waitFor();
}

const positionMs = (page: Page) => page.evaluate(() => document.querySelector('video')!.currentTime * 1000);

async function ask(page: Page, question: string): Promise<void> {
  await page.locator('#watch-menu-title').filter({ hasText: question }).waitFor();
}

test('a session that a clerk opens leaves the menu, obeys her phone, and ends at the courses', async () => {
  await visit(async ({ api, courses, study, page }) => {
    await page.locator('#menu-courses').waitFor();
    await eventually('a seat', () => api.seats('screen'), (count) => count > 0);
    const opened = study.open(0, 0);
    api.push('screen', NOTICE);
    await begin(page);
    await page.locator('#watch-title').filter({ hasText: `集中学习　${opened.title} · ` }).waitFor();
    await look(page, 'study-plays');
    assert.deepEqual(courses.studies, [opened.id]);
    study.steer({ is_paused: true });
    api.push('screen', NOTICE);
    await page.locator('#watch[data-phase=paused]').waitFor();
    study.steer({ is_paused: false, seek_ms: 12000 });
    api.push('screen', NOTICE);
    await eventually('where she said', () => positionMs(page), (ms) => ms >= 12000);
    await page.locator('#watch[data-phase=playing]').waitFor();
    study.steer({ lesson_id: courses.lessonRow(0, 1).id });
    api.push('screen', NOTICE);
    await eventually('the next lesson', () => courses.lessonsViewed().length, (count) => count === 2);
    study.study = null;
    api.push('screen', NOTICE);
    await page.locator('#watch').waitFor({ state: 'hidden' });
    await page.locator('#courses').waitFor();
  });
});

test('the remote alone opens, pauses and ends one', async () => {
  await visit(async ({ study, page }) => {
    await page.locator('#menu-courses').waitFor();
    await press(page, 'Enter');
    await page.locator('.card').first().waitFor();
    await press(page, 'ArrowDown', 'Enter');
    await page.locator('.lesson-together').first().waitFor();
    await look(page, 'study-together');
    await press(page, 'ArrowRight');
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).innerText), zh['tv.together']);
    await press(page, 'Enter');
    await begin(page);
    assert.equal(study.wishes.length, 1);
    assert.ok(study.wishes[0]!.course_id && study.wishes[0]!.lesson_id);
    await press(page, 'Enter');
    await eventually('the pause is told', () => study.patches.at(-1)?.is_paused, (is) => is === true);
    await press(page, 'Enter', 'Escape');
    await ask(page, zh['tv.study_leave']);
    await look(page, 'study-leave');
    await press(page, 'Escape');
    await page.locator('#watch-menu').waitFor({ state: 'hidden' });
    assert.equal(study.ended, 0);
    await press(page, 'Escape');
    await ask(page, zh['tv.study_leave']);
    await press(page, 'ArrowDown', 'Enter');
    await eventually('the end', () => study.ended, (count) => count === 1);
    await page.locator('.lesson-row').first().waitFor();
  });
});

test('after a power cut the set offers to go on', async () => {
  await visit(
    async ({ study, courses, page }) => {
      await ask(page, '的集中学习还没有结束，继续吗？');
      await look(page, 'study-go-on');
      assert.equal(courses.lessonsViewed().length, 0, 'nothing plays to an empty room');
      await press(page, 'Escape');
      await page.locator('#menu-study').waitFor();
      await look(page, 'study-menu');
      await page.locator('#menu-study').focus();
      await press(page, 'Enter');
      await begin(page);
      await eventually('where it stood', () => positionMs(page), (ms) => ms > 8900);
      assert.deepEqual(courses.studies, [study.study!.id]);
    },
    ({ study, courses }) => {
      courses.resumeMs = 9000;
      study.open(0, 1, { state: 'playing', position_ms: 9000 });
    },
  );
});

test('a live meeting wins: the session waits until it is closed', async () => {
  await visit(
    async ({ api, study, courses, page }) => {
      await page.locator('#watch[data-phase=playing], #watch[data-phase=touch]').waitFor();
      await eventually('a seat', () => api.seats('screen'), (count) => count > 0);
      study.open(0, 0);
      api.push('screen', NOTICE);
      await eventually('it is known', () => page.evaluate(() => document.getElementById('menu-study')!.hidden), (is) => !is);
      assert.deepEqual(courses.studies, []);
      await press(page, 'Escape');
      await page.locator('#watch-bar').waitFor({ state: 'hidden' });
      await press(page, 'Escape');
      await eventually('the session plays', () => courses.studies.length, (count) => count === 1);
    },
    ({ api }) => {
      api.live.state = 'live';
    },
  );
});

test('another session is open: the remote asks before it replaces it', async () => {
  await visit(
    async ({ study, page }) => {
      await ask(page, '继续吗？');
      await press(page, 'Escape');
      await page.locator('#menu-courses').focus();
      await press(page, 'Enter');
      await page.locator('.card').first().waitFor();
      await press(page, 'ArrowDown', 'Enter');
      await page.locator('.lesson-together').first().waitFor();
      await press(page, 'ArrowRight', 'Enter');
      await ask(page, '要换成新的吗？');
      const first = study.study!.id;
      await press(page, 'ArrowDown', 'Enter');
      await eventually('the other one', () => study.wishes.at(-1)?.replaces, (id) => id === first);
      await begin(page);
    },
    ({ study }) => void study.open(1, 0, { state: 'paused' }),
  );
});
