/* Lessons of video against the program itself: a file goes up by tus, the tool prepares it, and /pc, /phone and /tv play
 * what the server then delivers. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { autonymOf } from '../../../player-web/shared/i18n/languages.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE } from '../support/browser.ts';
import { ask, cueText, makeClip, makePdf, publishLesson, upload, type PublishedLesson } from '../support/prepared-lesson.ts';
import { faultsOf } from '../support/faults.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const SECONDS = 16;
const START_MS = 40000;
const TV_SIZE = { width: 1280, height: 720 };

let server: TestServer;
let browser: Browser;
let lesson: PublishedLesson;

before(async () => {
  server = await TestServer.start('--demo');
  lesson = await publishLesson(server, 'video', '果树剪枝', (id) => upload(server, id, 'video', '果树剪枝.mkv', makeClip({ seconds: SECONDS })));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

interface Told {
  resume_ms: number;
  is_seen: boolean;
}

const toldTo = (who: string) => ask<Told>(server, 'GET', `lessons/${lesson.id}`, null, who);
const timeOf = (page: Page) => page.evaluate(() => document.querySelector('video')!.currentTime);
const stallsOf = (page: Page) => page.evaluate(() => (window as unknown as { stalls: number }).stalls);

/* Counts from the first picture on how often there was nothing to play. */
async function countStalls(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const state = window as unknown as { stalls: number };
    state.stalls = 0;
    document.addEventListener('waiting', (event) => {
      const video = event.target as HTMLVideoElement;
      if (video.currentTime > 0 && !video.seeking) state.stalls += 1;
    }, true);
  });
}

async function playing(page: Page): Promise<void> {
  await page.locator('.stage[data-phase=playing], .stage[data-phase=touch]').waitFor({ timeout: START_MS });
  if ((await page.locator('.stage').getAttribute('data-phase')) === 'touch') await page.locator('.stage-touch').click();
  await page.locator('.stage[data-phase=playing]').waitFor({ timeout: START_MS });
}

async function openLesson(person: Person, path = '/pc'): Promise<void> {
  await countStalls(person.page);
  await person.go(`${path}?lesson=${lesson.id}`);
  await playing(person.page);
}

async function seekTo(page: Page, second: number): Promise<void> {
  await page.locator('.time-bar-input').fill(String(second * 1000));
  await eventually('there', () => timeOf(page), (time) => time >= second - 0.1 && time < second + 3);
}

