/* The studio's page against the program itself: the demonstration on air, a meeting from its plan to its
 * deletion. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';

const DEMO = '00000000-0000-7000-8000-00000000de00';

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

test('the demonstration: picture, loudness, its key, the slate and back', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  const { page } = person;
  await person.go('/login?next=/studio');
  await person.signIn('demo-studio');
  await person.go(`/studio#/meeting/${DEMO}`);
  await page.locator('.preview-stage[data-phase=playing]').waitFor({ timeout: 60000 });
  await page.locator('.level[data-language=zh]').waitFor();
  await page.locator('.rung').first().waitFor();
  await page.locator('.input-actions .button').first().click();
  assert.ok((await page.locator('.copy-value').allTextContents()).includes('demo-studio'));
  await page.keyboard.press('Escape');
  await page.locator('.dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('s');
  await page.locator('.slate[aria-checked=true]').waitFor();
  await page.keyboard.press('s');
  await page.locator('.slate[aria-checked=false]').waitFor();
  await person.leave();
});

test('a meeting is planned, gets an input, is cancelled and deleted', async () => {
  const person = await Person.open(browser, { url: server.url });
  const { page } = person;
  await person.go('/login?next=/studio');
  await person.signIn('demo-studio');
  await person.go('/studio');
  await page.locator('.studio-head .button').click();
  await page.locator('#meeting-title').fill('试播');
  await page.locator('.dialog [role=combobox]').first().click();
  await page.locator('.picks .pick').first().click();
  await page.locator('.dialog button[type=submit]').click();
  await page.locator('.state-box[data-state=scheduled]').waitFor();
  await page.locator('.panel-head .button').click();
  await page.locator('#input-name').fill('主机位');
  await page.locator('.dialog button[type=submit]').click();
  await page.locator('.keys').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.input-card').waitFor();
  await page.locator('[data-step=cancel] button').click();
  await page.locator('.dialog-foot .button').last().click();
  await page.locator('.state-box[data-state=cancelled]').waitFor();
  await page.locator('.desk-tab').last().click();
  await page.locator('.panel-head .button-danger').click();
  await page.locator('.dialog-foot .button').last().click();
  await page.locator('.studio-lists').waitFor();
  assert.equal(await page.getByText('试播', { exact: true }).count(), 0);
  await person.leave();
});
