/* Courses on /tv by the keys of a remote control alone, on a set of 1080 and one of 720 lines. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import * as tv from '../../../player-web/tv/messages.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { tracks } from '../support/fake-media.ts';
import { CUE, FakeTvCourses } from '../support/fake-tv-courses.ts';
import { eventually } from '../support/wait.ts';

const SIZES = [{ width: 1920, height: 1080 }, { width: 1280, height: 720 }];
const OVERSCAN = 0.05;
const RING_PX = 16; // of the focus, which may reach into the margin

let browser: Browser;

before(async () => {
  tracks();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

interface Visit {
  courses: FakeTvCourses;
  person: Person;
  page: Page;
}

async function visit(size: { width: number; height: number }, run: (visit: Visit) => Promise<void>, prepare?: (visit: Visit) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  api.live.state = 'published'; // nothing on air
  const person = await Person.open(browser, { url: api.url, size });
  const visit = { courses: new FakeTvCourses(), person, page: person.page };
  person.expectRefusals();
  try {
    await visit.courses.serve(person.page);
    await prepare?.(visit);
    await person.go('/tv');
    await person.page.locator('#menu-courses').waitFor();
    await run(visit);
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
  if (folder) await page.screenshot({ path: `${folder}/${name}-${page.viewportSize()!.height}.png` });
}

/* What has the focus: its words, and whether all of it lies within the safe part of the screen. */
async function focused(page: Page): Promise<string> {
  const { words, box } = await page.evaluate(() => {
    const { left, top, right, bottom } = document.activeElement!.getBoundingClientRect();
    return { words: (document.activeElement as HTMLElement).innerText, box: { left, top, right, bottom } };
  });
  const { width, height } = page.viewportSize()!;
  const [x, y] = [width * OVERSCAN - RING_PX, height * OVERSCAN - RING_PX];
  assert.ok(box.left >= x && box.right <= width - x && box.top >= y && box.bottom <= height - y, `'${words}' at ${JSON.stringify(box)}`);
  return words;
}

async function openCourses(page: Page): Promise<void> {
  await press(page, 'Enter');
  await page.locator('#courses').waitFor();
}

async function begin(page: Page): Promise<void> {
  await page.locator('#watch[data-phase=playing], #watch[data-phase=touch]').waitFor();
  if ((await page.locator('#watch').getAttribute('data-phase')) === 'touch') await press(page, 'Enter');
  await page.locator('#watch[data-phase=playing]').waitFor();
}

async function positionMs(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelector('video')!.currentTime * 1000);
}