async function choose(page: Page, menu: string, row: RegExp): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${menu}`) }).click();
  await page.getByRole('menuitemradio', { name: row }).click();
}

/* What of the server's answers the page has taken, below /vod/…/. */
function watchFiles(page: Page): string[] {
  const files: string[] = [];
  page.on('response', (response) => {
    const found = /\/vod\/[^/]+\/(?:~[^/]+\/)?(.+)$/.exec(new URL(response.url()).pathname);
    if (found?.[1] && response.ok()) files.push(found[1]);
  });
  return files;
}

test('/pc plays to the end by hls.js without a stall; then it counts as seen', async () => {
  const person = await Person.open(browser, { url: server.url, size: PC_SIZE });
  const { page } = person;
  const files = watchFiles(page);
  await person.signIn('demo-member');
  await openLesson(person);
  assert.equal(await page.evaluate(() => document.querySelector('video')!.src.startsWith('blob:')), true);
  const length = await page.evaluate(() => document.querySelector('video')!.duration);
  assert.ok(Math.abs(length - SECONDS) < 0.2, `${length} s`);
  await page.locator('.lesson-end').waitFor({ timeout: START_MS });
  assert.ok((await timeOf(page)) > SECONDS - 0.8);
  assert.equal(await stallsOf(page), 0);
  assert.ok(files.some((name) => /^v\d+-[0-9a-f]{8}\/s7\.m4s$/.test(name)), files.join(' '));
  await eventually('seen', () => toldTo('demo-member'), (told) => told.is_seen, START_MS);
  await person.leave();
});

test('while it plays: another language and its subtitles, without a stall', async () => {
  const person = await Person.open(browser, { url: server.url, size: PC_SIZE });
  const { page } = person;
  const files = watchFiles(page);
  await openLesson(person);
  await eventually('moving', () => timeOf(page), (time) => time > 1);
  const sent = files.filter((name) => name.startsWith('a-')).map((name) => name.split('/')[0]);
  const first = new Set(sent);
  await choose(page, zhCN['watch.language'], new RegExp(autonymOf('bo')));
  await eventually('its segments', () => files.filter((name) => /^a-.*\.m4s$/.test(name) && !first.has(name.split('/')[0])).length, (count) => count > 0);
  await choose(page, `${zhCN['lesson.subtitles']}:`, new RegExp(autonymOf('bo')));
  const shown = () => page.evaluate(() => ({
    words: document.querySelector('.cues')?.textContent ?? '',
    second: Math.floor(document.querySelector('video')!.currentTime),
  }));
  await eventually('its words', shown, ({ words, second }) => words === cueText('bod', second));
  const from = await timeOf(page);
  await eventually('moving', () => timeOf(page), (time) => time > from + 2);
  await choose(page, `${zhCN['lesson.subtitles']}:`, /普通话/);
  await eventually('other words', shown, ({ words, second }) => words === cueText('zho', second));
  assert.equal(await stallsOf(page), 0);
  await person.leave();
});

test('a phone goes on at the second where the computer was left', async () => {
  const computer = await Person.open(browser, { url: server.url, size: PC_SIZE });
  await computer.signIn('demo-editor');
  await openLesson(computer);
  await seekTo(computer.page, 6); // the last five seconds would begin anew
  await eventually('moving', () => timeOf(computer.page), (time) => time > 6.5);
  await computer.go('/pc'); // the last beat goes with the page
  const wanted = (await eventually('told', () => toldTo('demo-editor'), (told) => told.resume_ms > 6000)).resume_ms;
  const phone = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await phone.page.addInitScript(() => {
    const state = window as unknown as { firstAt?: number };
    /* Before it is at its place the <video> may stand a few milliseconds behind 0. */
    const note = (event: Event) => {
      const { currentTime } = event.target as HTMLVideoElement;
      if (currentTime > 0.5) state.firstAt ??= currentTime;
    };
    for (const name of ['playing', 'timeupdate']) document.addEventListener(name, note, true);
  });
  await phone.signIn('demo-editor');
  await openLesson(phone, '/phone');
  const from = await eventually('its first picture', () => phone.page.evaluate(() => (window as unknown as { firstAt?: number }).firstAt ?? 0), (time) => time > 0);
  assert.ok(Math.abs(from * 1000 - wanted) < 1500, `${from} s, wanted ${wanted} ms`);
  await computer.leave();
  await phone.leave();
});

test('kill -9 of the server: the same page plays on to the end', async () => {
  const person = await Person.open(browser, { url: server.url, size: PC_SIZE });
  person.expectLineDown();
  const { page } = person;
  const files = watchFiles(page);
  await openLesson(person);
  await page.evaluate(() => ((window as unknown as { mark: string }).mark = 'same page'));
  await server.kill();
  await server.startAgain();
  files.length = 0;
  await choose(page, zhCN['watch.language'], new RegExp(autonymOf('bo'))); // what is not in the buffer
  await eventually('new segments', () => files.filter((name) => name.endsWith('.m4s')).length, (count) => count > 0, START_MS);
  await seekTo(page, SECONDS - 3);
  await page.locator('.lesson-end').waitFor({ timeout: START_MS });
  assert.equal(await page.evaluate(() => (window as unknown as { mark?: string }).mark), 'same page');
  await person.leave();
});

/* ---- a document, the teacher ---- */

const look = async (page: Page, name: string) => {
  const folder = process.env['SHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};

test('a document: its pages are read, larger and smaller, by keys and by a finger, and one goes on where one was', async () => {
  const document = await publishLesson(server, 'document', '剪枝手册', (id) => upload(server, id, 'document', '剪枝手册.pdf', makePdf(3)));
  const person = await Person.open(browser, { url: server.url, size: PC_SIZE });
  const { page } = person;
  await person.signIn('demo-studio');
  await person.go(`/pc?lesson=${document.id}`);
  const shown = page.locator('.document-page img');
  const nameOf = async () => new URL((await shown.getAttribute('src')) ?? '', server.url).pathname.split('/').at(-1);
  const widthOf = async () => (await shown.boundingBox())!.width;
  await eventually('a picture', () => shown.evaluate((image) => (image as HTMLImageElement).naturalWidth), (width) => width > 500);
  assert.equal(await nameOf(), 'p1.jpg');
  assert.equal(await page.locator('.document-thumb').count(), 3);
  assert.deepEqual(await faultsOf(page), []);
  await look(page, 'document-pc');
  const whole = await widthOf();
  await page.locator('.document-page').focus();
  await page.keyboard.press('+');
  await eventually('larger', widthOf, (width) => width > whole * 1.2);
  await page.keyboard.press('0');
  await eventually('the whole page', widthOf, (width) => Math.abs(width - whole) < 2);
  await page.locator('.dwell[data-share="100"]').waitFor();
  await page.keyboard.press('ArrowRight');
  assert.equal(await nameOf(), 'p2.jpg');
  await page.locator('.dwell[data-share="100"]').waitFor();
  const told = () => ask<Told & { duration_ms: number }>(server, 'GET', `lessons/${document.id}`, null, 'demo-studio');
  await eventually('what was read', told, ({ resume_ms, duration_ms }) => resume_ms > 5000 && duration_ms === 15000, START_MS);

  const phone = await Person.open(browser, { url: server.url, size: PHONE_SIZE, locale: 'en-US' });
  await phone.signIn('demo-studio');
  await phone.go(`/phone?lesson=${document.id}`);
  const small = phone.page.locator('.document-page img');
  await eventually('where one was', () => small.getAttribute('src'), (src) => /p2\.jpg$/.test(src ?? ''));
  assert.deepEqual(await faultsOf(phone.page), []);
  await look(phone.page, 'document-phone');
  const finger = async (from: number, to: number) => {
    const at = { pointerType: 'touch', isPrimary: true, bubbles: true };
    await small.dispatchEvent('pointerdown', { ...at, clientX: from, clientY: 300 });
    await small.dispatchEvent('pointerup', { ...at, clientX: to, clientY: 310 });
  };
  await finger(300, 120);
  await eventually('the next page', () => small.getAttribute('src'), (src) => /p3\.jpg$/.test(src ?? ''));
  await finger(120, 300);
  await eventually('back', () => small.getAttribute('src'), (src) => /p2\.jpg$/.test(src ?? ''));
  await person.leave();
  await phone.leave();
});

test('a question to the teacher, at a second of the lesson, and the answer on the lesson\'s page', async () => {
  const person = await Person.open(browser, { url: server.url, size: PC_SIZE });
  const { page } = person;
  await person.signIn('demo-member');
  await openLesson(person);
  await seekTo(page, 6);
  await page.locator('#ask-body').fill('第六秒剪的是哪一枝？');
  await page.locator('#ask-at').check();
  await page.getByRole('button', { name: zhCN['learn.ask_send'] }).click();
  await page.getByText(zhCN['learn.ask_waiting']).waitFor();
  assert.equal(await page.locator('#ask-body').inputValue(), '');
  const open = await ask<{ questions: { id: string; body: string; at_ms: number | null }[] }>(server, 'GET', 'questions?open=1');
  const question = open.questions.find(({ body }) => body === '第六秒剪的是哪一枝？');
  assert.ok(question?.at_ms && question.at_ms >= 6000 && question.at_ms < 10000, JSON.stringify(open));
  await ask(server, 'POST', `questions/${question.id}/answer`, { body: '是徒长枝。', is_public: true });
  const other = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await openLesson(other, '/phone');
  await other.page.locator('.asked-answer', { hasText: '是徒长枝。' }).waitFor();
  assert.equal(await other.page.locator('.ask-form').count(), 0, 'who is not signed in asks nothing');
  await other.page.getByText(zhCN['learn.ask_sign_in']).waitFor();
  await seekTo(other.page, 15);
  await other.page.locator('.asked-place').click();
  await eventually('the place', () => timeOf(other.page), (time) => time >= 6 && time < 11);
  assert.deepEqual(await faultsOf(other.page), []);
  await look(other.page, 'ask-phone');
  await page.reload();
  await page.locator('.asked-answer').waitFor();
  await look(page, 'ask-pc');
  await person.leave();
  await other.leave();
});

/* ---- /phone ---- */

test('/phone: kept on the phone, it plays while the server is away, and that counts when it is back', async () => {
  const person = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  const { page } = person;
  await person.signIn('demo-clerk');
  await openLesson(person, '/phone');
  await page.getByRole('button', { name: /^存到本机：视频/ }).click();
  await page.getByText(zhCN['lesson.kept']).waitFor({ timeout: START_MS });
  await person.go('/phone?taken');
  await page.locator('.taken-row').waitFor();
  await eventually('the page is kept', () => page.evaluate(async () => (await (await caches.open('tongping-shell')).keys()).length), (count) => count > 5);
  const before = await toldTo('demo-clerk');
  person.expectLineDown();
  await server.stop();
  await person.go('/phone');
  await page.locator('.taken-row .button').first().click();
  await playing(page);
  const from = await timeOf(page);
  await eventually('moving', () => timeOf(page), (time) => time > from + 4);
  assert.equal(await page.evaluate(() => document.querySelector('video')!.videoHeight), 360);
  await page.getByText(fill(zhCN['lesson.taken_untold'], { count: 1 })).waitFor();
  await server.startAgain();
  await person.go('/phone');
  await eventually('what was seen meanwhile', () => toldTo('demo-clerk'), (told) => told.resume_ms > before.resume_ms + 3000, START_MS);

  /* what was kept goes with the person, and she is told before */
  const kept = () => page.evaluate(async () => (await (await caches.open('tongping-taken')).keys()).length);
  assert.equal(await kept(), 1);
  await page.getByRole('button', { name: zhCN['home.sign_out'] }).first().click();
  await page.getByText(fill(zhCN['people.taken_text'], { count: 1 })).waitFor();
  await page.getByRole('button', { name: zhCN['people.taken_stay'] }).click();
  await page.locator('.leaving').waitFor({ state: 'detached' });
  assert.equal(await kept(), 1);
  await page.getByRole('button', { name: zhCN['home.sign_out'] }).first().click();
  await look(page, 'sign-out');
  await page.getByRole('button', { name: zhCN['people.taken_go'] }).click();
  await page.waitForURL((url) => url.pathname === '/login');
  await eventually('nothing is left', kept, (count) => count === 0);
  assert.equal(await page.evaluate(() => localStorage.getItem('tongping.taken')), null);
  await person.leave();
});

/* ---- /tv ---- */

async function findLesson(page: Page): Promise<void> {
  await page.locator('#menu-courses').waitFor({ timeout: START_MS });
  await page.locator('#menu-courses').focus();
  await page.keyboard.press('Enter');
  await page.locator('.card').first().waitFor();
  for (let i = 0; i < 12 && !(await page.evaluate(() => document.activeElement?.textContent ?? '')).includes('果树剪枝'); i++)
    await page.keyboard.press(i < 2 ? 'ArrowDown' : 'ArrowRight');
  await page.keyboard.press('Enter');
  await page.locator('.lesson-row').first().waitFor();
  await page.keyboard.press('Enter');
}

test('/tv plays it by media source extensions, and another language', async () => {
  const person = await Person.open(browser, { url: server.url, size: TV_SIZE });
  person.expectRefusals();
  const { page } = person;
  const files = watchFiles(page);
  await person.go('/tv');
  await findLesson(page);
  await page.locator('#watch[data-phase=playing], #watch[data-phase=touch]').waitFor({ timeout: START_MS });
  if ((await page.locator('#watch').getAttribute('data-phase')) === 'touch') await page.keyboard.press('Enter');
  const from = await timeOf(page);
  await eventually('moving', () => timeOf(page), (time) => time > from + 2, START_MS);
  const first = new Set(files.filter((name) => name.startsWith('a-')).map((name) => name.split('/')[0]));
  await page.keyboard.press('ArrowUp');
  await page.locator('#watch-menu').waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await eventually('its segments', () => files.filter((name) => /^a-.*\.m4s$/.test(name) && !first.has(name.split('/')[0])).length, (count) => count > 0);
  await person.leave();
});

test('an old set: MPEG-TS of one language, which decodes from the first to the last picture', async () => {
  const viewing = await ask<{ tv_urls: { language: string; url: string }[] }>(server, 'POST', 'viewings', { lesson_id: lesson.id });
  for (const { language, url } of viewing.tv_urls) {
    const list = await text(url);
    const folder = url.replace(/[^/]*$/, '');
    const rung = list.split('\n').find((line) => line && !line.startsWith('#'));
    assert.ok(rung, list);
    const rows = await text(folder + rung);
    assert.match(rows, /#EXT-X-VERSION:3\n/);
    assert.match(rows, /#EXT-X-ENDLIST/);
    assert.equal(language === 'zh' || language === 'bo', true, language);
    const told = spawnSync('ffprobe', ['-v', 'error', '-count_frames', '-show_entries', 'stream=codec_name,nb_read_frames', '-of', 'json', server.url + url], { encoding: 'utf8' });
    assert.equal(told.stderr, '');
    const { streams } = JSON.parse(told.stdout) as { streams: { codec_name: string; nb_read_frames?: string }[] };
    const framesOf = (codec: string) => streams.filter(({ codec_name: name }) => name === codec).map(({ nb_read_frames: count }) => Number(count));
    assert.ok(framesOf('h264').includes(SECONDS * 25), told.stdout);
    assert.ok(framesOf('aac').some((count) => Math.abs(count - (SECONDS * 48000) / 1024) < 3), told.stdout);
  }
  assert.equal(viewing.tv_urls.length, 2);
});

async function text(path: string): Promise<string> {
  const answer = await fetch(server.url + path);
  assert.equal(answer.status, 200, path);
  return answer.text();
}
