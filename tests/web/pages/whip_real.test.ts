/* A client of WHIP and WHEP from npm, as it is, in pages of the real server: one sends with a bearer token,
 * another one looks with the cookie of her sign-in. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { eventually } from '../support/wait.ts';

const CLIENTS = resolve(import.meta.dirname, '../../../player-web/node_modules/whip-whep');
const WHIP = readFileSync(resolve(CLIENTS, 'whip.js'), 'utf8');
const WHEP = readFileSync(resolve(CLIENTS, 'whep.js'), 'utf8');

interface Client {
  publish(peer: RTCPeerConnection, url: string, token?: string): Promise<void>;
  view(peer: RTCPeerConnection, url: string, token?: string): Promise<void>;
  stop(): Promise<void>;
}

interface Seen {
  frames: number;
  soundBytes: number;
}

let browser: Browser;
let server: TestServer;

before(async () => {
  browser = await openBrowser();
  server = await TestServer.start('--demo');
});

after(async () => {
  await server?.dispose();
  await browser?.close();
});

/* A page of the server's own, with a cookie jar of its own, whose `client` is that of the source. */
async function open(source: string, name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/healthz`);
  await page.evaluate(async ({ source, name }) => {
    const module = await import(URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))) as Record<string, new () => Client>;
    const Made = module[name]!;
    (window as unknown as { client: Client }).client = new Made();
  }, { source, name });
  return page;
}

function publish(page: Page, path: string, token: string): Promise<void> {
  return page.evaluate(async ({ path, token }) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 180];
    const brush = canvas.getContext('2d')!;
    let step = 0;
    setInterval(() => {
      brush.fillStyle = `hsl(${step++ * 7 % 360} 80% 50%)`;
      brush.fillRect(0, 0, 320, 180);
    }, 33);
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    const out = sound.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    const peer = new RTCPeerConnection();
    for (const track of [...canvas.captureStream(30).getTracks(), ...out.stream.getTracks()])
      peer.addTransceiver(track, { direction: 'sendonly' });
    await (window as unknown as { client: Client }).client.publish(peer, new URL(path, location.href).href, token);
  }, { path, token });
}

async function signIn(page: Page, name: string): Promise<void> {
  const status = await page.evaluate(async (name) => (await fetch('/api/v1/session', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name, password: name }),
  })).status, name);
  assert.equal(status, 200);
}

function view(page: Page, path: string): Promise<void> {
  return page.evaluate(async (path) => {
    const peer = ((window as unknown as { peer: RTCPeerConnection }).peer = new RTCPeerConnection());
    peer.addTransceiver('audio', { direction: 'recvonly' });
    peer.addTransceiver('video', { direction: 'recvonly' });
    await (window as unknown as { client: Client }).client.view(peer, new URL(path, location.href).href);
  }, path);
}

function seen(page: Page): Promise<Seen> {
  return page.evaluate(async () => {
    const sum = { frames: 0, soundBytes: 0 };
    (await (window as unknown as { peer: RTCPeerConnection }).peer.getStats()).forEach((row: RTCInboundRtpStreamStats) => {
      if (row.type !== 'inbound-rtp') return;
      if (row.kind === 'video') sum.frames = row.framesDecoded ?? 0;
      else sum.soundBytes = row.bytesReceived ?? 0;
    });
    return sum;
  });
}

test('one page sends with a token, another one sees and hears with its sign-in', async () => {
  const [sender, viewer] = [await open(WHIP, 'WHIPClient'), await open(WHEP, 'WHEPClient')];
  await publish(sender, '/whip/demo-group', 'demo-studio');
  await assert.rejects(view(viewer, '/whep/demo-group'), /401/);
  await viewer.close();
  const member = await open(WHEP, 'WHEPClient');
  await signIn(member, 'demo-member');
  await view(member, '/whep/demo-group');
  await eventually('pictures and sound', () => seen(member), (now) => now.frames > 30 && now.soundBytes > 1000);
  await sender.evaluate(() => (window as unknown as { client: Client }).client.stop());
  const again = await open(WHIP, 'WHIPClient');
  await publish(again, '/whip/demo-group', 'demo-studio');
  const before = await seen(member);
  await eventually('more pictures', () => seen(member), (now) => now.frames > before.frames + 30);
});

test('who may not send is told', async () => {
  const page = await open(WHIP, 'WHIPClient');
  await assert.rejects(publish(page, '/whip/demo-group', 'demo-member'), /403/);
});