for (const size of SIZES) {
  test(`${size.height} lines: a villager finds a course in Lisu and plays it`, async () => {
    await visit(size, async ({ courses, page }) => {
      await openCourses(page);
      assert.match(await focused(page), new RegExp(tv.zhCN['tv.all_languages']));
      await look(page, 'home');
      /* languages speak; the office's name for Lisu is used */
      for (let i = 0; i < 8 && !/傈僳/.test(await focused(page)); i++) await press(page, 'ArrowRight');
      assert.match(await focused(page), /傈僳话\s*ꓡꓲ ꓢꓴ/);
      await eventually('the clip', () => courses.clips.at(-1), (tag) => tag === 'lis');
      await press(page, 'Enter');
      await eventually('the courses in Lisu', () => courses.asked.some((path) => path.includes('language=lis')), Boolean);
      assert.deepEqual(await page.locator('.card-second').allTextContents(), Array(3).fill('果树剪枝与病虫害防治'));
      await press(page, 'ArrowDown');
      assert.match(await focused(page), /ꓬꓰꓼꓟ/);
      await look(page, 'lisu');
      await press(page, 'Enter');
      await page.locator('.lesson-row').first().waitFor();
      assert.match(await focused(page), /第2讲|ꓬꓰꓼꓟ/);
      await look(page, 'course');
      await press(page, 'Enter');
      await begin(page);
      assert.match(courses.lessonsViewed()[0]!, /02$/);
      await eventually('beats', () => courses.beats.length, (count) => count > 1);
      await press(page, 'Escape');
      await page.locator('.lesson-row').first().waitFor();
      await press(page, 'Escape');
      await page.locator('.card').first().waitFor();
      assert.match(await focused(page), /ꓬꓰꓼꓟ/, 'Back stands on what was left');
      await press(page, 'Escape');
      await page.locator('#home').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'menu-courses');
    });
  });

  test(`${size.height} lines: every card that arrows reach lies on the screen, in every script`, async () => {
    await visit(size, async ({ page, courses }) => {
      courses.resumeMs = 9000;
      await openCourses(page);
      const seen = new Set<string>();
      for (let row = 0; row < 5; row++) {
        for (let i = 0; i < 6; i++) {
          seen.add((await focused(page)).split('\n')[0]!);
          await press(page, 'ArrowRight');
        }
        await look(page, `row${row}`);
        await press(page, 'ArrowDown');
      }
      assert.ok(seen.size >= 12, [...seen].join(' | '));
      for (const language of ['蒙古语', '藏语', '维吾尔语', '哈萨克语']) {
        await press(page, ...Array<string>(9).fill('ArrowUp'), ...Array<string>(9).fill('ArrowLeft'));
        for (let i = 0; i < 9 && !(await focused(page)).includes(language); i++) await press(page, 'ArrowRight');
        await press(page, 'Enter', 'ArrowDown');
        await page.locator('.card .card-second').first().waitFor();
        await look(page, `script-${language}`);
      }
    });
  });

  test(`${size.height} lines: a title by the letters of its pinyin`, async () => {
    await visit(size, async ({ courses, page }) => {
      await openCourses(page);
      await press(page, 'ArrowLeft');
      assert.equal(await focused(page), tv.zhCN['tv.by_letters']);
      await press(page, 'Enter');
      assert.equal(await focused(page), 'A');
      await press(page, 'ArrowRight', 'ArrowRight', 'Enter');
      await eventually('an answer', () => courses.asked.at(-1), (path) => path === 'courses/?limit=60&initials=c');
      assert.equal(await page.locator('.letters-word').textContent(), 'C');
      await page.locator('.card').waitFor();
      assert.equal(await focused(page), 'C', 'the focus stays on the letter');
      await look(page, 'letters');
      await press(page, 'ArrowDown', 'ArrowDown');
      assert.match(await focused(page), /草原防火常识/);
      await press(page, 'Enter');
      await page.locator('.lesson-row').first().waitFor();
      await press(page, 'Escape');
      await page.locator('.card').waitFor();
      assert.match(await focused(page), /草原防火常识/);
      await press(page, 'Escape');
      assert.equal(await page.locator('.letters-word').textContent(), '…');
      await press(page, 'Escape');
      await page.locator('#courses-letters').waitFor();
    });
  });
}

test('a list that comes again while somebody walks through it moves nobody', async () => {
  await visit(SIZES[1]!, async ({ courses, page }) => {
    await openCourses(page);
    await eventually('the list', () => courses.asked.filter((path) => path === 'library/').length, (count) => count === 2);
    await press(page, 'Escape');
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    await page.route('**/api/v1/library', async (route) => {
      await gate;
      await route.fallback();
    });
    await openCourses(page);
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight');
    const place = () => page.evaluate(() => {
      const shelf = document.activeElement!.closest('.shelf')!;
      return `${shelf.querySelector('.shelf-title')!.textContent} ${[...shelf.querySelectorAll('.card')].indexOf(document.activeElement!)}`;
    });
    const stood = await place();
    assert.match(stood, / 2$/);
    courses.resumeMs = 9000; // a row more
    open();
    await page.getByText(tv.zhCN['tv.row_continue']).waitFor();
    assert.equal(await place(), stood);
  });
});

