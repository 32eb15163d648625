/* The television as a room's screen, against the program itself: a set of the activity room enters its branch's group
 * meeting by the remote control; another page of the browser is who speaks there. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { zhCN as tv } from '../../../player-web/tv/messages.ts';
import { zhCN } from '../../../player-web/tv/room/room-words.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { openBrowser, PC_SIZE, Person } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { MIRROR_SWITCHES } from '../support/mirror.ts';
import { ask, closeBroadcast, pairedSet as pairSet, placeOfClerk, type SetPlace } from '../support/paired-set.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const SLOW_MS = 60000; // beside whatever else runs
const TITLE = '第三党支部党员大会';

let server: TestServer;
let browser: Browser;
let place: SetPlace;

before(async () => {
  server = await TestServer.start('--demo');
  browser = await openBrowser(...MIRROR_SWITCHES);
  place = await placeOfClerk(server);
});

afterEach(endMeetings);

after(async () => {
  await browser?.close();
  await server?.dispose();
});

/* TONGPING_SHOTS: a folder for pictures of the page, for who wants to look. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['TONGPING_SHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/tvroom-${name}.png` });
}

/* Of the unit that the television is in, and open. */
async function openMeeting(title = TITLE): Promise<string> {
  const made = await ask<{ id: string }>(server, 'POST', 'meetings', {
    title, type_id: 'broadcast', unit_id: place.unit_id, unit_ids: [place.unit_id], visibility: 'invited', kind: 'group', is_recorded: false,
    starts_at: new Date(Date.now() - 60000).toISOString(), ends_at: new Date(Date.now() + 3600000).toISOString(),
    languages: [{ tag: 'zh', is_floor: true, offset_ms: 0 }],
  });
  await ask(server, 'POST', `meetings/${made.id}/steps`, { step: 'open' });
  return made.id;
}

/* A set offers what is open: nothing of a test before. The demonstration's own one stays. */
async function endMeetings(): Promise<void> {
  const { meetings } = await ask<{ meetings: { id: string; title: string }[] }>(server, 'GET', 'meetings?state=open', null);
  for (const { id, title } of meetings) {
    if (title.startsWith(TITLE)) await ask(server, 'POST', `meetings/${id}/steps`, { step: 'end' });
  }
}

const pairedSet = (prepare?: (page: Page) => Promise<void>) => pairSet(browser, server, place, prepare);

async function enter(page: Page): Promise<void> {
  await closeBroadcast(page);
  await page.locator('#next').filter({ hasText: fill(tv['tv.rooms_open'], { count: 2 }) }).waitFor();
  await page.locator('#menu-room:focus').waitFor();
  await shoot(page, 'offer');
  await page.keyboard.press('Enter');
  await page.locator('.rooms-tile:focus').filter({ hasText: TITLE }).waitFor(); // what has no end comes last
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/tvroom#/);
  await page.locator('body[data-part=inside]').waitFor();
}

async function speaker(id: string, name: string): Promise<Person> {
  const person = await Person.open(browser, { url: server.url, size: PC_SIZE });
  person.expectRefusals();
  await person.go(`/login?next=${encodeURIComponent(`/room#/${id}`)}`);
  await person.signIn(name);
  await person.page.locator('.room-check').waitFor();
  await person.page.locator('.check-enter .button').click();
  await person.page.locator('.room').waitFor();
  return person;
}

function bar(person: Person, name: RegExp) {
  return person.page.locator('.room-bar').getByRole('button', { name });
}

async function choose(page: Page, label: string): Promise<void> {
  await page.keyboard.press('Enter');
  await page.locator('#watch-menu').waitFor();
  for (let i = 0; i < 8; i++) {
    if ((await page.evaluate(() => document.activeElement?.textContent)) === label) break;
    await page.keyboard.press('ArrowDown');
  }
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), label);
}

function moving(page: Page): Promise<number> {
  return page.evaluate(() => [...document.querySelectorAll<HTMLVideoElement>('.room-tile video')].filter((video) => !video.hidden && video.videoWidth > 0 && video.currentTime > 0).length);
}

