/* The dubbing booth against the program itself, with a microphone that hears a tone of 1 kHz without end. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { Editor, madeBy } from '../support/real-lesson.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const LESSON_S = 16;
const CUES = `WEBVTT

00:02.000 --> 00:04.000
第一段，各位村民。

00:07.000 --> 00:08.000
第二段。

00:12.000 --> 00:14.000
第三段。
`;

let server: TestServer;
let browser: Browser;
let editor: Editor;
let lessonId = '';
const folder = mkdtempSync(join(tmpdir(), 'tongping-booth-'));

before(async () => {
  const tone = join(folder, 'tone.wav');
  writeFileSync(tone, madeBy('tone.wav', '-f', 'lavfi', '-i', 'sine=frequency=1000:duration=10:sample_rate=48000,volume=6dB', '-ac', '1'));
  server = await TestServer.start('--demo');
  browser = await openBrowser('--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${tone}`);
  editor = new Editor(server.url);
  lessonId = await editor.lesson('垃圾分类');
  /* Said from 2 to 4 s, from 7 to 8 s and from 12 to 14 s. */
  const voice = `aevalsrc='0.3*sin(2*PI*300*t)*(between(t,2,4)+between(t,7,8)+between(t,12,14))':s=48000:d=${LESSON_S}`;
  const picture = `testsrc2=size=640x360:rate=25:duration=${LESSON_S}`;
  const film = madeBy('film.mp4', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', voice, '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-pix_fmt', 'yuv420p', '-c:a', 'aac');
  await editor.bring(lessonId, film, { filename: 'film.mp4', purpose: 'video', language: 'zh' });
  await editor.bring(lessonId, new TextEncoder().encode(CUES), { filename: 'zh.vtt', purpose: 'subtitle', language: 'zh' });
});

