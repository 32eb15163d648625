/* The activity room of the demonstration's branch: its television, paired and in a group meeting, and who else is in that. */
import assert from 'node:assert/strict';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { zhCN as tv } from '../../../player-web/tv/messages.ts';
import { openBrowser, PC_SIZE, Person } from './browser.ts';
import { MIRROR_SWITCHES } from './mirror.ts';
import { ask, closeBroadcast, pairedSet, placeOfClerk, type SetPlace } from './paired-set.ts';
import { TestServer } from './server.ts';

export const SLOW_MS = 60000; // beside whatever else runs
export const TITLE = '第三党支部党员大会';

export class ActivityRoom {
  readonly server: TestServer;
  readonly browser: Browser;
  private readonly place: SetPlace;

  private constructor(server: TestServer, browser: Browser, place: SetPlace) {
    this.server = server;
    this.browser = browser;
    this.place = place;
  }

  static async start(): Promise<ActivityRoom> {
    const server = await TestServer.start('--demo');
    return new ActivityRoom(server, await openBrowser(...MIRROR_SWITCHES), await placeOfClerk(server));
  }

  async dispose(): Promise<void> {
    await this.browser.close();
    await this.server.dispose();
  }

  ask<T>(method: string, path: string, body: unknown, who?: string): Promise<T> {
    return ask(this.server, method, path, body, who);
  }

  /* Of the unit that the television is in, and open. */
  async openMeeting(title = TITLE): Promise<string> {
    const unit = this.place.unit_id;
    const made = await this.ask<{ id: string }>('POST', 'meetings', {
      title, type_id: 'broadcast', unit_id: unit, unit_ids: [unit], visibility: 'invited', kind: 'group', is_recorded: false,
      starts_at: new Date(Date.now() - 60000).toISOString(), ends_at: new Date(Date.now() + 3600000).toISOString(),
      languages: [{ tag: 'zh', is_floor: true, offset_ms: 0 }],
    });
    await this.ask('POST', `meetings/${made.id}/steps`, { step: 'open' });
    return made.id;
  }

  /* A set offers what is open: nothing of a test before. The demonstration's own one stays. */
  async endMeetings(): Promise<void> {
    const { meetings } = await this.ask<{ meetings: { id: string; title: string }[] }>('GET', 'meetings?state=open', null);
    for (const { id, title } of meetings) {
      if (title.startsWith(TITLE)) await this.ask('POST', `meetings/${id}/steps`, { step: 'end' });
    }
  }

  pairedSet(prepare?: (page: Page) => Promise<void>): Promise<Person> {
    return pairedSet(this.browser, this.server, this.place, prepare);
  }

  async speaker(id: string, name: string): Promise<Person> {
    const person = await Person.open(this.browser, { url: this.server.url, size: PC_SIZE });
    person.expectRefusals();
    await person.go(`/login?next=${encodeURIComponent(`/room#/${id}`)}`);
    await person.signIn(name);
    await person.page.locator('.room-check').waitFor();
    await person.page.locator('.check-enter .button').click();
    await person.page.locator('.room').waitFor();
    return person;
  }
}

export async function enter(page: Page): Promise<void> {
  await closeBroadcast(page);
  await page.locator('#next').filter({ hasText: fill(tv['tv.rooms_open'], { count: 2 }) }).waitFor();
  await page.locator('#menu-room:focus').waitFor();
  await shoot(page, 'offer');
  await page.keyboard.press('Enter');
  await page.locator('.rooms-tile:focus').filter({ hasText: TITLE }).waitFor(); // what has no end comes last
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/tvroom#/);
  await page.locator('body[data-part=inside]').waitFor();
}

/* A row of the menu has the focus; Enter does it. */
export async function choose(page: Page, label: string): Promise<void> {
  await page.keyboard.press('Enter');
  await page.locator('#watch-menu').waitFor();
  for (let i = 0; i < 8; i++) {
    if ((await page.evaluate(() => document.activeElement?.textContent)) === label) break;
    await page.keyboard.press('ArrowDown');
  }
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), label);
}

/* TONGPING_SHOTS: a folder for pictures of the page, for who wants to look. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['TONGPING_SHOTS'];
  if (folder) await page.screenshot({ path: `${folder}/tvroom-${name}.png` });
}
