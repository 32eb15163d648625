/* A television of the activity room on the real server: it shows its code, an administrator pairs it. */
import assert from 'node:assert/strict';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { Person } from './browser.ts';
import type { TestServer } from './server.ts';
import { eventually } from './wait.ts';

export const TV_SIZE = { width: 1920, height: 1080 };
const SLOW_MS = 60000; // beside whatever else runs

export interface SetPlace {
  id: string;
  unit_id: string;
}

/* With the token `who` of the demonstration. */
export async function ask<T>(server: TestServer, method: string, path: string, body: unknown, who = 'demo-admin'): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, {
    method, headers: { Authorization: `Bearer ${who}`, 'Content-Type': 'application/json' }, body: body === null ? null : JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return (await answer.json()) as T;
}

/* The first one of the demonstration's clerk. */
export async function placeOfClerk(server: TestServer): Promise<SetPlace> {
  const all = await ask<SetPlace[]>(server, 'GET', 'places', null, 'demo-clerk');
  return all[0]!;
}

/* On /tv, paired; `prepare`: in the page before its scripts. */
export async function pairedSet(browser: Browser, server: TestServer, place: SetPlace, prepare: (page: Page) => Promise<void> = () => Promise.resolve()): Promise<Person> {
  const set = await Person.open(browser, { url: server.url, size: TV_SIZE });
  set.expectRefusals();
  set.expectLineDown();
  await prepare(set.page);
  await set.go('/tv');
  const code = await eventually('a code', () => set.page.locator('#code').textContent(), (text) => /-/.test(text ?? ''), SLOW_MS);
  await ask(server, 'POST', `pairings/${code}`, { approve: true, unit_id: place.unit_id, place_id: place.id, name: '活动室电视' });
  await set.page.locator('body[data-screen=yes]').waitFor();
  return set;
}

/* The demonstration is on air, and a set that nobody touches shows it. */
export async function closeBroadcast(page: Page): Promise<void> {
  await page.locator('#watch').waitFor();
  await eventually('the broadcast is closed', async () => {
    await page.keyboard.press('Escape');
    return page.locator('#watch').isHidden();
  }, Boolean);
}
