/* /room by an invitation link, with a fake server: who has no account gives a name, who has one signs in; hosts make links. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { en, zhCN } from '../../../player-web/shared/i18n/all.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, Person, PHONE_SIZE, type PersonOptions } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeId } from '../support/fake-county.ts';
import { FakeRoom, ROOM_ID, somebody } from '../support/fake-room.ts';
import { faultsOf } from '../support/faults.ts';
import { eventually } from '../support/wait.ts';

let browser: Browser;

before(async () => {
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

interface Visit {
  api: FakeApi;
  room: FakeRoom;
  person: Person;
  page: Page;
  path: string;
  secret: string;
}

/* Before the door, with a link in hand. */
async function invited(options: Partial<PersonOptions>, run: (visit: Visit) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  const room = new FakeRoom();
  api.room = room;
  room.people = [somebody(0, { role: 'host' })];
  const secret = room.invite(api.url, fakeId(0x61, 1), 'room');
  const person = await Person.open(browser, { url: api.url, ...options });
  person.expectLineDown();
  try {
    await run({ api, room, person, page: person.page, path: `/room#/${ROOM_ID}?link=${secret}`, secret });
    assert.ok(api.calls.every((call) => !call.includes(secret)), 'a secret in an address');
    await person.leave();
  } finally {
    await api.dispose();
  }
}

async function giveName(page: Page, name: string): Promise<void> {
  await page.locator('#guest-name').fill(name);
  await page.locator('.room-guest [type=submit]').click();
}

async function enter(page: Page): Promise<void> {
  await page.locator('.check-enter .button').click();
}

test('a guest: a name, the check, the lobby, in; back by himself after a break and after a reload', async () => {
  await invited({ size: PHONE_SIZE }, async ({ api, room, person, page, path, secret }) => {
    await person.go(path);
    await page.getByRole('heading', { name: zhCN['room.guest_title'] }).waitFor();
    assert.deepEqual(await faultsOf(page), [], 'the door');
    await giveName(page, ' ');
    await page.getByText(zhCN['room.guest_name_wrong']).waitFor();
    await giveName(page, '王客人');
    await page.locator('.room-check').getByText('王客人').waitFor();
    room.entering = 'waits';
    await eventually('a line', () => api.seats('guest'), (count) => count === 1);
    await enter(page);
    await page.getByRole('heading', { name: zhCN['room.waiting_title'] }).waitFor();
    room.letIn(room.guest!);
    await page.locator('.room').waitFor();
    assert.ok(!page.url().includes(secret), page.url());
    assert.ok(room.of('room.enter').every(({ link }) => link === undefined));
    room.entering = 'in';
    await page.locator('.room-bar').getByRole('button', { name: zhCN['room.people'] }).click();
    await page.locator('.panel-list').getByText(`${zhCN['room.you']} · ${zhCN['room.guest']}`).waitFor();
    assert.equal(await page.locator('#expected-title').count(), 0);
    api.cut('guest');
    await eventually('in again', () => room.of('room.enter').length, (count) => count === 2);
    await page.locator('.room').waitFor();
    await page.reload();
    await page.locator('.room-check').getByText('王客人').waitFor();
    await eventually('a line again', () => api.seats('guest'), (count) => count === 1);
    await enter(page);
    await page.locator('.room').waitFor();
  });
});

test('a link that is withdrawn, a full room: in plain words', async () => {
  await invited({ locale: 'en-US' }, async ({ api, room, person, page, path }) => {
    const { links } = room;
    room.links = [];
    await person.go(path);
    await giveName(page, 'Guest');
    await page.getByText(en['room.refused_link']).waitFor();
    assert.deepEqual(await faultsOf(page), [], 'refused');
    room.links = links;
    await giveName(page, 'Guest');
    await page.locator('.room-check').waitFor();
    await eventually('a line', () => api.seats('guest'), (count) => count === 1);
    for (const [why, words] of [['overloaded', 'room.refused_full'], ['not_found', 'room.refused_link']] as const) {
      room.entering = why;
      await enter(page);
      await page.getByText(en[words]).waitFor();
    }
  });
});

test('who has an account signs in on the way, and enters as himself with the link', async () => {
  await invited({}, async ({ api, room, person, page, path, secret }) => {
    await person.go(path);
    await page.getByRole('button', { name: zhCN['room.guest_sign_in'] }).click();
    await page.waitForURL((url) => url.pathname === '/login');
    assert.ok(!page.url().includes(secret), page.url());
    await person.signIn('demo-member');
    await page.locator('.room-check').waitFor();
    await eventually('a line', () => api.seats('demo-member'), (count) => count === 1);
    await enter(page);
    await page.locator('.room').waitFor();
    assert.deepEqual(room.of('room.enter').map(({ link }) => link), [secret]);
  });
});

test('without a link it is the page of who is signed in', async () => {
  await invited({}, async ({ person, page }) => {
    await person.go(`/room#/${ROOM_ID}`);
    await page.waitForURL((url) => url.pathname === '/login');
  });
});

test('a host makes a link, shows its code, withdraws it', async () => {
  await invited({}, async ({ api, room, person, page, path }) => {
    room.role = 'host';
    room.links = [];
    await person.signIn('demo-member');
    await person.go(path);
    await page.locator('.room-check').waitFor();
    await eventually('a line', () => api.seats('demo-member'), (count) => count > 0);
    await enter(page);
    await page.locator('.room-bar').getByRole('button', { name: zhCN['room.people'] }).click();
    await page.getByRole('button', { name: zhCN['room.tools'] }).click();
    await page.getByRole('button', { name: zhCN['room.links'] }).click();
    await page.getByText(zhCN['room.links_none']).waitFor();
    await page.getByRole('button', { name: zhCN['room.links_make_lobby'] }).click();
    await page.locator('.link-row .qr-code').waitFor();
    assert.equal(await page.locator('.link-row .copy-value').textContent(), room.links[0]!.url);
    assert.equal(room.links[0]!.opens, 'lobby');
    assert.deepEqual(await faultsOf(page), [], 'links');
    await page.locator('.link-row').getByRole('button', { name: zhCN['room.links_withdraw'] }).click();
    await page.locator('.dialog .button-danger').last().click();
    await page.getByText(zhCN['room.links_none']).waitFor();
    assert.equal(room.links.length, 0);
  });
});
