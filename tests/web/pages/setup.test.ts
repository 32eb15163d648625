import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

let server: TestServer;
let browser: Browser;

before(async () => {
  server = await TestServer.start();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

test('an empty server is set up by its one-time link, once', async () => {
  const link = await eventually(
    'the link that the server prints',
    () => /https?:\/\/\S*\/setup(#\S+)/.exec(server.log)?.[1] ?? '',
    (fragment) => fragment !== '',
  );
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  const { page } = person;
  await person.go('/login');
  await page.getByText(zhCN['login.setup']).waitFor();
  await person.go('/setup');
  await page.getByText(zhCN['setup.no_token_title']).waitFor();
  await person.go('/setup?wrong#not-the-token');
  const fill = async () => {
    await page.locator('#display-name').fill('王建国');
    await page.locator('#name').fill('wangjianguo');
    await page.locator('#password').fill('green hills and rain');
    await page.locator('#again').fill('green hills and rain');
    await page.locator('form button[type=submit]').click();
  };
  await fill();
  await page.getByText(zhCN['setup.bad_token']).waitFor();

  await person.go(`/setup?right${link}`);
  assert.equal(new URL(page.url()).hash, '', 'the token does not stay in the address');
  await page.locator('#name').fill('wangjianguo');
  await page.locator('#password').fill('short');
  await page.locator('form button[type=submit]').click();
  await page.getByText(zhCN['password.short'].replace('{count}', '8')).waitFor();
  await fill();
  await page.waitForURL('**/admin#/guide');
  await page.getByRole('heading', { level: 1 }).filter({ hasText: zhCN['guide.heading'] }).waitFor();
  await person.go('/pc');
  await page.getByRole('heading', { level: 1 }).filter({ hasText: '王建国' }).waitFor();
  assert.equal(await page.locator('.welcome-roles').textContent(), zhCN['role.administrator']);

  await person.go(`/setup${link}`);
  await page.getByText(zhCN['setup.done_title']).waitFor();
  await person.leave();
});
