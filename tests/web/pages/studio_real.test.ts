/* The studio's page against the program itself: the demonstration on air, a meeting from its plan to its
 * deletion. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';

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

async function demoId(): Promise<string> {
  const answer = await fetch(`${server.url}/api/v1/meetings/demo`, { headers: { Authorization: 'Bearer demo-studio' } });
  return ((await answer.json()) as { id: string }).id;
}

test('the demonstration: picture, loudness, its key, the slate and back', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  const { page } = person;
  await person.go('/login?next=/studio');
  await person.signIn('demo-studio');
  await person.go(`/studio#/meeting/${await demoId()}`);
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

test('the demonstration is ended: its recording plays at once, and the next one runs', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectRefusals();
  const { page } = person;
  await person.go('/login?next=/studio');
  await person.signIn('demo-studio');
  const demo = await demoId();
  await person.go(`/studio#/meeting/${demo}`);
  await page.locator('.preview-stage[data-phase=playing]').waitFor({ timeout: 60000 });
  await page.locator('[data-step=end] button').click();
  assert.match(await page.locator('.dialog').innerText(), /新的一场示例会议马上开始/);
  await page.locator('.dialog-foot .button').last().click();
  await page.locator('.state-box[data-state=ready]').waitFor();
  assert.match(await page.locator('h1').innerText(), / 20\d\d-\d\d-\d\d \d\d:\d\d$/);
  await page.locator('[data-step=publish] button').waitFor();
  await page.locator('[data-step=undo_end]').waitFor({ state: 'detached' });
  await page.locator('.preview-stage[data-mode=recording][data-phase=playing]').waitFor({ timeout: 30000 });
  const next = await demoId();
  assert.notEqual(next, demo);
  await person.go(`/studio#/meeting/${next}`);
  await page.locator('.preview-stage[data-mode=live][data-phase=playing]').waitFor({ timeout: 60000 });
  await page.locator('[data-step=end]').waitFor();
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
