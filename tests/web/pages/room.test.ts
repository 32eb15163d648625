/* /room: a meeting in which all may speak, on a computer and on a phone, with the browser's own test camera and a fake
 * server; pictures come from another page of the browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE, type PersonOptions } from '../support/browser.ts';
import { FakeApi, PEOPLE } from '../support/fake-api.ts';
import { FakeRoom, ROOM_ID, somebody } from '../support/fake-room.ts';
import { faultsOf } from '../support/faults.ts';
import { Mirror, MIRROR_SWITCHES } from '../support/mirror.ts';
import { eventually } from '../support/wait.ts';

const OFFER_MAX_CHARS = 15000;

let browser: Browser;
let mirror: Mirror;

before(async () => {
  browser = await openBrowser(...MIRROR_SWITCHES);
  mirror = await Mirror.open(browser);
});

after(async () => {
  await mirror?.close();
  await browser?.close();
});

interface Visit {
  room: FakeRoom;
  person: Person;
  page: Page;
}

/* TONGPING_SHOTS: a folder for pictures of the page, for who wants to look. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['TONGPING_SHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/room-${name}.png` });
}

/* Signed in, at the check before the meeting. */
async function visit(options: Partial<PersonOptions>, prepare: (room: FakeRoom) => void, run: (visit: Visit) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  const room = new FakeRoom();
  api.room = room;
  room.answer = (kind, sdp) => mirror.answer(kind, sdp);
  prepare(room);
  const person = await Person.open(browser, { url: api.url, ...options });
  person.expectRefusals();
  try {
    await person.go(`/login?next=${encodeURIComponent(`/room#/${ROOM_ID}`)}`);
    await person.signIn('demo-member');
    await person.page.locator('.room-check').waitFor();
    await run({ room, person, page: person.page });
    await person.leave();
  } finally {
    await api.dispose();
  }
}

async function enter(page: Page): Promise<void> {
  await page.locator('.check-enter .button').click();
  await page.locator('.room').waitFor();
}

function moving(page: Page): Promise<number> {
  return page.evaluate(() => [...document.querySelectorAll<HTMLVideoElement>('.tile video')].filter((video) => video.videoWidth > 0 && video.currentTime > 0).length);
}

const crowd = (count: number) => (room: FakeRoom) => void (room.people = Array.from({ length: count }, (_, i) => somebody(i)));

for (const [what, size, places] of [['a computer', PC_SIZE, 9], ['a phone', PHONE_SIZE, 4]] as const) {
  test(`${what}: the check, then in: so many pictures as fit move, the own ones are sent`, async () => {
    await visit({ size }, crowd(10), async ({ room, page }) => {
      const shot = places === 9 ? 'pc' : 'phone';
      await page.getByRole('button', { name: zhCN['room.camera_start'] }).click();
      await page.getByRole('button', { name: zhCN['room.microphone_start'] }).click();
      await eventually('the level', () => page.locator('.check-level').evaluate((meter: HTMLMeterElement) => meter.value), (value) => value > 0);
      assert.deepEqual(await faultsOf(page), [], 'check');
      await shoot(page, `check-${shot}`);
      await enter(page);
      await eventually('pictures', () => moving(page), (count) => count === places);
      await eventually('own ones', () => mirror.taken(), (bytes) => bytes > 20000);
      for (const type of ['media.view', 'media.publish'] as const) {
        assert.ok(room.of(type)[0]!.sdp.length <= OFFER_MAX_CHARS, `${type}: ${room.of(type)[0]!.sdp.length}`);
      }
      await eventually('what is on', () => room.of('room.state').pop()?.on.join(' '), (on) => on === 'microphone camera');
      const wishes = await eventually('wishes', () => room.of('media.show').pop()?.wishes ?? [], (all) => all.length === places);
      assert.deepEqual(wishes.map(({ place }) => place), Array.from({ length: places }, (_, i) => i));
      await page.locator('[data-line="room.line_full"]').waitFor();
      assert.deepEqual(await faultsOf(page), [], 'inside');
      await shoot(page, `grid-${shot}`);
      room.tell({ type: 'media.speakers', sessions: ['seat-9'] });
      await page.locator('.tile[data-session=seat-9][data-speaking=true]').waitFor();
      await page.getByRole('button', { name: zhCN['room.view_speaker'] }).click();
      await page.locator('.tile[data-size=large][data-session=seat-9]').waitFor();
      await eventually('a large picture, small ones', () => room.of('media.show').pop()?.wishes ?? [], (all) =>
        all.every(({ session, max_height_px }) => (session === 'seat-9') === max_height_px > 180));
      await shoot(page, `speaker-${shot}`);
    });
  });

  test(`${what}: hands, chat, a vote; the way out asks`, async () => {
    await visit({ size }, (room) => {
      room.role = 'host';
      room.people = [somebody(0, { hand: 2 }), somebody(1, { on: [] })];
    }, async ({ room, page }) => {
      const bar = page.locator('.room-bar');
      const button = (name: string) => bar.getByRole('button', { name });
      await enter(page);
      await button(zhCN['room.hand_up']).click();
      await page.getByText(fill(zhCN['room.hand_turn'], { number: 2 })).waitFor();
      await button(zhCN['room.chat']).click();
      await page.locator('#chat-text').fill('大家好');
      await page.keyboard.press('Enter');
      await page.locator('.said-text').getByText('大家好').waitFor();
      assert.deepEqual(await faultsOf(page), [], 'chat');
      await shoot(page, `chat-${size.width}`);
      await page.locator('.panel-head .button').click();
      await button(zhCN['room.votes']).click();
      await page.locator('.votes > .button').click();
      await page.locator('.dialog-foot [type=submit]').click();
      await page.getByText(zhCN['room.vote_question_wrong']).waitFor();
      await page.locator('#vote-question').fill('同意接收李明为预备党员');
      await shoot(page, `vote-form-${size.width}`);
      await page.locator('.dialog-foot [type=submit]').click();
      await page.locator('.ballot .button').first().click();
      await page.locator('.dialog .button-primary').click();
      await page.getByText(zhCN['room.vote_has']).waitFor();
      assert.deepEqual(room.of('vote.cast').map(({ choice }) => choice), [0]);
      await page.locator('.vote > .button').click();
      await page.locator('.dialog .button-primary').click();
      await page.locator('.vote-passed').waitFor();
      await shoot(page, `result-${size.width}`);
      await page.locator('.panel-head .button').click();
      await button(zhCN['room.leave']).click();
      await page.locator('.dialog .button-primary').click();
      await page.getByRole('heading', { name: zhCN['room.over_left'] }).waitFor();
      assert.equal(room.of('room.leave').length, 1);
    });
  });
}

test('a host lets in, mutes, removes, locks and ends', async () => {
  await visit({}, (room) => {
    room.role = 'host';
    room.people = [somebody(0), somebody(1)];
    room.lobby = [{ session: 'seat-k', account: 'k', display_name: '钱多多', client: 'phone', role: 'speaker' }];
  }, async ({ room, page }) => {
    await enter(page);
    await page.locator('.room-bar').getByRole('button', { name: zhCN['room.people'] }).click();
    await page.getByRole('button', { name: `${zhCN['room.admit']} 钱多多` }).click();
    await eventually('admitted', () => room.of('room.admit')[0]?.session, (session) => session === 'seat-k');
    const manage = fill(zhCN['room.manage'], { name: room.people[0]!.display_name });
    await page.getByRole('button', { name: manage }).click();
    assert.deepEqual(await faultsOf(page), [], 'one person');
    await shoot(page, 'person');
    await page.getByRole('button', { name: zhCN['room.mute'], exact: true }).click();
    await eventually('muted', () => room.of('room.mute')[0], (mute) => mute?.session === 'seat-0' && mute.held && mute.sources[0] === 'microphone');
    await page.getByRole('button', { name: manage }).click();
    await page.getByRole('button', { name: zhCN['room.remove'], exact: true }).click();
    await page.locator('.dialog .button-danger').click();
    await eventually('removed', () => room.of('room.remove')[0], (gone) => gone?.session === 'seat-0' && !gone.ban);
    await page.getByRole('button', { name: zhCN['room.tools'] }).click();
    await page.getByRole('button', { name: zhCN['room.mute_all'] }).click();
    await page.getByRole('button', { name: zhCN['room.lock'] }).click();
    await page.getByRole('button', { name: zhCN['room.unlock'] }).waitFor();
    await shoot(page, 'people');
    await page.getByRole('button', { name: zhCN['room.end'] }).click();
    await page.locator('.dialog .button-danger').click();
    await eventually('ended', () => room.of('room.end').length, (count) => count === 1);
    room.tell({ type: 'room.removed', room: ROOM_ID, why: 'ended' });
    await page.getByRole('heading', { name: zhCN['room.over_ended'] }).waitFor();
  });
});

test('ballots on paper: a host names tellers; one enters what was counted in a room', async () => {
  await visit({}, (room) => {
    room.role = 'host';
    room.people = [somebody(0), somebody(1, { role: 'site', has_vote: false, display_name: '河东会场' }), somebody(2, { guest: true, has_vote: false })];
  }, async ({ room, page }) => {
    await enter(page);
    await page.locator('.room-bar').getByRole('button', { name: zhCN['room.votes'] }).click();
    await page.locator('.votes > .button').click();
    await page.locator('#vote-question').fill('同意');
    assert.equal(await page.locator('.vote-tellers .check').count(), 2, 'a guest counts no ballots');
    await page.locator('.vote-tellers .check').first().click();
    await page.locator('.dialog-foot [type=submit]').click();
    await page.getByText(zhCN['room.vote_tellers_wrong']).waitFor();
    await page.locator('.vote-tellers .check').nth(1).click();
    await page.locator('.dialog-foot [type=submit]').click();
    await page.locator('.tally').waitFor();
    await page.locator('#tally-0').fill('11');
    await page.locator('#tally-1').fill('0');
    await page.locator('.tally [type=submit]').click();
    await page.getByText(zhCN['room.tally_wrong']).waitFor();
    await page.locator('#tally-2').fill('1');
    await page.locator('.tally [type=submit]').click();
    const tally = await eventually('the numbers', () => room.of('vote.tally')[0], (one) => one !== undefined);
    assert.deepEqual([tally?.site, tally?.counts.map(({ count }) => count), tally?.voters], ['account-1', [11, 0, 1], []]);
    await page.getByText(zhCN['room.tally_second']).waitFor();
    room.tell({ type: 'vote.changed', vote: { ...room.votes[0]!, waiting: [], n_voted: 12 } });
    await page.getByText(zhCN['room.tally_done']).waitFor();
    assert.equal(await page.locator('#tally-0').count(), 0, 'nobody enters it a third time');
    assert.deepEqual(await faultsOf(page), []);
    await shoot(page, 'tally');
    await page.getByLabel(zhCN['room.tally_site']).selectOption({ label: zhCN['room.tally_letters'] });
    await page.getByText(zhCN['room.tally_letters_hint']).waitFor();
    assert.equal(await page.locator('.tally .check').count(), 0, 'letters are of people without an account');
    for (const [i, count] of ['2', '0', '0'].entries()) await page.locator(`#tally-${i}`).fill(count);
    await page.locator('.tally [type=submit]').click();
    const letters = await eventually('the letters', () => room.of('vote.tally')[1], (one) => one !== undefined);
    assert.deepEqual([letters?.site, letters?.counts.map(({ count }) => count)], [letters?.vote, [2, 0, 0]]);
    assert.deepEqual(await faultsOf(page), []);
    await shoot(page, 'letters');
  });
});

test('the lobby: waits, is let in; in elder mode and English, without fault', async () => {
  await visit({ locale: 'en-US', size: PHONE_SIZE, dark: true }, (room) => {
    crowd(3)(room);
    room.entering = 'waits';
  }, async ({ room, page }) => {
    await page.locator('.switch').first().click();
    assert.deepEqual(await faultsOf(page), [], 'check');
    await page.locator('.check-enter .button').click();
    await page.getByRole('heading', { name: en['room.waiting_title'] }).waitFor();
    room.letIn({ id: await page.evaluate(async () => ((await (await fetch('/api/v1/session')).json()) as { account: { id: string } }).account.id), name: 'demo-member', display_name: PEOPLE['demo-member']!.name, roles: ['member'] });
    await page.locator('.room').waitFor();
    assert.deepEqual(await faultsOf(page), [], 'inside');
    await shoot(page, 'elder-phone');
  });
});

test('in on another device: one press goes on here', async () => {
  await visit({}, (room) => void (room.entering = 'elsewhere'), async ({ room, page }) => {
    await page.locator('.check-enter .button').click();
    await page.getByText(zhCN['room.refused_elsewhere']).waitFor();
    await page.getByRole('button', { name: zhCN['room.take_over'] }).click();
    await page.locator('.room').waitFor();
    assert.deepEqual(room.of('room.enter').map(({ take_over }) => take_over ?? false), [false, true]);
  });
});

test('the badge says what was reduced; a connection that is gone comes back by itself', async () => {
  await visit({}, crowd(2), async ({ room, page }) => {
    await enter(page);
    await eventually('pictures', () => moving(page), (count) => count === 2);
    const badge = page.locator('.line-badge');
    for (const state of ['reduced', 'low', 'sound', 'full'] as const) {
      room.tell({ type: 'media.line', peer: 'p1', state, bps: 100000 });
      await page.locator(`[data-line="room.line_${state}"]`).waitFor();
      assert.equal(await badge.textContent(), zhCN[`room.line_${state}`]);
    }
    await badge.click();
    await page.getByRole('button', { name: zhCN['room.sound_only'] }).click();
    await page.locator('[data-line="room.line_chosen"]').waitFor();
    await eventually('no pictures are asked for', () => room.of('media.show').pop()?.wishes.length, (count) => count === 0);
    await badge.click();
    await page.getByRole('button', { name: zhCN['room.with_pictures'] }).click();
    room.tell({ type: 'media.line', peer: 'p1', state: 'gone', bps: 0 });
    await eventually('a second connection', () => room.of('media.view').length, (count) => count === 2);
    await eventually('pictures again', () => moving(page), (count) => count === 2);
    assert.ok(room.of('media.close').some(({ peer }) => peer === 'p1'));
  });
});

test('held off by the host: the microphone goes off here, and cannot be switched on', async () => {
  await visit({}, crowd(1), async ({ room, page }) => {
    await page.getByRole('button', { name: zhCN['room.microphone_start'] }).click();
    await page.locator('.check-level').waitFor();
    await enter(page);
    await eventually('on', () => room.of('room.state').pop()?.on.join(' '), (on) => on === 'microphone');
    room.hold('microphone');
    await page.getByText(zhCN['room.told_muted']).waitFor();
    await eventually('off', () => room.of('room.state').pop()?.on.length, (count) => count === 0);
    await page.locator('.room-bar').getByRole('button', { name: zhCN['room.microphone_start'] }).click();
    await page.getByText(zhCN['room.fail_held']).waitFor();
  });
});

test('who cannot hear or see finds the check: before the meeting, at a refusal, and from the badge of a bad line', async () => {
  await visit({}, (room) => void (room.entering = 'overloaded'), async ({ room, page }) => {
    const way = `/check#/room#/${ROOM_ID}`;
    await page.locator('.check-enter .button').click();
    await page.getByText(zhCN['room.refused_full']).waitFor();
    assert.equal(await page.getByRole('link', { name: zhCN['room.trouble_check'] }).getAttribute('href'), way);
    room.entering = 'in';
    await enter(page);
    await page.locator('.line-badge').click();
    const link = page.getByRole('link', { name: zhCN['room.line_check'] });
    assert.deepEqual(await faultsOf(page), [], 'the line');
    await shoot(page, 'line');
    await link.click();
    await page.waitForURL((url) => url.pathname + url.hash === way);
  });
});

test('opinions sent beforehand: of who has not come; each needs its choice', async () => {
  const expected = (name: string, is_here: boolean, account_id?: string) => ({
    kind: 'account', name, unit_name: '第三党支部', is_expected: true, is_excused: false, is_here, has_come: is_here, is_ticked: false,
    ...(account_id ? { account_id } : {}),
  } as const);
  await visit({ size: PHONE_SIZE }, (room) => {
    room.role = 'host';
    room.people = [somebody(0)];
    room.expected = [expected('陈桂兰', true, 'account-0'), expected('李秀英', false, 'account-1'), expected('张卫东', false), expected('赵铁柱', false, 'account-4')];
  }, async ({ room, page }) => {
    await enter(page);
    await page.locator('.room-bar').getByRole('button', { name: zhCN['room.votes'] }).click();
    await page.locator('.votes > .button').click();
    await page.locator('#vote-question').fill('同意接收李明为预备党员');
    const who = page.getByLabel(zhCN['room.written_who']);
    assert.deepEqual(await who.locator('option').allTextContents(), ['李秀英', '赵铁柱']);
    await who.selectOption({ label: '赵铁柱' });
    await page.getByRole('button', { name: zhCN['room.written_add'], exact: true }).click();
    await page.getByRole('button', { name: zhCN['room.written_add'], exact: true }).click();
    await page.getByLabel('赵铁柱', { exact: true }).selectOption({ label: '反对' });
    await page.locator('.dialog-foot [type=submit]').click();
    await page.getByText(zhCN['room.written_wrong']).waitFor();
    assert.deepEqual(await faultsOf(page), []);
    await shoot(page, 'written');
    await page.getByRole('button', { name: fill(zhCN['room.written_drop_of'], { name: '李秀英' }) }).click();
    await page.locator('.dialog-foot [type=submit]').click();
    const opened = await eventually('the vote', () => room.of('vote.open')[0], (one) => one !== undefined);
    assert.deepEqual(opened?.written, [{ account: 'account-4', choice: 1 }]);
  });
});
