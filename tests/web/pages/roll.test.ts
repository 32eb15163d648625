/* Roll call on the clerk's phone and computer, and the page behind the code on the television. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { joinZhCN as join } from '../../../player-web/shared/i18n/join.zh-CN.ts';
import { rollZhCN as roll } from '../../../player-web/shared/i18n/roll.zh-CN.ts';
import { openBrowser, PC_SIZE, Person, PHONE_SIZE } from '../support/browser.ts';
import { FakeApi } from '../support/fake-api.ts';
import { fakeId } from '../support/fake-county.ts';
import { MEETING_ID, SCREEN } from '../support/fake-live.ts';
import { FakeRegister, REGISTER_ID } from '../support/fake-register.ts';
import { eventually } from '../support/wait.ts';

const NOTICE = { type: 'notice', kind: 'register.changed' };
const HOUR_MS = 3600000;

let browser: Browser;

before(async () => {
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

interface Visit {
  api: FakeApi;
  person: Person;
  page: Page;
  register: FakeRegister;
}

interface Setting {
  name?: string;
  size?: { width: number; height: number };
  people?: number;
  register?: FakeRegister;
}

async function visit(setting: Setting, run: (visit: Visit) => Promise<void>): Promise<void> {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url, size: setting.size ?? PHONE_SIZE });
  const register = setting.register ?? new FakeRegister(MEETING_ID, setting.people ?? 13, { place_id: SCREEN.place_id });
  try {
    await register.serve(person.page);
    await person.signIn(setting.name ?? 'demo-clerk');
    await run({ api, person, page: person.page, register });
    await person.leave();
  } finally {
    await api.dispose();
  }
}

async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['ROLL_SHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
}

const tick = (page: Page, name: string) => page.getByRole('checkbox', { name: roll['roll.tick'].replace('{name}', name) });
const sum = (page: Page, i: number) => page.locator('.roll-sums dd').nth(i).textContent();

test('the clerk finds her roll call on the first page, ticks people, and follows another clerk', async () => {
  await visit({}, async ({ api, person, page, register }) => {
    await person.go('/phone');
    await page.locator('.roll-register').click();
    await page.locator('.roll-person').first().waitFor();
    await look(page, 'phone-open');
    const names = await page.locator('.roll-person b').allTextContents();
    assert.deepEqual(names, register.people.map((one) => one.name), 'in the order of their pinyin');
    await tick(page, names[0]!).click();
    await tick(page, names[2]!).click();
    await eventually('two are entered', () => register.here().length, (count) => count === 2);
    assert.ok(register.wishes.every((wish) => wish.how === 'phone' && wish.place_id === SCREEN.place_id));
    register.enter(5);
    api.push('demo-clerk', NOTICE);
    await eventually('the other’s tick', () => tick(page, names[5]!).getAttribute('aria-checked'), (is) => is === 'true');
    assert.equal(await sum(page, 0), '3');
    assert.equal(await sum(page, 1), '13');
    await page.getByRole('button', { name: roll['roll.left_of'].replace('{name}', names[0]!) }).click();
    await eventually('she left', () => register.presences[0]!.until !== undefined, (has) => has);
    await page.getByRole('button', { name: roll['roll.withdraw_of'].replace('{name}', names[2]!) }).click();
    await eventually('withdrawn', () => register.presences[1]!.is_withdrawn, (is) => is === true);
    await eventually('one is here', () => sum(page, 0), (text) => text === '1');
    await look(page, 'phone-ticked');
  });
});

test('search by name, pinyin and first letters; somebody from elsewhere; a guest', async () => {
  await visit({ size: PC_SIZE, people: 40 }, async ({ person, page, register }) => {
    await person.go(`/pc?roll=${REGISTER_ID}`);
    await page.locator('.roll-person').first().waitFor();
    await look(page, 'pc-open');
    const shown = () => page.locator('.roll-main > .roll-list b').allTextContents();
    for (const query of ['王建国', 'wangjianguo', 'wjg']) {
      await page.locator('#roll-search').fill(query);
      assert.ok((await shown()).includes('王建国'), query);
      assert.ok((await shown()).length < 4, query);
    }
    await page.locator('#roll-search').fill('周明远');
    await page.getByRole('button', { name: roll['roll.look_elsewhere'] }).click();
    await page.locator('.roll-elsewhere .roll-person').filter({ hasText: '石桥镇' }).getByRole('button').click();
    await eventually('he is entered', () => register.here()[0]?.name, (name) => name === '周明远');
    await page.locator('#roll-search').fill('巡视员老马');
    await look(page, 'pc-guest');
    await page.getByRole('button', { name: '“巡视员老马”作为来宾签到' }).click();
    await eventually('the guest', () => register.here().length, (count) => count === 2);
    assert.equal(register.here()[1]!.member_id, undefined);
    await eventually('both count', () => sum(page, 0), (text) => text === '2');
    assert.equal(await sum(page, 3), '1');
    assert.equal(await tick(page, '周明远').getAttribute('aria-checked'), 'true');
    assert.equal(await tick(page, '巡视员老马').getAttribute('aria-checked'), 'true');
  });
});

test('the network goes for a moment, and the page is loaded anew meanwhile: nothing is lost, nobody counts twice', async () => {
  await visit({}, async ({ person, page, register }) => {
    person.expectLineDown();
    await person.go(`/phone?roll=${REGISTER_ID}`);
    await page.locator('.roll-person').first().waitFor();
    const names = register.people.map((one) => one.name);
    await tick(page, names[0]!).click();
    await eventually('one', () => register.here().length, (count) => count === 1);
    register.isDown = true;
    await tick(page, names[1]!).click();
    await tick(page, names[2]!).click();
    await page.getByText(roll['roll.waiting'].replace('{count}', '2')).waitFor();
    await look(page, 'phone-offline');
    assert.equal(await tick(page, names[2]!).getAttribute('aria-checked'), 'true');
    register.isDown = false;
    await page.reload();
    await eventually('all three', () => register.here().length, (count) => count === 3);
    assert.equal(register.presences.length, 3);
    await eventually('nothing waits', () => page.locator('[data-waiting=yes]').count(), (count) => count === 0);
  });
});

test('heads and confirmations', async () => {
  await visit({}, async ({ person, page, register }) => {
    await person.go(`/phone?roll=${REGISTER_ID}`);
    await page.locator('#heads').fill('12.5');
    await page.getByRole('button', { name: roll['roll.heads_send'] }).click();
    await page.getByText(roll['roll.heads_wrong']).waitFor();
    await page.locator('#heads').fill('12');
    await page.getByRole('button', { name: roll['roll.heads_send'] }).click();
    await eventually('the count', () => register.counts[0]?.heads, (heads) => heads === 12);
    for (const step of ['begin', 'middle', 'end'] as const) {
      await page.getByRole('button', { name: roll[`roll.confirm_${step}`] }).click();
      await eventually(step, () => register.confirmations.at(-1)?.step, (said) => said === step);
    }
    await page.locator('.roll-said li').nth(3).waitFor();
    await look(page, 'phone-notes');
  });
});

test('after the event a printed list is entered, with its times', async () => {
  const beganMs = new Date().setHours(9, 0, 20, 0) - 24 * HOUR_MS;
  const endedMs = beganMs + 2 * HOUR_MS;
  const register = new FakeRegister(MEETING_ID, 13, {
    place_id: SCREEN.place_id, began_at: new Date(beganMs).toISOString(), ended_at: new Date(endedMs).toISOString(),
    closes_at: new Date(endedMs + 72 * HOUR_MS).toISOString(),
  });
  await visit({ register }, async ({ person, page }) => {
    await person.go('/phone');
    await page.locator('.roll-register').filter({ hasText: roll['roll.open_late'] }).click();
    await page.locator('.roll-person').first().waitFor();
    const names = register.people.map((one) => one.name);
    await tick(page, names[0]!).click();
    await eventually('the whole event', () => register.presences.length, (count) => count === 1);
    assert.equal(register.presences[0]!.how, 'paper');
    assert.equal(Date.parse(register.presences[0]!.from), beganMs);
    assert.equal(Date.parse(register.presences[0]!.until!), endedMs);
    await page.locator('#paper-from').fill('09:30');
    await page.locator('#paper-until').fill('10:15');
    await tick(page, names[1]!).click();
    await eventually('a part of it', () => register.presences.length, (count) => count === 2);
    assert.equal(Date.parse(register.presences[1]!.from), new Date(beganMs).setHours(9, 30, 0, 0));
    assert.equal(Date.parse(register.presences[1]!.until!), new Date(beganMs).setHours(10, 15, 0, 0));
    await look(page, 'phone-paper');
    await page.locator('#paper-until').fill('11:30');
    await page.getByText(roll['roll.paper_wrong']).waitFor();
    await tick(page, names[2]!).click();
    await page.locator('#paper-until').fill('10:15');
    await tick(page, names[3]!).click();
    await eventually('only what was possible', () => register.presences.length, (count) => count === 3);
    assert.equal(register.presences[2]!.member_id, register.people[3]!.member_id);
  });
});

test('what the server refuses is said with the name, the rest goes through', async () => {
  await visit({}, async ({ person, page, register }) => {
    person.expectRefusals();
    await person.go(`/phone?roll=${REGISTER_ID}`);
    await page.locator('.roll-person').first().waitFor();
    const names = register.people.map((one) => one.name);
    register.refusedId = register.people[1]!.member_id;
    await tick(page, names[0]!).click();
    await tick(page, names[1]!).click();
    await tick(page, names[2]!).click();
    await page.locator('.notice-bad').filter({ hasText: `“${names[1]!}”没有记上` }).waitFor();
    await eventually('the others', () => register.here().length, (count) => count === 2);
    await eventually('her tick goes', () => tick(page, names[1]!).getAttribute('aria-checked'), (is) => is === 'false');
  });
});

test('a member has no roll call on the first page', async () => {
  await visit({ name: 'demo-member' }, async ({ person, page }) => {
    await person.go('/phone');
    await person.waitOnline();
    await page.waitForLoadState('networkidle');
    assert.equal(await page.locator('.roll-register').count(), 0);
  });
});

test('the code on the television: one press signs in; an old one says what to do', async () => {
  await visit({ name: 'demo-member' }, async ({ person, page, register }) => {
    person.expectRefusals();
    await person.go('/j?c=code7');
    await look(page, 'join');
    await page.getByRole('button', { name: join['join.press'] }).click();
    await page.getByText(join['join.done'].replace('{title}', register.register.title)).waitFor();
    await look(page, 'join-done');
    assert.equal(register.codes.length, 1);
    assert.equal(register.codes[0]!.code, 'code7');
    assert.equal(register.here()[0]!.how, 'qr');
    register.codeStatus = 410;
    await person.go('/j?c=code1');
    await page.getByRole('button', { name: join['join.press'] }).click();
    await page.getByText(join['join.old']).waitFor();
    await look(page, 'join-old');
    assert.equal(await page.getByRole('button', { name: join['join.press'] }).count(), 0);
    await person.go('/j');
    await page.getByText(join['join.wrong']).waitFor();
    register.codeStatus = 400;
    await person.go('/j?c=nonsense');
    await page.getByRole('button', { name: join['join.press'] }).click();
    await page.getByText(join['join.wrong']).waitFor();
    assert.equal(register.here().length, 1);
  });
});

test('who is not signed in comes back to the code', async () => {
  const api = await FakeApi.start();
  const person = await Person.open(browser, { url: api.url, size: PHONE_SIZE });
  try {
    const register = new FakeRegister(MEETING_ID, 1);
    await register.serve(person.page);
    person.expectRefusals();
    await person.go('/j?c=code3');
    await person.page.waitForURL(/\/login/);
    await person.signIn('demo-member');
    await person.page.getByRole('button', { name: join['join.press'] }).click();
    await person.page.getByText(join['join.done'].replace('{title}', register.register.title)).waitFor();
    assert.equal(register.codes[0]!.code, 'code3');
    assert.notEqual(register.codes[0]!.id, fakeId(0, 0));
    await person.leave();
  } finally {
    await api.dispose();
  }
});

test('cards are read one after the other at the computer; an unknown one and a line that is away say so', async () => {
  await visit({ size: PC_SIZE }, async ({ person, page, register }) => {
    await person.go(`/pc?roll=${REGISTER_ID}`);
    const field = page.getByLabel(roll['roll.cards_label']);
    await field.click();
    await page.keyboard.type('3\n4\n');
    for (const n of [3, 4]) {
      await page.getByText(roll['roll.cards_entered'].replace('{name}', register.people[n]!.name)).waitFor();
    }
    assert.deepEqual(register.presences.map((one) => [one.member_id, one.how]), [3, 4].map((n) => [register.people[n]!.member_id, 'card']));
    await tick(page, register.people[3]!.name).and(page.locator('[aria-checked=true]')).waitFor();
    await page.keyboard.type('4\n');
    await page.getByText(roll['roll.cards_already'].replace('{name}', register.people[4]!.name)).waitFor();
    person.expectLineDown();
    await page.keyboard.type('999\n');
    await page.getByText(roll['roll.cards_unknown']).waitFor();
    register.isDown = true;
    await page.keyboard.type('5\n');
    await page.getByText(roll['roll.cards_again']).waitFor();
    assert.equal(register.presences.length, 2);
    assert.equal(await field.inputValue(), '');
  });
});