test('by the remote control alone: in, sees who speaks, hand, camera, layout, a vote, out', async () => {
  const id = await openMeeting();
  const set = await pairedSet();
  const { page } = set;
  await enter(page);
  await page.getByText(zhCN['tvroom.alone']).waitFor();

  const host = await speaker(id, 'demo-admin');
  await bar(host, /打开摄像头/).click();
  await bar(host, /打开麦克风/).click();
  await eventually('a picture', () => moving(page), (count) => count === 1, SLOW_MS);
  await page.locator('.room-tile[data-size=large]').waitFor();
  await page.locator('.room-tile[data-speaking=yes]').waitFor();
  const lines = Object.entries(zhCN).filter(([key]) => /line_(full|reduced|low|sound)/.test(key)).map(([, words]) => words);
  await eventually('the line in words', () => page.locator('#room-badge-text').textContent(), (words) => lines.includes(words ?? ''));
  assert.deepEqual(await faultsOf(page), [], 'inside');
  await shoot(page, 'speaker');

  /* nothing is on before a key was pressed here, and a host opens nothing */
  assert.equal(await page.locator('#room-state').textContent(), zhCN['tvroom.state_off']);
  await choose(page, zhCN['tvroom.camera_start']);
  await shoot(page, 'menu');
  await page.keyboard.press('Enter');
  await page.locator('#room-own').waitFor();
  const site = host.page.locator('.tile').filter({ hasText: '活动室电视' });
  await eventually('the site is seen', () => site.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth), (width) => width > 0, SLOW_MS);

  await choose(page, zhCN['tvroom.hand_up']);
  await page.keyboard.press('Enter');
  await page.locator('#room-state').filter({ hasText: fill(zhCN['tvroom.state_hand'], { number: 1 }) }).waitFor();
  await choose(page, zhCN['tvroom.see_grid']);
  await page.keyboard.press('Enter');
  await page.locator('.room-tile[data-size=small]').first().waitFor();
  await shoot(page, 'grid');

  await bar(host, /表决/).click();
  await host.page.locator('.votes > .button').click();
  await host.page.locator('#vote-question').fill('同意接收李明为预备党员');
  await host.page.locator('.dialog-foot [type=submit]').click();
  await page.locator('.room-vote-question').filter({ hasText: '同意接收李明' }).waitFor();
  await shoot(page, 'vote');
  await host.page.locator('.vote > .button').click();
  await host.page.locator('.dialog .button-primary').click();
  await page.locator('.room-vote-result').waitFor();
  await shoot(page, 'result');
  await page.keyboard.press('Escape');
  await page.locator('#room-vote').waitFor({ state: 'hidden' });

  await choose(page, zhCN['tvroom.phone']);
  await page.keyboard.press('Enter');
  await eventually('the code', () => page.locator('#room-qr').evaluate((picture: HTMLImageElement) => picture.naturalWidth), (width) => width > 0);
  await shoot(page, 'code');

  await page.keyboard.press('Escape');
  await page.locator('#watch-menu-title').filter({ hasText: zhCN['tvroom.leave_question'] }).waitFor();
  await shoot(page, 'leave');
  await page.keyboard.press('Escape');
  await page.locator('#watch-menu').waitFor({ state: 'hidden' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/tv$/);
  await site.waitFor({ state: 'detached' });
  await host.leave();
  await set.leave();
});

/* Sets of before 2018. */
async function withoutPictures(page: Page): Promise<void> {
  await page.addInitScript(() => void delete (window as { RTCPeerConnection?: unknown }).RTCPeerConnection);
}

test('a set that shows no pictures says so, names who is there, and has the code for phones; the end leads back', async () => {
  const id = await openMeeting();
  const set = await pairedSet(withoutPictures);
  const { page } = set;
  await enter(page);
  await page.getByText(zhCN['tvroom.too_old']).waitFor();
  const host = await speaker(id, 'demo-admin');
  await page.locator('.room-person').nth(1).waitFor();
  assert.ok((await page.locator('.room-person').allTextContents()).includes('活动室电视'));
  await eventually('the code', () => page.locator('#room-qr').evaluate((picture: HTMLImageElement) => picture.naturalWidth), (width) => width > 0);
  assert.deepEqual(await faultsOf(page), [], 'names alone');
  await shoot(page, 'old');
  await choose(page, zhCN['tvroom.hand_up']);
  await page.keyboard.press('Enter');
  await page.locator('#room-state').filter({ hasText: fill(zhCN['tvroom.state_hand'], { number: 1 }) }).waitFor();
  await bar(host, /参会人员/).click();
  await host.page.getByRole('button', { name: '主持人工具' }).click();
  await host.page.getByRole('button', { name: '结束会议' }).click();
  await host.page.locator('.dialog .button-danger').click();
  await page.getByText(zhCN['tvroom.over_ended']).waitFor();
  await shoot(page, 'over');
  await page.waitForURL(/\/tv$/);
  await page.goBack().catch(() => null);
  assert.doesNotMatch(page.url(), /tvroom/, 'nothing of the room stays in the history');
  await host.leave();
  await set.leave();
});

