/* A telephone as camera and microphone of the television in a room, against the program itself: by a key of the set and the
 * code that it then shows; the room sees one person, and nothing stays on when either goes. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { cameraZhCN } from '../../../player-web/shared/i18n/camera.zh-CN.ts';
import type { Page } from '../../../player-web/tools/browser-driver.ts';
import { zhCN } from '../../../player-web/tv/room/room-words.ts';
import { ActivityRoom, choose, enter, shoot, SLOW_MS } from '../support/activity-room.ts';
import { Person } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { eventually } from '../support/wait.ts';

const SMALL_PHONE = { width: 360, height: 740 };
const CLERK = 'demo-clerk';

let here: ActivityRoom;

before(async () => {
  here = await ActivityRoom.start();
});

afterEach(() => here.endMeetings());

after(() => here?.dispose());

declare global {
  interface Window {
    sounds?: HTMLAudioElement[];
  }
}

/* Elements that play the room stand in no document. */
async function keepSounds(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const make = document.createElement.bind(document);
    window.sounds = [];
    document.createElement = ((tag: string) => {
      const element = make(tag);
      if (element instanceof HTMLAudioElement) window.sounds?.push(element);
      return element;
    }) as typeof document.createElement;
  });
}

function volumes(page: Page): Promise<number[]> {
  return page.evaluate(() => [...new Set((window.sounds ?? []).map(({ volume }) => volume))]);
}

/* By a key of the set; the secret of the code that it shows. */
async function codeOf(set: Page, row: string = zhCN['tvroom.tele_start']): Promise<string> {
  await choose(set, row);
  await set.keyboard.press('Enter');
  await set.locator('#room-code[data-camera=yes]').waitFor();
  const picture = set.locator('#room-qr');
  await eventually('the code', () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), (width) => width > 0);
  const secret = /camera=([\w-]{22})$/.exec((await picture.getAttribute('src')) ?? '')?.[1];
  assert.ok(secret);
  return secret;
}

async function phone(name: string): Promise<Person> {
  const person = await Person.open(here.browser, { url: here.server.url, size: SMALL_PHONE });
  person.expectRefusals();
  await person.go('/login');
  await person.signIn(name);
  return person;
}

function key(page: Page, words: keyof typeof cameraZhCN) {
  return page.getByRole('button', { name: cameraZhCN[words] });
}

async function become(person: Person, secret: string): Promise<void> {
  await person.go(`/camera#${secret}`);
  await key(person.page, 'camera.start').click();
  await person.page.locator('.camera-picture').waitFor();
}

function state(set: Page, words: RegExp) {
  return set.locator('#room-state').filter({ hasText: words }).waitFor();
}

/* Up to the name of the person. */
function like(words: string): RegExp {
  return new RegExp(fill(words, { name: '.+' }));
}

function tileOf(host: Person) {
  return host.page.locator('.tile').filter({ hasText: '活动室电视' });
}

function seen(host: Person): Promise<number> {
  return tileOf(host).locator('video').evaluate((video: HTMLVideoElement) => (video.currentTime > 0 ? video.videoWidth : 0)).catch(() => 0);
}

