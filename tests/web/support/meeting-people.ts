/* People of a group meeting on the real server: made by a clerk's token, each in a page of his own with the browser's
 * test camera. Asked of the connections themselves: what came, and whether it sounds. */
import assert from 'node:assert/strict';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { Person, type PersonOptions } from './browser.ts';
import type { TestServer } from './server.ts';
import { eventually } from './wait.ts';

/* Browser and server work for several people at once. */
const DEADLINE_MS = 60000;

declare global {
  interface Window {
    peers?: RTCPeerConnection[];
  }
}

async function api<T>(server: TestServer, token: string, method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1/${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

export function get<T>(server: TestServer, token: string, path: string): Promise<T> {
  return api(server, token, 'GET', path);
}

/* Of the clerk's town, open to whoever is signed in; its id. */
export async function openGroupMeeting(server: TestServer, title: string): Promise<string> {
  const units = await get<{ id: string; parent_id?: string }[]>(server, 'demo-clerk', 'units');
  const { id } = await api<{ id: string }>(server, 'demo-clerk', 'POST', 'meetings', {
    title, type_id: 'study', kind: 'group', visibility: 'signed_in', unit_id: units[0]!.id,
    starts_at: '2031-01-01T01:00:00Z', ends_at: '2031-01-01T02:00:00Z',
    languages: [{ tag: 'zh', is_floor: true, offset_ms: 0 }],
  });
  await api(server, 'demo-clerk', 'POST', `meetings/${id}/steps`, { step: 'open' });
  return id;
}

/* Somebody on the page of a meeting, signed in, before its door. */
export class Attendee {
  readonly person: Person;
  readonly page: Page;

  private constructor(person: Person) {
    this.person = person;
    this.page = person.page;
  }

  static async come(browser: Browser, options: PersonOptions, name: string, path: string): Promise<Attendee> {
    const person = await Person.open(browser, options);
    person.expectLineDown();
    await person.page.addInitScript(() => {
      const peers: RTCPeerConnection[] = (window.peers = []);
      window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          peers.push(this);
        }
      };
    });
    await person.go(`/login?next=${encodeURIComponent(path)}`);
    await person.signIn(name);
    return new Attendee(person);
  }

  bar(name: keyof typeof zhCN) {
    return this.page.locator('.room-bar').getByRole('button', { name: zhCN[name] });
  }

  async startDevices(): Promise<void> {
    for (const kind of ['camera', 'microphone'] as const) {
      await this.page.locator('.room-check').getByRole('button', { name: zhCN[`room.${kind}_start`] }).click();
      await this.page.locator('.room-check').getByRole('button', { name: zhCN[`room.${kind}_stop`] }).waitFor();
    }
  }

  async enter(): Promise<void> {
    await this.page.locator('.check-enter .button').click();
    await this.page.locator('.room').waitFor({ timeout: DEADLINE_MS });
  }

  /* Whose pictures move, by name. */
  async seesMoving(...names: string[]): Promise<void> {
    const wanted = [...names].sort().join(' ');
    await eventually(
      'moving pictures',
      () =>
        this.page.evaluate(() => {
          const tiles = [...document.querySelectorAll('.tile')];
          const moves = (tile: Element) => {
            const video = tile.querySelector('video');
            return video !== null && video.videoWidth > 0 && video.currentTime > 0;
          };
          return tiles.filter(moves).map((tile) => tile.querySelector('.tile-words')?.textContent ?? '').sort().join(' ');
        }),
      (seen) => seen === wanted,
      DEADLINE_MS,
    );
  }

  /* Packets that sound, since somebody asked last; silence has no energy. */
  async hears(): Promise<void> {
    const energy = () =>
      this.page.evaluate(async () => {
        let sum = 0;
        for (const peer of window.peers ?? []) {
          if (peer.connectionState !== 'connected') continue;
          for (const row of (await peer.getStats()).values()) {
            if (row.type === 'inbound-rtp' && row.kind === 'audio') sum += Number(row.totalAudioEnergy ?? 0);
          }
        }
        return sum;
      });
    const before = await energy();
    await eventually('sound', energy, (now) => now > before + 1e-4, DEADLINE_MS);
  }

  /* In the panel of people, which is opened for it. */
  async manage(name: string): Promise<void> {
    const more = this.page.getByRole('button', { name: zhCN['room.manage'].replace('{name}', name) });
    if (!(await more.isVisible())) await this.bar('room.people').click();
    await more.click();
  }

  async press(name: keyof typeof zhCN): Promise<void> {
    await this.page.getByRole('button', { name: zhCN[name], exact: true }).click();
  }

  async confirm(): Promise<void> {
    await this.page.locator('.dialog .button-primary, .dialog .button-danger').first().click();
  }
}