test('a lesson by five keys: goes on where she stopped, small pictures, language, subtitles, the next lesson', async () => {
  await visit(SIZES[1]!, async ({ courses, page }) => {
    await openCourses(page);
    await press(page, 'ArrowDown');
    assert.match(await focused(page), /第2讲|ꓬꓰꓼꓟ/);
    await press(page, 'Enter');
    await begin(page);
    await eventually('where she stopped', () => positionMs(page), (ms) => ms > 8900);
    await press(page, 'ArrowRight');
    await page.locator('#watch-sprite').waitFor();
    const sprite = await page.evaluate(() => {
      const box = document.querySelector<HTMLElement>('#watch-sprite')!;
      const { left, right, bottom } = box.getBoundingClientRect();
      return { left, right, bottom, picture: box.style.backgroundImage, place: box.style.backgroundPosition };
    });
    assert.match(sprite.picture, /^url\("\/vod\/[\w-]+\/~token1\/sprite0\.jpg"\)$/);
    assert.equal(sprite.place, '-160px -90px');
    assert.ok(sprite.left > 500 && sprite.right < 1216 && sprite.bottom < 560, JSON.stringify(sprite));
    await look(page, 'seek');
    await eventually('ten seconds on', () => positionMs(page), (ms) => ms > 18000);
    await press(page, 'ArrowDown');
    await page.locator('#watch-menu').waitFor();
    assert.equal(await page.locator('#watch-menu-title').textContent(), tv.zhCN['tv.subtitles']);
    await press(page, 'ArrowDown', 'ArrowDown', 'Enter');
    await page.locator('.cues-line').filter({ hasText: CUE }).waitFor();
    await look(page, 'cues');
    await press(page, 'ArrowUp');
    await page.locator('#watch-menu').waitFor();
    await press(page, 'ArrowDown', 'Enter');
    await eventually('the language', () => courses.beats.at(-1)?.language, (language) => language === 'mn');
    await press(page, 'Enter');
    await page.locator('#watch[data-phase=paused]').waitFor();
    await press(page, 'Enter', 'ArrowRight', 'ArrowRight');
    /* the third is pages, which a set does not show: the course again */
    await page.locator('.lesson-row').first().waitFor();
    await eventually('the last beat', () => courses.beats.some((beat) => beat.is_final), Boolean);
  }, async ({ courses }) => {
    courses.resumeMs = 9000;
  });
});

test('the next lesson begins by itself, or by OK', async () => {
  await visit(SIZES[1]!, async ({ courses, page }) => {
    await openCourses(page);
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter');
    await page.locator('.lesson-row').first().waitFor();
    await press(page, 'Enter');
    await begin(page);
    await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    await page.locator('#watch-words').filter({ hasText: '下一个' }).waitFor();
    await look(page, 'next');
    await press(page, 'Enter');
    await eventually('the second lesson', () => courses.lessonsViewed().length, (count) => count === 2);
    await begin(page);
  });
});

test('a set of 2014 takes the MPEG-TS of its language, without hls.js, and shows subtitles', async () => {
  await visit(
    SIZES[1]!,
    async ({ courses, page }) => {
      await openCourses(page);
      await press(page, 'ArrowDown', 'Enter');
      await page.locator('.lesson-row').first().waitFor();
      await press(page, 'Enter');
      await eventually('its playlist', () => courses.asked.filter((path) => path === 'vod/tv/zh.m3u8').length, (count) => count > 0);
      assert.equal(await page.locator('script[src*=tvhls]').count(), 0);
    },
    async ({ page }) => {
      await page.addInitScript(() => {
        const poor = window as unknown as Record<string, unknown>;
        for (const name of ['MediaSource', 'WebKitMediaSource', 'ManagedMediaSource', 'Promise', 'Map', 'Symbol', 'fetch']) poor[name] = undefined;
      });
    },
  );
});
