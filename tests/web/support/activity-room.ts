/* The activity room of the demonstration's branch: its television, paired and in a group meeting, and who else is in that. */
import assert from 'node:assert/strict';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { fill } from '../../../player-web/shared/i18n/translate.ts';
import { zhCN as tv } from '../../../player-web/tv/messages.ts';
import { openBrowser, PC_SIZE, Person } from './browser.ts';
import { MIRROR_SWITCHES } from './mirror.ts';
import { TestServer } from './server.ts';
import { eventually } from './wait.ts';

const TV_SIZE = { width: 1920, height: 1080 };
export const SLOW_MS = 60000; // beside whatever else runs
const TITLE = '第三党支部党员大会';

export class ActivityRoom {
  readonly server: TestServer;
  readonly browser: Browser;
  private place: { id: string; unit_id: string } = { id: '', unit_id: '' };

  private constructor(server: TestServer, browser: Browser) {
    this.server = server;
    this.browser = browser;
  }

  static async start(): Promise<ActivityRoom> {
    const made = new ActivityRoom(await TestServer.start('--demo'), await openBrowser(...MIRROR_SWITCHES));
    const [place] = await made.ask<{ id: string; unit_id: string }[]>('GET', 'places', null, 'demo-clerk');
    assert.ok(place);
    made.place = place;
    return made;
  }

  async dispose(): Promise<void> {
    await this.browser.close();
    await this.server.dispose();
  }

  async ask<T>(method: string, path: string, body: unknown, who = 'demo-admin'): Promise<T> {
    const answer = await fetch(`${this.server.url}/api/v1/${path}`, {
      method, headers: { Authorization: `Bearer ${who}`, 'Content-Type': 'application/json' }, body: body === null ? null : JSON.stringify(body),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return (await answer.json()) as T;
  }

  /* Of the unit that the television is in, and open. */
  async openMeeting(): Promise<string> {
    const unit = this.place.unit_id;
    const made = await this.ask<{ id: string }>('POST', 'meetings', {
      title: TITLE, type_id: 'broadcast', unit_id: unit, unit_ids: [unit], visibility: 'invited', kind: 'group', is_recorded: false,
      starts_at: new Date(Date.now() - 60000).toISOString(), ends_at: new Date(Date.now() + 3600000).toISOString(),
      languages: [{ tag: 'zh', is_floor: true, offset_ms: 0 }],
    });
    await this.ask('POST', `meetings/${made.id}/steps`, { step: 'open' });
    return made.id;
  }

  /* A set offers one meeting: none of a test before. */
  async endMeetings(): Promise<void> {
    const { meetings } = await this.ask<{ meetings: { id: string; title: string }[] }>('GET', 'meetings?state=open', null);
    for (const { id, title } of meetings) {
      if (title === TITLE) await this.ask('POST', `meetings/${id}/steps`, { step: 'end' });
    }
  }

  async pairedSet(prepare: (page: Page) => Promise<void> = () => Promise.resolve()): Promise<Person> {
    const set = await Person.open(this.browser, { url: this.server.url, size: TV_SIZE });
    set.expectRefusals();
    set.expectLineDown();
    await prepare(set.page);
    await set.go('/tv');
    const code = await eventually('a code', () => set.page.locator('#code').textContent(), (text) => /-/.test(text ?? ''), SLOW_MS);
    await this.ask('POST', `pairings/${code}`, { approve: true, unit_id: this.place.unit_id, place_id: this.place.id, name: '活动室电视' });
    await set.page.locator('body[data-screen=yes]').waitFor();
    return set;
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

/* The demonstration is on air, and a set that nobody touches shows it. */
export async function enter(page: Page): Promise<void> {
  await page.locator('#watch').waitFor();
  await eventually('the broadcast is closed', async () => {
    await page.keyboard.press('Escape');
    return page.locator('#watch').isHidden();
  }, Boolean);
  await page.locator('#next').filter({ hasText: fill(tv['tv.room_open'], { title: TITLE }) }).waitFor();
  await page.locator('#menu-room:focus').waitFor();
  await shoot(page, 'offer');
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
