/* An invitation from end to end on the real server: a clerk makes a link in the list of /room, a guest comes in by it, another
 * one not after it is withdrawn. */
import { after, before, test } from 'node:test';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import type { Browser } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, Person, PHONE_SIZE } from '../support/browser.ts';
import { openGroupMeeting } from '../support/meeting-people.ts';
import { TestServer } from '../support/server.ts';

let browser: Browser;
let server: TestServer;

before(async () => {
  server = await TestServer.start('--demo');
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.dispose();
});

async function guest(url: string, name: string): Promise<Person> {
  const person = await Person.open(browser, { url: server.url, size: PHONE_SIZE });
  person.expectRefusals();
  await person.page.goto(url);
  await person.page.locator('#guest-name').fill(name);
  await person.page.locator('.room-guest [type=submit]').click();
  return person;
}

test('a link from the list leads a guest in; withdrawn, it leads nobody', async () => {
  const meeting = await openGroupMeeting(server, '东坡示例镇座谈会');
  const clerk = await Person.open(browser, { url: server.url });
  clerk.expectRefusals();
  await clerk.signIn('demo-clerk');
  await clerk.go('/room');
  const row = clerk.page.locator(`[data-meeting="${meeting}"]`);
  await row.getByRole('button', { name: zhCN['room.links'] }).click();
  await clerk.page.getByRole('button', { name: zhCN['room.links_make_room'] }).click();
  const url = (await clerk.page.locator('.link-row .copy-value').textContent()) ?? '';

  const first = await guest(url, '王客人');
  await first.page.locator('.room-check').waitFor();
  await first.page.locator('.check-enter .button').click();
  await first.page.locator('.room').waitFor();
  await first.page.locator('.room-bar').getByRole('button', { name: zhCN['room.people'] }).click();
  await first.page.locator('.panel-list').getByText(zhCN['room.guest']).waitFor();

  await clerk.page.locator('.link-row').getByRole('button', { name: zhCN['room.links_withdraw'] }).click();
  await clerk.page.locator('.dialog .button-danger').last().click();
  await clerk.page.getByText(zhCN['room.links_none']).waitFor();
  const second = await guest(url, '李客人');
  await second.page.getByText(zhCN['room.refused_link']).waitFor();
  for (const one of [first, second, clerk]) await one.leave();
});
