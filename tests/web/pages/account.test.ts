import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { en } from '../../../player-web/shared/i18n/messages.en.ts';
import { zhCN } from '../../../player-web/shared/i18n/messages.zh-CN.ts';
import { openBrowser, Person } from '../support/browser.ts';
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

test('signing out ends the session on the server too', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  await person.signIn('demo-clerk');
  await person.waitOnline();
  await person.page.getByRole('button', { name: zhCN['home.sign_out'] }).click();
  await person.page.waitForURL('**/login?why=signed_out');
  const answer = await person.page.request.get(`${server.url}/api/v1/session`);
  assert.equal(answer.status(), 401);
  await person.go('/me');
  await person.page.waitForURL('**/login?next=%2Fme');
  await person.leave();
});

test('a device that is signed out from another one notices at once', async () => {
  const lost = await Person.open(browser, { url: server.url });
  lost.expectLineDown();
  await lost.signIn('demo-member');
  await lost.waitOnline();
  const owner = await Person.open(browser, { url: server.url });
  await owner.signIn('demo-member');
  const { page } = owner;
  await eventually('two devices', () => page.locator('.session').count(), (n) => n === 2);
  assert.equal(await page.getByText(zhCN['sessions.current'], { exact: true }).count(), 1);
  await page.locator('.session button').click();
  await eventually('one device is left', () => page.locator('.session').count(), (n) => n === 1);
  await lost.page.waitForURL('**/login?*why=ended');
  await lost.page.getByText(zhCN['login.ended']).waitFor();
  await lost.leave();
  await owner.leave();
});

test('the language switch changes the page at once and is remembered with the account', async () => {
  const person = await Person.open(browser, { url: server.url });
  await person.signIn('demo-editor');
  await person.waitOnline();
  const { page } = person;
  const patched = page.waitForResponse((response) => response.request().method() === 'PATCH');
  await page.getByRole('button', { name: zhCN['switch.language'] }).click();
  await page.getByRole('heading', { name: en['presence.heading'] }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.match(await page.title(), new RegExp(`^${en['title.home']}`));
  assert.equal((await patched).ok(), true);
  await page.reload();
  await page.getByRole('heading', { name: en['presence.heading'] }).waitFor();
  await person.leave();

  const elsewhere = await Person.open(browser, { url: server.url });
  await elsewhere.signIn('demo-editor');
  await elsewhere.page.getByRole('heading', { name: en['presence.heading'] }).waitFor();
  await elsewhere.leave();
});

test('the password is changed; mistakes are said at their field', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  await person.signIn('demo-auditor');
  const { page } = person;
  await page.getByRole('button', { name: zhCN['password.open'] }).click();
  await page.locator('#old-password:focus').waitFor();
  const save = page.getByRole('button', { name: zhCN['password.save'] });
  const fill = async (old: string, fresh: string, again: string) => {
    await page.locator('#old-password').fill(old);
    await page.locator('#new-password').fill(fresh);
    await page.locator('#again-password').fill(again);
    await save.click();
  };
  await fill('demo-auditor', 'short', 'short');
  await page.getByText(zhCN['password.short'].replace('{count}', '8')).waitFor();
  await fill('demo-auditor', 'green hills and rain', 'green hills and snow');
  await page.getByText(zhCN['password.differ']).waitFor();
  await fill('not it at all', 'green hills and rain', 'green hills and rain');
  await page.getByText(zhCN['password.wrong']).waitFor();
  await fill('demo-auditor', 'green hills and rain', 'green hills and rain');
  await page.getByText(zhCN['password.saved']).waitFor();
  await page.getByRole('button', { name: zhCN['home.sign_out'] }).click();
  await page.waitForURL('**/login?why=signed_out');
  await person.signIn('demo-auditor', 'green hills and rain');
  await person.leave();
});

test('elder mode and colours are kept on the device', async () => {
  const person = await Person.open(browser, { url: server.url });
  await person.go('/login');
  const { page } = person;
  const sizeOf = (selector: string) =>
    page.locator(selector).evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  assert.equal(await sizeOf('.login-help'), 14);
  await page.getByRole('button', { name: zhCN['switch.elder'] }).click();
  assert.ok((await sizeOf('.login-help')) >= 18);
  const button = await page.locator('form button[type=submit]').boundingBox();
  assert.ok(button && button.height >= 60, `${button?.height} px`);
  const themeSwitch = page.locator('.switch').nth(1);
  await themeSwitch.click();
  await themeSwitch.click();
  await page.reload();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  assert.equal(await page.locator('html').getAttribute('data-text'), 'elder');
  await person.leave();
});