test('from the key of the set to the picture in the room; held, gone, back, ended', async () => {
  const id = await here.openMeeting();
  const set = await here.pairedSet(keepSounds);
  await enter(set.page);
  const host = await here.speaker(id, 'demo-admin');
  const secret = await codeOf(set.page);
  await shoot(set.page, 'camera-code');
  assert.deepEqual(await faultsOf(set.page), [], 'the code');

  /* signed in on the way, which carries no secret */
  const clerk = await Person.open(here.browser, { url: here.server.url, size: SMALL_PHONE });
  clerk.expectRefusals();
  const asked: string[] = [];
  clerk.page.on('request', (request) => asked.push(request.url()));
  await clerk.go(`/camera#${secret}`);
  await clerk.page.waitForURL(/\/login\?/);
  await clerk.signIn(CLERK);
  await key(clerk.page, 'camera.start').waitFor();
  assert.ok(!asked.some((url) => url.includes(secret) && !url.includes('#')), 'what stands behind # is sent to no server');
  assert.deepEqual(await faultsOf(clerk.page), [], 'before');
  await shoot(clerk.page, 'camera-phone-before');
  await key(clerk.page, 'camera.start').click();

  await eventually('the room sees the site', () => seen(host), (width) => width > 0, SLOW_MS);
  await state(set.page, like(zhCN['tvroom.tele_picture']));
  assert.equal(await set.page.locator('#room-code').isHidden(), true, 'the code is used');
  assert.equal(await set.page.locator('#room-count').textContent(), fill(zhCN['tvroom.present'], { count: 2 }), 'one person more or less');
  assert.equal(await set.page.locator('.room-tile').filter({ hasText: '活动室电视' }).count(), 0, 'the set shows itself nowhere');
  await clerk.page.locator('.camera-line[data-tone=ok]').waitFor();
  assert.deepEqual(await faultsOf(clerk.page), [], 'on');
  await shoot(clerk.page, 'camera-phone');
  await shoot(set.page, 'camera-here');

  /* the microphone begins off; while it is on the set is quieter */
  assert.deepEqual(await volumes(set.page), [1]);
  await key(clerk.page, 'camera.microphone_start').click();
  await state(set.page, like(zhCN['tvroom.tele_both']));
  await eventually('the set is quieter', () => volumes(set.page), (list) => list.length === 1 && (list[0] ?? 1) < 0.3);
  await shoot(clerk.page, 'camera-phone-talking');
  await key(clerk.page, 'camera.microphone_stop').click();
  await eventually('and loud again', () => volumes(set.page), (list) => list.length === 1 && list[0] === 1);

  /* a host's hold is the telephone's, too */
  await host.page.locator('.room-bar').getByRole('button', { name: /参会人员/ }).click();
  await host.page.getByRole('button', { name: /管理 活动室电视/ }).click();
  await host.page.getByRole('button', { name: '关闭他的摄像头' }).click();
  await clerk.page.locator('.camera-picture').getByText(cameraZhCN['camera.camera_held']).waitFor();
  await host.page.getByRole('button', { name: /管理 活动室电视/ }).click();
  await host.page.getByRole('button', { name: '允许打开摄像头' }).click();
  await clerk.page.locator('.camera-keys').getByRole('button', { name: cameraZhCN['camera.camera_start'] }).click();
  await eventually('the room sees it again', () => seen(host), (width) => width > 0, SLOW_MS);

  /* away, and back by the same code */
  await clerk.go('/phone');
  await state(set.page, like(zhCN['tvroom.tele_lost']));
  await eventually('no picture stays', () => tileOf(host).locator('video:visible').count(), (count) => count === 0, SLOW_MS);
  await shoot(set.page, 'camera-lost');
  await clerk.go('/camera');
  await key(clerk.page, 'camera.start').click();
  await eventually('the room sees it again', () => seen(host), (width) => width > 0, SLOW_MS);
  await choose(set.page, zhCN['tvroom.tele_end']);
  await shoot(set.page, 'camera-menu');
  await set.page.keyboard.press('Enter');
  await clerk.page.getByText(cameraZhCN['camera.over_ended']).waitFor();
  await shoot(clerk.page, 'camera-phone-over');
  await state(set.page, like(`${zhCN['tvroom.state_off']}|${zhCN['tvroom.state_none']}`));
  for (const person of [clerk, host, set]) await person.leave();
});

/* As when its screen is locked. */
async function hide(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

test('a second telephone by another key press alone; one that comes late; a set that leaves', async () => {
  await here.openMeeting();
  const set = await here.pairedSet();
  await enter(set.page);
  const [clerk, studio] = [await phone(CLERK), await phone('demo-studio')];
  const first = await codeOf(set.page);
  await become(clerk, first);
  await state(set.page, like(zhCN['tvroom.tele_picture']));
  await hide(clerk.page, true);
  await state(set.page, like(zhCN['tvroom.tele_off']));
  await hide(clerk.page, false);
  await state(set.page, like(zhCN['tvroom.tele_picture']));
  await studio.go(`/camera#${first}`);
  await key(studio.page, 'camera.start').click();
  await studio.page.getByText(cameraZhCN['camera.over_old']).waitFor();
  await become(studio, await codeOf(set.page, zhCN['tvroom.tele_other']));
  await clerk.page.getByText(cameraZhCN['camera.over_moved']).waitFor();
  await state(set.page, like(zhCN['tvroom.tele_picture']));
  await set.page.keyboard.press('Escape');
  await set.page.keyboard.press('ArrowDown');
  await set.page.keyboard.press('Enter');
  await studio.page.getByText(cameraZhCN['camera.over_left']).waitFor();
  for (const person of [studio, clerk, set]) await person.leave();
});

test('after a crash of the server no right is left: the telephone is told to scan again', async () => {
  const id = await here.openMeeting();
  const set = await here.pairedSet();
  await enter(set.page);
  const clerk = await phone(CLERK);
  clerk.expectLineDown();
  await become(clerk, await codeOf(set.page));
  await state(set.page, like(zhCN['tvroom.tele_picture']));
  await here.server.kill();
  await clerk.page.locator('.camera-line[data-tone=bad]').waitFor();
  await here.server.startAgain();
  await clerk.page.getByText(cameraZhCN['camera.over_old']).waitFor({ timeout: SLOW_MS });
  await state(set.page, like(`${zhCN['tvroom.state_off']}|${zhCN['tvroom.state_none']}`));
  assert.match(set.page.url(), new RegExp(id), 'the set is in the room again');
  for (const person of [clerk, set]) await person.leave();
});
