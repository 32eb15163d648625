/* The television as a room's screen, against the program itself: a set of the activity room enters its branch's group
 * meeting by the remote control; another page of the browser is who speaks there. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import type { Page } from '../../../player-web/tools/browser-driver.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { zhCN as tv } from '../../../player-web/tv/messages.ts';
import { zhCN } from '../../../player-web/tv/room/room-words.ts';
import { ActivityRoom, choose, enter, shoot, SLOW_MS, TITLE } from '../support/activity-room.ts';
import type { Person } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { closeBroadcast } from '../support/paired-set.ts';
import { eventually } from '../support/wait.ts';

let here: ActivityRoom;

before(async () => {
  here = await ActivityRoom.start();
});

afterEach(() => here.endMeetings());

after(() => here?.dispose());

function bar(person: Person, name: RegExp) {
  return person.page.locator('.room-bar').getByRole('button', { name });
}

function moving(page: Page): Promise<number> {
  return page.evaluate(() => [...document.querySelectorAll<HTMLVideoElement>('.room-tile video')].filter((video) => !video.hidden && video.videoWidth > 0 && video.currentTime > 0).length);
}

test('by the remote control alone: in, sees who speaks, hand, camera, layout, a vote, out', async () => {
  const id = await here.openMeeting();
  const set = await here.pairedSet();
  const { page } = set;
  await enter(page);
  await page.getByText(zhCN['tvroom.alone']).waitFor();

  const host = await here.speaker(id, 'demo-admin');
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
  assert.ok(await page.locator('#watch-menu').evaluate((menu) => menu.getBoundingClientRect().top >= 0), 'the whole menu is seen');
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
  const id = await here.openMeeting();
  const set = await here.pairedSet(withoutPictures);
  const { page } = set;
  await enter(page);
  await page.getByText(zhCN['tvroom.too_old']).waitFor();
  const host = await here.speaker(id, 'demo-admin');
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
  const id = await here.openMeeting();
  const set = await here.pairedSet();
  const { page } = set;
  await enter(page);
  const host = await here.speaker(id, 'demo-admin');
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
  for (const title of titles) await here.openMeeting(title);
  const set = await here.pairedSet();
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
  await here.ask('POST', `meetings/${other.replace('room-', '')}/steps`, { step: 'end' });
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
