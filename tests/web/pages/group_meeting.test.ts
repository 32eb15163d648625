/* A group meeting with the real server and its forwarding: three people with the browser's test camera, a clerk in
 * charge; what they see, hear, say and vote, also after the server was killed in the middle. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import type { Browser } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, PHONE_SIZE } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { Attendee, get, openGroupMeeting } from '../support/meeting-people.ts';
import { MIRROR_SWITCHES } from '../support/mirror.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const [CLERK, MEMBER, EDITOR] = ['示例站点管理员', '示例党员', '示例编辑'] as const;
/* Until a page has found its way back to a server that was started again. */
const BACK_MS = 60000;
/* How much of the picture it bears is the machine's to say. */
const LINE_STANDS = ['full', 'reduced', 'low', 'sound'].map((line) => `.room-head [data-line="room.line_${line}"]`).join();

let browser: Browser;
let server: TestServer;

before(async () => {
  server = await TestServer.start('--demo');
  browser = await openBrowser(...MIRROR_SWITCHES);
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

/* TONGPING_SHOTS: a folder for pictures of the pages, for who wants to look. */
async function shoot(one: Attendee, name: string): Promise<void> {
  const folder = process.env['TONGPING_SHOTS'];
  if (folder) await one.page.screenshot({ path: `${folder}/meeting-${name}.png` });
}

const come = (name: string, path: string, size = PC_SIZE) => Attendee.come(browser, { url: server.url, size }, name, path);

test('a clerk and members: pictures, sound, hands, chat, votes; a killed server; mute and remove', async () => {
  const meeting = await openGroupMeeting(server, '东坡示例镇党员大会');
  const path = `/room#/${meeting}`;
  const clerk = await come('demo-clerk', path);
  const member = await come('demo-member', path, PHONE_SIZE);
  const editor = await come('demo-editor', path);

  await clerk.startDevices();
  await clerk.enter();
  await member.startDevices();
  await member.enter();
  await clerk.seesMoving(MEMBER);
  await member.seesMoving(CLERK);
  await clerk.hears();
  await member.hears();
  await clerk.page.locator(LINE_STANDS).waitFor();
  await shoot(clerk, 'two-pc');
  await shoot(member, 'two-phone');

  await editor.page.locator('.check-enter .button').click();
  await editor.page.getByRole('heading', { name: zhCN['room.waiting_title'] }).waitFor();
  await clerk.bar('room.people').click();
  await clerk.page.getByRole('button', { name: `${zhCN['room.admit']} ${EDITOR}` }).click();
  await editor.page.locator('.room').waitFor();
  await editor.page.getByText(zhCN['room.only_listens']).waitFor();
  await editor.seesMoving(CLERK, MEMBER);
  await clerk.manage(EDITOR);
  await clerk.press('room.make_speaker');
  await editor.bar('room.camera_start').click();
  await clerk.seesMoving(EDITOR, MEMBER);
  await member.seesMoving(CLERK, EDITOR);
  await clerk.page.locator('.panel-missing li').first().waitFor();
  await clerk.page.locator('.panel-missing').getByText('赵月华').waitFor({ state: 'detached' });
  await shoot(clerk, 'people-pc');

  await member.bar('room.hand_up').click();
  await clerk.page.getByRole('button', { name: `${zhCN['room.lower']} ${MEMBER}` }).waitFor();
  await editor.bar('room.chat').click();
  await editor.page.locator('#chat-text').fill('大家好，能听清吗？');
  await editor.page.keyboard.press('Enter');
  await member.bar('room.chat').click();
  await member.page.locator('.said-text').getByText('大家好，能听清吗？').waitFor();
  await shoot(member, 'chat-phone');
  await member.page.locator('.panel-head .button').click();

  await clerk.bar('room.votes').click();
  await clerk.page.locator('.votes > .button').click();
  await clerk.page.locator('#vote-question').fill('同意接收李明同志为中共预备党员');
  await clerk.page.getByLabel(zhCN['room.vote_majority']).selectOption('ballots_half');
  await clerk.page.getByLabel(zhCN['room.vote_quorum']).selectOption('none');
  await shoot(clerk, 'vote-form-pc');
  await clerk.page.locator('.dialog-foot [type=submit]').click();
  await member.page.locator('.ballot .button').first().waitFor();
  await shoot(member, 'ballot-phone');
  await member.page.locator('.ballot .button').first().click();
  await member.confirm();
  await member.page.getByText(zhCN['room.vote_has']).waitFor();

  await server.kill();
  for (const one of [clerk, member, editor]) await one.page.locator('.room-head [data-line="room.line_away"]').waitFor();
  await shoot(member, 'away-phone');
  await server.startAgain();
  for (const one of [clerk, member, editor]) {
    await one.page.locator(LINE_STANDS).waitFor({ timeout: BACK_MS });
    await eventually('all are back', () => one.page.locator('.tile-away').count(), (count) => count === 0, BACK_MS);
  }
  await clerk.seesMoving(EDITOR, MEMBER);
  await editor.seesMoving(CLERK, MEMBER);
  await clerk.hears();
  await member.page.getByText(zhCN['room.vote_has']).waitFor();
  await member.page.locator('.panel-head .button').click();
  await member.bar('room.hand_down').waitFor();
  await editor.page.locator('.said-text').getByText('大家好，能听清吗？').waitFor();
  await clerk.page.locator('.vote > .button').click();
  await clerk.confirm();
  await clerk.page.locator('.vote-passed').waitFor();
  await shoot(clerk, 'result-pc');

  await clerk.manage(MEMBER);
  await clerk.press('room.mute');
  await member.page.getByText(zhCN['room.told_muted']).waitFor();
  await member.page.locator('.room-bar').getByText(zhCN['room.state_held']).waitFor();
  await clerk.page.locator('.tile', { hasText: MEMBER }).getByText(zhCN['room.muted']).waitFor();
  await shoot(member, 'muted-phone');
  await clerk.manage(EDITOR);
  await clerk.press('room.remove');
  await clerk.confirm();
  await editor.page.getByRole('heading', { name: zhCN['room.over_removed'] }).waitFor();
  await clerk.seesMoving(MEMBER);
  await clerk.press('room.tools');
  await shoot(clerk, 'tools-pc');
  await clerk.press('room.end');
  await clerk.confirm();
  await member.page.getByRole('heading', { name: zhCN['room.over_ended'] }).waitFor();
  assert.equal((await get<{ state: string }>(server, 'demo-clerk', `meetings/${meeting}`)).state, 'ended');
  for (const one of [clerk, member, editor]) {
    assert.deepEqual(await faultsOf(one.page), []);
    await one.person.leave();
  }
});

test('the ways in: a clerk plans and begins one on /room, a member finds it on the first page', async () => {
  const title = '河东示例村支部党员大会';
  const clerk = await come('demo-clerk', '/admin');
  const { page } = clerk;
  await page.getByRole('link', { name: zhCN['nav.room'] }).click();
  await page.getByRole('button', { name: zhCN['room.new'] }).click();
  await page.locator('#meeting-title').fill(title);
  await page.locator('.dialog [role=combobox]').first().click();
  await page.locator('.picks .pick').first().click();
  await shoot(clerk, 'new-pc');
  await page.locator('.dialog-foot [type=submit]').click();
  const row = page.locator('.room-row', { hasText: title });
  await row.getByRole('button', { name: zhCN['room.begin'] }).waitFor();
  assert.deepEqual(await faultsOf(page), []);
  await shoot(clerk, 'list-pc');
  const member = await come('demo-member', '/phone', PHONE_SIZE);
  await row.getByRole('button', { name: zhCN['room.begin'] }).click();
  await clerk.enter();
  const card = member.page.locator('.on-air', { hasText: title });
  await card.waitFor({ timeout: BACK_MS });
  assert.deepEqual(await faultsOf(member.page), []);
  await shoot(member, 'home-phone');
  await card.click();
  await member.page.locator('.room-check').waitFor();
  await shoot(member, 'check-phone');
  await member.enter();
  await eventually('both', () => page.locator('.room-count').textContent(), (text) => text === fill(zhCN['room.present'], { count: 2 }));
  await shoot(clerk, 'no-cameras-pc');
  await Promise.all([clerk, member].map((one) => one.person.leave()));
});
