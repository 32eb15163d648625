/* /check against the real server and a real coturn: each leg alone fails, and the page says which. By one key. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { zhCN } from '../../../player-web/shared/i18n/all.ts';
import type { Browser } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { faultsOf } from '../support/faults.ts';
import { closeBroadcast, pairedSet, placeOfClerk } from '../support/paired-set.ts';
import { TestServer } from '../support/server.ts';
import { TurnServer } from '../support/turn-server.ts';
import { eventually } from '../support/wait.ts';

let browser: Browser;
let server: TestServer;
let turn: TurnServer;

before(async () => {
  turn = await TurnServer.start();
  server = await TestServer.start('--demo', '--rtc-turn-urls', turn.urls.tls, '--rtc-turn-secret', turn.secret);
  browser = await openBrowser(
    '--ignore-certificate-errors', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
  );
});

after(async () => {
  await browser?.close();
  await server?.dispose();
  await turn?.dispose();
});

interface Visit {
  signedIn?: boolean;
  spoil?: () => void; // in the page, before its scripts
}

/* Presses the one key, answers whether the tones were heard, and gives each leg's state. */
async function visit({ signedIn = true, spoil }: Visit): Promise<{ states: Record<string, string>; code: string; verdict: string }> {
  const person = await Person.open(browser, { url: server.url });
  person.expectLineDown();
  if (signedIn) await person.signIn('demo-member');
  const { page } = person;
  if (spoil) await page.addInitScript(spoil);
  await person.go('/check');
  await page.keyboard.press('Enter'); // the key has the focus
  await page.locator('#heard').waitFor({ timeout: 60000 });
  await page.keyboard.press('Enter');
  await page.locator('#code-line').waitFor();
  assert.deepEqual(await faultsOf(page), []);
  const rows = await page.locator('#rows li').evaluateAll((all) => all.map((row) => [row.id.replace('leg-', ''), row.getAttribute('data-state') ?? '']));
  const [code, verdict] = [await page.locator('#code').innerText(), await page.locator('#verdict').innerText()];
  await person.leave();
  return { states: Object.fromEntries(rows) as Record<string, string>, code, verdict };
}

const ALL_GOOD = {
  server: 'good', live: 'good', speed: 'good', udp: 'good', tcp: 'good', turn: 'good', camera: 'good', microphone: 'good', speaker: 'good',
};

test('all is well: every leg is green, and the log has the code', async () => {
  const { states, code } = await visit({});
  assert.deepEqual(states, ALL_GOOD);
  assert.equal(code, '111-111-111');
  await eventually('the line in the log', () => server.log, (log) => /checked its line.*code=111-111-111 down_kbps=[1-9]/.test(log));
});

const SPOILS: { what: string; spoil: () => void; wrong: Record<string, string> }[] = [
  {
    what: 'UDP is shut',
    spoil: () => {
      type Set = (this: RTCPeerConnection, init: RTCSessionDescriptionInit) => Promise<void>;
      const own = RTCPeerConnection.prototype.setRemoteDescription as Set;
      RTCPeerConnection.prototype.setRemoteDescription = function (init) {
        const isRelay = this.getConfiguration().iceTransportPolicy === 'relay';
        const sdp = isRelay ? init.sdp! : init.sdp!.replace(/^(a=candidate:\S+ \d udp \d+ \S+) \d+/gim, '$1 9');
        return own.call(this, { type: init.type, sdp });
      } as Set;
    },
    wrong: { udp: 'bad' },
  },
  {
    what: 'the WebSocket is shut, and the camera belongs to another program',
    spoil: () => {
      window.WebSocket = class extends WebSocket {
        constructor() {
          super('ws://127.0.0.1:1/');
        }
      } as typeof WebSocket;
      const own = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = (wish) =>
        wish?.video ? Promise.reject(new DOMException('busy', 'NotReadableError')) : own(wish);
    },
    wrong: { live: 'bad', camera: 'bad' },
  },
  {
    what: 'an old set: no calls, no camera',
    spoil: () => {
      for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) Object.defineProperty(window, name, { value: undefined });
      Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
      Object.defineProperty(navigator, 'webkitGetUserMedia', { value: undefined });
    },
    wrong: { udp: 'none', tcp: 'none', turn: 'none', camera: 'none', microphone: 'none' },
  },
];

for (const { what, spoil, wrong } of SPOILS)
  test(`${what}: the page says which leg it is`, async () => {
    const { states } = await visit({ spoil });
    assert.deepEqual(states, { ...ALL_GOOD, ...wrong });
  });

test('who is not signed in learns that the server is there, and where to sign in', async () => {
  const { states, verdict } = await visit({ signedIn: false });
  assert.deepEqual(states, { ...ALL_GOOD, live: 'none', speed: 'none', udp: 'none', tcp: 'none', turn: 'none' });
  assert.match(verdict, /登录/);
});

test('a paired television checks with the session of its screen, by the remote control, and is back by one key', async () => {
  const set = await pairedSet(browser, server, await placeOfClerk(server));
  const { page } = set;
  const asked: { path: string; token: string }[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/v1/line-check')) asked.push({ path: pathname, token: request.headers()['authorization'] ?? '' });
  });
  await closeBroadcast(page);
  for (let i = 0; i < 6 && !(await page.locator('#menu-check:focus').isVisible()); i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/check#\/tv$/);
  await page.keyboard.press('Enter');
  await page.locator('#heard').waitFor({ timeout: 60000 });
  await page.keyboard.press('Enter');
  await page.locator('#code-line').waitFor();
  assert.equal(await page.locator('#code').innerText(), '111-111-111');
  assert.equal(await page.locator('#pair').isVisible(), false);
  assert.deepEqual(await faultsOf(page), []);
  const paths = [...new Set(asked.map(({ path }) => path.replace(/\/peer\/.*/, '/peer/…')))];
  assert.ok(['', '/peer', '/result'].every((end) => paths.includes(`/api/v1/line-check${end}`)), paths.join());
  const tokens = [...new Set(asked.map(({ token }) => token))];
  assert.equal(tokens.length, 1, tokens.join());
  assert.match(tokens[0]!, /^Bearer ./);
  await page.keyboard.press('Escape');
  await page.waitForURL(/\/tv$/);
  await page.locator('body[data-screen=yes]').waitFor();
  await set.leave();
});

test('from wherever somebody comes, there is the way back, also round by signing in; other hosts are none', async () => {
  const person = await Person.open(browser, { url: server.url });
  person.expectLineDown();
  const { page } = person;
  const back = () => page.locator('#back').getAttribute('href');
  for (const [hash, wanted] of [['', '/'], ['#//example.test/', '/'], ['#javascript:alert(1)', '/'], ['#/pc', '/pc'], ['#/room#/m?link=s', '/room#/m?link=s']] as const) {
    await page.goto('about:blank');
    await person.go(`/check${hash}`);
    await page.locator('#start:focus').waitFor();
    assert.equal(await back(), wanted);
  }
  assert.equal(await page.locator('#sign-in').getAttribute('href'), `/login?next=${encodeURIComponent('/check#/room#/m')}`);
  await page.goto('about:blank');
  await person.go(`/login?next=${encodeURIComponent('/check#/pc')}`);
  await person.signIn('demo-member');
  await page.locator('#back').click();
  await page.waitForURL(/\/pc$/);
  await page.getByRole('link', { name: zhCN['server.check_link'] }).click();
  await page.waitForURL(/\/check#\/pc$/);
  await person.leave();
});
