import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/messages.zh-CN.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

/* The bar is one second; a loaded machine may take longer without being wrong. */
const PRESENCE_MAX_MS = 5000;

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

function rowsOf(person: Person): Promise<number> {
  return person.page.locator('.person').count();
}

test('two browsers see each other come and go', async (context) => {
  const clerk = await Person.open(browser, { url: server.url });
  await clerk.signIn('demo-clerk');
  await clerk.waitOnline();
  await eventually('the clerk is alone', () => rowsOf(clerk), (n) => n === 1);

  const member = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await member.go('/login?next=/phone');
  await member.signIn('demo-member');
  await member.waitOnline();
  const cameAt = performance.now();
  await eventually('the clerk sees the member', () => rowsOf(clerk), (n) => n === 2, PRESENCE_MAX_MS);
  const seenMs = Math.round(performance.now() - cameAt);
  await eventually('the member sees the clerk', () => rowsOf(member), (n) => n === 2, PRESENCE_MAX_MS);
  context.diagnostic(`presence of a newcomer seen ${seenMs} ms after it was online`);
  const row = clerk.page.locator('.person').filter({ hasText: zhCN['client.phone'] });
  await row.waitFor();

  await member.page.getByRole('button', { name: zhCN['home.sign_out'] }).click();
  const leftAt = performance.now();
  await eventually('the clerk is alone again', () => rowsOf(clerk), (n) => n === 1, PRESENCE_MAX_MS);
  context.diagnostic(`sign-out seen after ${Math.round(performance.now() - leftAt)} ms`);
  await member.page.waitForURL('**/login?why=signed_out');
  await member.page.getByText(zhCN['login.signed_out']).waitFor();
  await member.leave();
  await clerk.leave();
});

test('a reload keeps one row, two devices of a person are one row with two signs', async () => {
  const pc = await Person.open(browser, { url: server.url });
  await pc.signIn('demo-studio');
  await pc.waitOnline();
  await pc.page.reload();
  await pc.waitOnline();
  await eventually('one row after a reload', () => rowsOf(pc), (n) => n === 1);

  const phone = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  await phone.go('/login?next=/phone');
  await phone.signIn('demo-studio');
  await phone.waitOnline();
  await eventually('two signs', () => pc.page.locator('.person-client').count(), (n) => n === 2);
  assert.equal(await rowsOf(pc), 1);
  await phone.leave();
  await pc.leave();
});

test('after a crash of the server the page comes back by itself, signed in, without a reload', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectLineDown();
  await person.signIn('demo-interpreter');
  await person.waitOnline();
  await person.page.evaluate(() => ((window as unknown as { mark: string }).mark = 'same page'));
  for (const how of ['kill', 'stop'] as const) {
    await server[how]();
    await person.page.locator('[data-connection=waiting], [data-connection=connecting]').waitFor();
    await server.startAgain();
    await person.page.locator('[data-connection=online]').waitFor({ timeout: 60000 });
    await eventually('the list is filled again', () => rowsOf(person), (n) => n === 1);
  }
  const mark = await person.page.evaluate(() => (window as unknown as { mark?: string }).mark);
  assert.equal(mark, 'same page');
  await person.leave();
});
