/* Several people on one device, and computers that everybody uses. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/messages.zh-CN.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

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

async function accountOf(person: Person): Promise<string | null> {
  const answer = await person.page.request.get(`${server.url}/api/v1/session`);
  return answer.ok() ? ((await answer.json()) as { account: { name: string } }).account.name : null;
}

async function openMenu(person: Person): Promise<void> {
  await person.page.locator('.person-menu-button').click();
  await person.page.locator('.person-menu-panel').waitFor();
}

test('somebody else signs in, both switch without a password, signing out offers the other', async () => {
  const person = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  person.expectRefusals();
  const { page } = person;
  await person.signIn('demo-member');
  await person.waitOnline();
  const first = await page.locator('.person-menu-name').textContent();
  await openMenu(person);
  await page.getByRole('link', { name: zhCN['people.add'] }).click();
  await page.waitForURL('**/login?add=1');
  await page.locator('#name').fill('demo-clerk');
  await page.locator('#password').fill('demo-clerk');
  await page.locator('form button[type=submit]').click();
  await person.waitOnline();
  assert.equal(await accountOf(person), 'demo-clerk');
  const second = await page.locator('.person-menu-name').textContent();
  assert.notEqual(first, second);

  await openMenu(person);
  await page.getByRole('button', { name: zhCN['people.go_on_as'].replace('{name}', first ?? '') }).click();
  await eventually('the other person', () => accountOf(person), (name) => name === 'demo-member');
  await person.waitOnline();
  assert.equal(await page.locator('.person-menu-name').textContent(), first);

  await openMenu(person);
  await page.locator('.person-menu-out').click();
  await page.waitForURL('**/login?why=signed_out');
  assert.equal(await accountOf(person), null);
  await page.locator('.here-person').filter({ hasText: second ?? '' }).click();
  await person.waitOnline();
  assert.equal(await accountOf(person), 'demo-clerk');
  await person.leave();
});

test('the menu closes by Escape and by a press elsewhere', async () => {
  const person = await Person.open(browser, { url: server.url });
  const { page } = person;
  await person.signIn('demo-member');
  await person.waitOnline();
  const panel = page.locator('.person-menu-panel');
  await openMenu(person);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  assert.equal(
    await page.evaluate(() => document.activeElement?.className.includes('person-menu-button')),
    true,
  );
  await openMenu(person);
  await page.locator('h1').click();
  await panel.waitFor({ state: 'detached' });
  await person.leave();
});

test('a person who was signed out elsewhere is told so at the list', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  const { page } = person;
  await person.signIn('demo-studio');
  await person.waitOnline();
  await page.goto(`${server.url}/login?add=1`);
  await page.locator('#name').fill('demo-editor');
  await page.locator('#password').fill('demo-editor');
  await page.locator('form button[type=submit]').click();
  await person.waitOnline();
  await page.goto(`${server.url}/login`);
  await eventually('both are listed', () => page.locator('.here-person').count(), (n) => n === 2);
  const bearer = { Authorization: 'Bearer demo-studio' };
  const sessions = await fetch(`${server.url}/api/v1/sessions`, { headers: bearer });
  for (const { id } of (await sessions.json()) as { id: string }[]) {
    await fetch(`${server.url}/api/v1/sessions/${id}`, { method: 'DELETE', headers: bearer });
  }
  await page.locator('.here-person').nth(1).click();
  await page.getByText(zhCN['login.gone']).waitFor();
  await eventually('one is left', () => page.locator('.here-person').count(), (n) => n === 1);
  assert.equal(await accountOf(person), 'demo-editor');
  await person.leave();
});

test('a shared computer counts down, stays for a touch, signs out and forgets', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  const { page } = person;
  await page.clock.install();
  await person.go('/login');
  await page.getByRole('button', { name: zhCN['switch.elder'] }).click();
  await page.locator('#name').fill('demo-member');
  await page.locator('#password').fill('demo-member');
  await page.getByLabel(zhCN['login.shared']).check();
  await page.locator('form button[type=submit]').click();
  await person.waitOnline();
  await page.getByText(zhCN['people.shared_tag']).waitFor();
  await page.evaluate(() => window.localStorage.setItem('somebody', 'was here'));

  await page.clock.fastForward(4 * 60000);
  assert.equal(await page.locator('.leaving').count(), 0);
  await page.clock.fastForward(40000);
  await page.getByRole('alertdialog').waitFor();
  assert.match((await page.getByRole('timer').last().textContent()) ?? '', /^\d+$/);
  await page.getByRole('button', { name: zhCN['people.stay'] }).click();
  await page.locator('.leaving').waitFor({ state: 'detached' });
  assert.equal(await accountOf(person), 'demo-member');

  await page.clock.fastForward(5 * 60000 + 1000);
  await page.waitForURL('**/login?why=quiet');
  await page.getByText(zhCN['login.quiet']).waitFor();
  assert.equal(await accountOf(person), null);
  const kept = await page.evaluate(() => Object.keys(window.localStorage).sort());
  assert.deepEqual(kept, ['tongping.elder', 'tongping.locale']);
  await person.leave();
});

test('a device of one’s own does not count down', async () => {
  const person = await Person.open(browser, { url: server.url });
  await person.page.clock.install();
  await person.signIn('demo-auditor');
  await person.waitOnline();
  await person.page.clock.fastForward(10 * 60000);
  assert.equal(await person.page.locator('.leaving').count(), 0);
  assert.equal(await accountOf(person), 'demo-auditor');
  await person.leave();
});