test('what a host holds off goes off here, and only a key here switches it on again', async () => {
  const id = await openMeeting();
  const set = await pairedSet();
  const { page } = set;
  await enter(page);
  const host = await speaker(id, 'demo-admin');
  await choose(page, zhCN['tvroom.camera_start']);
  await page.keyboard.press('Enter');
  await page.locator('#room-own').waitFor();
  await bar(host, /参会人员/).click();
  await host.page.getByRole('button', { name: /管理 活动室电视/ }).click();
  await host.page.getByRole('button', { name: '关闭他的摄像头' }).click();
  await page.getByText(zhCN['tvroom.told_held']).waitFor();
  await page.locator('#room-own').waitFor({ state: 'hidden' });
  await shoot(page, 'held');
  await choose(page, zhCN['tvroom.camera_held']);
  await page.keyboard.press('Escape');
  await host.page.getByRole('button', { name: /管理 活动室电视/ }).click();
  await host.page.getByRole('button', { name: '允许打开摄像头' }).click();
  await eventually('let go', async () => {
    await page.keyboard.press('Enter');
    const rows = await page.locator('.watch-row').allTextContents();
    await page.keyboard.press('Escape'); // the menu is as it was when it opened
    return rows;
  }, (rows) => rows.includes(zhCN['tvroom.camera_start']));
  assert.equal(await page.locator('#room-own').isHidden(), true, 'a host opens nothing');
  await host.leave();
  await set.leave();
});

test('several meetings are open: one is chosen by the remote control; from the room to the check, and back by Back', async () => {
  const titles = [TITLE, `${TITLE}（扩大会议）`, `${TITLE}（第二场）`];
  for (const title of titles) await openMeeting(title);
  const set = await pairedSet();
  const { page } = set;
  const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
  await closeBroadcast(page);
  await page.locator('#next').filter({ hasText: fill(tv['tv.rooms_open'], { count: 4 }) }).waitFor();
  await page.locator('#menu-room:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#rooms').waitFor();
  assert.deepEqual(await faultsOf(page), [], 'the choice');
  await shoot(page, 'choice');
  const offered = await page.locator('.rooms-tile .tile-text').allTextContents();
  assert.deepEqual([offered.slice(0, 3), offered.length], [titles, 4]);
  await page.keyboard.press('Escape');
  await page.locator('#menu-room:focus').waitFor();
  await page.keyboard.press('Enter');

  /* one ends while somebody chooses: the focus stays on what it stood on */
  const wanted = (await page.locator('.rooms-tile').nth(1).getAttribute('id')) ?? '';
  const other = (await page.locator('.rooms-tile').nth(0).getAttribute('id')) ?? '';
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), wanted);
  await ask(server, 'POST', `meetings/${other.replace('room-', '')}/steps`, { step: 'end' });
  await page.locator(`#${other}`).waitFor({ state: 'detached', timeout: SLOW_MS });
  assert.equal(await focused(), wanted);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/tvroom#${wanted.replace('room-', '')}$`));
  await page.locator('body[data-part=inside]').waitFor();

  await choose(page, zhCN['tvroom.check']);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/check#\/tvroom#/);
  await page.locator('#start:focus').waitFor();
  await shoot(page, 'check');
  await page.keyboard.press('Escape');
  await page.waitForURL(new RegExp(`/tvroom#${wanted.replace('room-', '')}$`));
  await page.locator('body[data-part=inside]').waitFor();
  await set.leave();
});
