/* A study session against the program itself: the clerk's page opens a course, the television plays it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const TV_SIZE = { width: 1280, height: 720 };
const PREPARED_MS = 120000; // at idle priority, beside whatever else runs

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

function send(method: string, path: string, body: string | Buffer | null, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/api/v1/${path}`, { method, headers: { Authorization: 'Bearer demo-admin', ...headers }, body: body as never });
}

async function ask<T>(method: string, path: string, body: unknown): Promise<T> {
  const answer = await send(method, path, body === null ? null : JSON.stringify(body), { 'Content-Type': 'application/json' });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return (await answer.json()) as T;
}

/* Twenty seconds of film, brought as tus does. */
async function upload(lesson: string): Promise<void> {
  const film = spawnSync('ffmpeg', [
    '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=20', '-f', 'lavfi', '-i', 'sine=frequency=440:duration=20',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-f', 'matroska', '-',
  ], { maxBuffer: 1e8 }).stdout;
  const named = (words: Record<string, string>) =>
    Object.entries(words).map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`).join(',');
  const tus = { 'Tus-Resumable': '1.0.0' };
  const made = await send('POST', 'uploads', null, {
    ...tus, 'Upload-Length': String(film.length), 'Upload-Metadata': named({ filename: 'film.mkv', lesson_id: lesson, purpose: 'video', language: 'zh' }),
  });
  assert.equal(made.status, 201, await made.text());
  const path = made.headers.get('Location')!.replace('/api/v1/', '');
  const brought = await send('PATCH', path, film, { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' });
  assert.equal(brought.status, 204);
}

async function courseWithFilm(): Promise<{ course: string; lesson: string }> {
  const course = await ask<{ id: string }>('POST', 'courses', { title: '果树剪枝', audience: 'public' });
  const lesson = await ask<{ id: string }>('POST', `courses/${course.id}/lessons`, { kind: 'video', title: '第一讲' });
  await upload(lesson.id);
  const isReady = async () => (await ask<{ is_ready: boolean }>('GET', `lessons/${lesson.id}`, null)).is_ready;
  await eventually('the film is prepared', isReady, Boolean, PREPARED_MS);
  await ask('PATCH', `lessons/${lesson.id}`, { is_shown: true });
  await ask('POST', `courses/${course.id}/steps`, { step: 'publish' });
  return { course: course.id, lesson: lesson.id };
}

test('a clerk opens a course on her phone; the television plays, pauses, goes on after a power cut and ends', async () => {
  const listed = await fetch(`${server.url}/api/v1/places`, { headers: { Authorization: 'Bearer demo-clerk' } });
  const [place] = (await listed.json()) as { id: string; unit_id: string }[]; // that she looks after
  const { course } = await courseWithFilm();
  const set = await Person.open(browser, { url: server.url, size: TV_SIZE });
  set.expectRefusals();
  set.expectLineDown();
  await set.go('/tv');
  await set.page.locator('#code').filter({ hasText: '-' }).waitFor();
  const code = await set.page.locator('#code').innerText();
  await ask('POST', `pairings/${code}`, { approve: true, unit_id: place!.unit_id, place_id: place!.id, name: '活动室电视' });
  await set.page.locator('body[data-screen=yes]').waitFor();
  /* the demonstration is on air, and a live meeting wins: somebody closes it */
  await set.page.locator('#watch').waitFor();
  const isClosed = async () => {
    await set.page.keyboard.press('Escape');
    return set.page.locator('#watch').isHidden();
  };
  await eventually('the meeting is closed', isClosed, Boolean);

  const clerk = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await clerk.go('/login?next=/phone');
  await clerk.signIn('demo-clerk');
  await clerk.go(`/phone?course=${course}`);
  const panel = clerk.page.locator('.study');
  await panel.getByText('活动室电视').waitFor();
  await panel.getByText('在线', { exact: false }).first().waitFor();
  await look(clerk, 'clerk-before');
  await panel.getByRole('button', { name: '在活动室开课' }).click();
  await set.page.locator('#watch[data-phase=playing], #watch[data-phase=touch]').waitFor();
  if ((await set.page.locator('#watch').getAttribute('data-phase')) === 'touch') await set.page.keyboard.press('Enter');
  await set.page.locator('#watch[data-phase=playing]').waitFor();
  const seconds = () => set.page.evaluate(() => document.querySelector('video')!.currentTime);
  await eventually('the film runs', seconds, (at) => at > 4);
  await look(set, 'tv-playing');
  await panel.getByText('正在学习：果树剪枝').waitFor();
  await panel.getByRole('button', { name: '暂停' }).click();
  await set.page.locator('#watch[data-phase=paused]').waitFor();
  await look(clerk, 'clerk-paused');
  const stoodAt = await seconds();

  const stateOf = async () => (await ask<{ study?: { state?: string } }>('GET', `places/${place!.id}/study`, null)).study?.state;
  await eventually('its beats are on the disk', stateOf, (state) => state !== undefined, 30000);
  await set.go('/tv'); // as after a power cut
  await set.page.locator('#watch-menu-title').filter({ hasText: '继续吗？' }).waitFor();
  await set.page.keyboard.press('Enter');
  await set.page.locator('#watch[data-phase=playing]').waitFor();
  await eventually('the same second', seconds, (at) => at > stoodAt - 2.5);
  await panel.getByRole('button', { name: '结束集中学习' }).click();
  await set.page.locator('#watch').waitFor({ state: 'hidden' });
  await set.page.locator('#courses').waitFor();
  await panel.getByRole('button', { name: '在活动室开课' }).waitFor();
  await clerk.leave();
  await set.leave();
});

async function look(person: Person, name: string): Promise<void> {
  const folder = process.env['TV_SHOTS'];
  if (folder) await person.page.screenshot({ path: `${folder}/${name}.png` });
}