after(async () => {
  await browser?.close();
  await server?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function enter(size = PC_SIZE, mayRecord = true, locale: 'zh-CN' | 'en-US' = 'zh-CN'): Promise<Person> {
  const person = await Person.open(browser, { url: server.url, size, locale });
  if (mayRecord) await person.page.context().grantPermissions(['microphone'], { origin: server.url });
  person.page.on('dialog', (dialog) => void dialog.accept()); // leaves the page in the middle of a take
  await person.go('/login?next=/editor');
  await person.signIn('demo-editor');
  await person.page.locator('.editor').waitFor();
  return person;
}

/* The way in from the lesson, or in English by the address. */
async function setUp(page: Page, letters: string, way = ''): Promise<void> {
  await page.locator('[data-booth=setup]').waitFor();
  await page.locator('.booth-setup [role=combobox]').click();
  await page.locator('.booth-setup [role=combobox]').fill(letters);
  await page.locator('.booth-setup [role=option]').first().click();
  if (way !== '') await page.locator('.booth-setup select').selectOption(way);
  await page.locator('.booth-setup button[type=submit]').click();
  await page.locator('[data-booth=desk]').waitFor();
}

function pictureS(page: Page): Promise<number> {
  return page.locator('.booth-video').evaluate((video: HTMLVideoElement) => video.currentTime);
}

/* By the one key, until the picture has come there. */
async function record(page: Page, untilS: number): Promise<void> {
  await page.locator('[data-picture=open] .booth-meter[data-level=good]').waitFor();
  await page.keyboard.press('Space');
  await page.locator('.booth-count').waitFor();
  await page.locator('[data-phase=recording]').waitFor();
  await eventually('the picture', () => pictureS(page), (s) => s >= untilS);
}

async function endTake(page: Page, done: number): Promise<void> {
  await page.keyboard.press('Space');
  await page.locator('[data-phase=idle]').waitFor();
  await page.locator(`[data-done="${done}"]`).waitFor();
}

function rmsOf(pcm: Int16Array, fromS: number, toS: number): number {
  let sum = 0;
  for (let i = Math.round(fromS * 48000); i < toS * 48000; i += 1) sum += (pcm[i] ?? 0) ** 2;
  return Math.sqrt(sum / ((toS - fromS) * 48000));
}

/* Zero crossings: a tone of 1 kHz has 2000 of them a second. */
function crossingsOf(pcm: Int16Array, from: number, to: number): number {
  let crossings = 0;
  for (let i = from; i < to; i += 1) if ((pcm[i] ?? 0) >= 0 !== (pcm[i + 1] ?? 0) >= 0) crossings += 1;
  return crossings;
}

/* The median of pieces of 0.1 s: a browser that has no processor leaves gaps in what its microphone hears. */
function pitchOf(pcm: Int16Array, fromS: number, toS: number): number {
  const piece = 4800;
  const pitches: number[] = [];
  for (let at = Math.round(fromS * 48000); at + piece <= toS * 48000; at += piece) pitches.push(crossingsOf(pcm, at, at + piece) * 5);
  return pitches.sort((a, b) => a - b)[pitches.length >> 1] ?? 0;
}

test('two paragraphs are recorded around a reload, assembled, sent, and heard where they belong', async () => {
  const person = await enter();
  const { page } = person;
  await person.go(`/editor#/lesson/${lessonId}`);
  await page.locator('.drop-hint-presses a').click();
  await setUp(page, 'bo');
  await page.locator('[data-done="0"]').waitFor();
  assert.match(await page.locator('.booth-source').innerText(), /第一段，各位村民。/);
  await page.locator('#booth-own').fill('ཁྱེད་རང་ཚོ།');
  await page.locator('h1').click(); // out of the field
  await record(page, 3.4);
  await endTake(page, 1);
  await page.locator('.line[data-fit=fits]').waitFor();
  await page.keyboard.press('n');
  await page.locator('.booth-source', { hasText: '第二段' }).waitFor();
  await record(page, 7.3);
  await page.reload(); // the running take is lost, nothing else
  await page.locator('[data-done="1"]').waitFor();
  await page.locator('.booth-source', { hasText: '第二段' }).waitFor();
  await record(page, 9.3);
  await endTake(page, 2);
  await page.locator('.line[data-fit=flows]').waitFor();
  assert.match(await page.locator('[data-take]').innerText(), /会延续到后面的停顿里/);
  await page.keyboard.press('l');
  await page.locator('[data-phase=listening]').waitFor();
  await page.locator('[data-phase=idle]').waitFor();
  await page.keyboard.press('p');
  await page.locator('.booth-own', { hasText: 'ཁྱེད་རང་ཚོ།' }).waitFor(); // kept, and shown large
  assert.deepEqual(await faultsOf(page), []);
  await page.locator('.booth-top .button').click();
  assert.match(await page.locator('.dialog').innerText(), /还没有录的：第 3 段。/);
  await page.locator('#booth-sender').fill('卓玛');
  await page.locator('#booth-with-text').check();
  await page.locator('.dialog button[type=submit]').click();
  await page.locator('[data-lesson]').waitFor();
  const dub = await eventually(
    'the dub among the assets',
    async () => (await editor.assets(lessonId)).find((one) => one.kind === 'sound' && one.language === 'bo'),
    (one) => one?.state === 'ready' || one?.state === 'failed',
    60000,
  );
  assert.equal(dub?.problem, '');
  assert.equal(dub?.translator, '卓玛');
  assert.ok(Math.abs((dub?.duration_ms ?? 0) - LESSON_S * 1000) < 100, `${dub?.duration_ms}`);
  await editor.prepared(lessonId);
  assert.deepEqual((await editor.read(lessonId)).subtitles.map((one) => one.language).sort(), ['bo', 'zh']);
  const pcm = await editor.soundOf(lessonId, 'bo');
  const loud = rmsOf(pcm, 2.2, 3.2);
  assert.ok(loud > 300, `${loud}`);
  const pitch = pitchOf(pcm, 2.2, 3.2);
  assert.ok(Math.abs(pitch - 1000) <= 10, `${pitch} Hz`);
  assert.ok(rmsOf(pcm, 7.1, 9.1) > loud / 2, 'the second take, over the end of its paragraph');
  for (const [from, to] of [[0.1, 1.95], [4.2, 6.95], [10.5, 15.9]] as const) {
    assert.ok(rmsOf(pcm, from, to) < loud / 50, `silence from ${from} s: ${rmsOf(pcm, from, to)}`);
  }
  const firstS = pcm.findIndex((value) => Math.abs(value) > loud / 2) / 48000;
  assert.ok(Math.abs(firstS - 2) < 0.03, `the first take begins at ${firstS} s`);
  await person.leave();
});

test('the original is cut where it is silent', async () => {
  const person = await enter();
  const { page } = person;
  await person.go(`/editor#/booth/${lessonId}`);
  await setUp(page, 'lis', 'silence');
  await page.locator('[data-done="0"]').waitFor();
  assert.match(await page.locator('.booth-card-head').innerText(), /第 1 段，共 3 段 · 0:01–0:04/);
  await page.locator('[data-picture=open]').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.locator('.booth-card-head', { hasText: '0:06–0:08' }).waitFor();
  await person.leave();
});

test('paragraphs are marked by hand, on a phone in English', async () => {
  const person = await enter(PHONE_SIZE, true, 'en-US');
  const { page } = person;
  await person.go(`/editor#/booth/${lessonId}`);
  await setUp(page, 'za', 'marks');
  await page.locator('[data-picture=open] .booth-marks').waitFor({ state: 'attached' });
  await page.keyboard.press('m');
  await page.keyboard.press('Space');
  await eventually('the picture', () => pictureS(page), (s) => s > 1);
  await page.keyboard.press('m');
  await page.keyboard.press('Space');
  assert.match(await page.locator('.booth-card').innerText(), /Paragraphs so far: 2/);
  await page.locator('.booth-card > .button').last().click();
  await page.locator('[data-done="0"]').waitFor();
  assert.match(await page.locator('.booth-card-head').innerText(), /Paragraph 1 of 2 · 0:00–0:0\d/);
  assert.deepEqual(await faultsOf(page), []);
  await person.leave();
});

test('who does not allow the microphone is told what to do; a second tab waits for the first', async () => {
  const person = await enter(PC_SIZE, false);
  const { page } = person;
  await person.go(`/editor#/booth/${lessonId}`);
  await setUp(page, 'ug');
  await page.locator('[data-microphone=refused]').waitFor();
  assert.match(await page.locator('[data-microphone]').innerText(), /把“麦克风”改为“允许”/);
  await page.locator('[data-picture=open] [data-done="0"]').waitFor();
  await page.keyboard.press('Space');
  await page.locator('[data-phase=idle]').waitFor();
  const second = await page.context().newPage();
  await second.goto(page.url());
  await second.locator('[data-booth=taken]').waitFor();
  assert.match(await second.locator('.notice').innerText(), /正在另一个页面里录制/);
  await page.close();
  await second.locator('[data-booth=desk]').waitFor();
  await person.leave();
});
