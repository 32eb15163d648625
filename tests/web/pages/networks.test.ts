/* Ways to the media ports: through coturn by TLS, TCP and UDP, for who can go no other way; UDP first, TCP where UDP
 * is shut, TURN where both are. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser } from '../support/browser.ts';
import { TestServer } from '../support/server.ts';
import { TurnServer } from '../support/turn-server.ts';
import { eventually } from '../support/wait.ts';

let browser: Browser;
let server: TestServer;
let turn: TurnServer;

before(async () => {
  turn = await TurnServer.start();
  const { tls, tcp, udp } = turn.urls;
  server = await TestServer.start(
    '--demo', '--rtc-workers', '1', '--rtc-turn-urls', [tls, tcp, udp].join(';'), '--rtc-turn-secret', turn.secret,
  );
  browser = await openBrowser('--ignore-certificate-errors');
});

after(async () => {
  await browser?.close();
  await server?.dispose();
  await turn?.dispose();
});

/* What the answer's Link fields name (RFC 9725 §4.6). */
function linksOf(field: string): { urls: string; username: string; credential: string }[] {
  return [...field.matchAll(/<([^>]+)>; rel="ice-server"; username="([^"]+)"; credential="([^"]+)"; credential-type="password"/g)].map(
    ([, urls, username, credential]) => ({ urls: urls!, username: username!, credential: credential! }),
  );
}

interface Wish {
  path: '/whip/demo-group' | '/whep/demo-group';
  policy: RTCIceTransportPolicy;
  servers: RTCIceServer[];
  drop?: 'udp' | 'tcp'; // candidates of the answer that are not heard of
  deadPort?: boolean; // those by UDP name a port where nobody is
}

/* A peer of this page by WHIP or WHEP. */
async function join(page: Page, wish: Wish): Promise<void> {
  const status = await page.evaluate(async ({ path, policy, servers, drop, deadPort }) => {
    const peer = new RTCPeerConnection({ iceTransportPolicy: policy, iceServers: servers });
    Object.assign(window, { peer });
    if (path.startsWith('/whip')) {
      const canvas = document.createElement('canvas');
      const brush = canvas.getContext('2d')!;
      let step = 0;
      setInterval(() => {
        brush.fillStyle = `hsl(${step++ * 7 % 360} 80% 50%)`;
        brush.fillRect(0, 0, 300, 150);
      }, 33);
      peer.addTransceiver(canvas.captureStream(30).getVideoTracks()[0]!, { direction: 'sendonly' });
    } else {
      peer.addTransceiver('video', { direction: 'recvonly' });
    }
    await peer.setLocalDescription();
    const answer = await fetch(path, {
      method: 'POST', headers: { 'Content-Type': 'application/sdp', Authorization: 'Bearer demo-studio' }, body: peer.localDescription!.sdp,
    });
    Object.assign(window, { place: answer.headers.get('Location') });
    let sdp = await answer.text();
    if (drop) sdp = sdp.split('\r\n').filter((line) => !new RegExp(`^a=candidate:\\S+ \\d ${drop}`, 'i').test(line)).join('\r\n');
    if (deadPort) sdp = sdp.replace(/^(a=candidate:\S+ \d udp \d+ \S+) \d+/gim, '$1 9');
    await peer.setRemoteDescription({ type: 'answer', sdp });
    return answer.status;
  }, wish);
  assert.equal(status, 201);
}

/* The chosen pair: how the page sends and to where; '' before there is one. */
function pairOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { peer } = window as unknown as { peer: RTCPeerConnection };
    const rows = new Map<string, Record<string, unknown>>();
    (await peer.getStats()).forEach((row: { id: string }) => rows.set(row.id, row as unknown as Record<string, unknown>));
    const transport = [...rows.values()].find((row) => row['type'] === 'transport');
    const pair = rows.get(String(transport?.['selectedCandidatePairId'] ?? ''));
    const local = rows.get(String(pair?.['localCandidateId'] ?? ''));
    if (peer.connectionState !== 'connected' || !local) return peer.connectionState;
    /* Loopback makes addresses of its own seen from outside (srflx, prflx): all that is not relayed is direct. */
    return [local['candidateType'] === 'relay' ? 'relay' : 'direct', local['relayProtocol'] ?? local['protocol']].join(' ');
  });
}

function framesOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let frames = 0;
    const { peer } = window as unknown as { peer: RTCPeerConnection };
    (await peer.getStats()).forEach((row: RTCInboundRtpStreamStats) => (frames += row.type === 'inbound-rtp' ? (row.framesDecoded ?? 0) : 0));
    return frames;
  });
}

/* And is known to be gone: else its place is kept for who comes back. */
async function leave(page: Page): Promise<void> {
  await page.evaluate(() => fetch((window as unknown as { place: string }).place, {
    method: 'DELETE', headers: { Authorization: 'Bearer demo-studio' },
  }));
  await page.context().close();
}

async function open(): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/healthz`);
  return page;
}

async function servers(): Promise<{ urls: string; username: string; credential: string }[]> {
  const answer = await fetch(`${server.url}/whep/demo-group`, {
    method: 'POST', headers: { 'Content-Type': 'application/sdp', Authorization: 'Bearer demo-studio' }, body: '',
  });
  assert.equal(answer.status, 406);
  return linksOf(answer.headers.get('Link') ?? '');
}

const WAYS = [['tls', 'turns:'], ['tcp', 'transport=tcp'], ['udp', 'transport=udp']] as const;

for (const [way, mark] of WAYS)
  test(`who reaches nothing but coturn by ${way} sends and sees`, async () => {
    const known = await servers();
    assert.equal(known.length, WAYS.length);
    const one = known.find(({ urls }) => urls.includes(mark) && urls.startsWith(way === 'tls' ? 'turns:' : 'turn:'))!;
    const [sender, viewer] = [await open(), await open()];
    await join(sender, { path: '/whip/demo-group', policy: 'relay', servers: [one] });
    await join(viewer, { path: '/whep/demo-group', policy: 'relay', servers: [one] });
    for (const page of [sender, viewer]) await eventually('the relay', () => pairOf(page), (pair) => pair === `relay ${way}`);
    await eventually('pictures', () => framesOf(viewer), (frames) => frames > 30);
    await Promise.all([leave(sender), leave(viewer)]);
  });

test('coturn goes on to the server alone', async () => {
  const strict = await TurnServer.start('203.0.113.7');
  const page = await open();
  const [one] = await servers();
  await join(page, { path: '/whep/demo-group', policy: 'relay', servers: [{ ...one!, urls: strict.urls.udp }] });
  await eventually('it is refused', () => strict.log, (log) => /403: Forbidden IP/.test(log));
  await leave(page);
  await strict.dispose();
});

test('a name that is over or forged gets nothing', async () => {
  const [one] = await servers();
  const expired = { ...one!, username: `${Math.floor(Date.now() / 1000) - 60}:${one!.username.split(':')[1]}` };
  const page = await open();
  await join(page, { path: '/whep/demo-group', policy: 'relay', servers: [expired, { ...one!, credential: 'guessed' }] });
  await eventually('no way', () => page.evaluate(() => (window as unknown as { peer: RTCPeerConnection }).peer.iceGatheringState), (state) => state === 'complete');
  const sdp = await page.evaluate(() => (window as unknown as { peer: RTCPeerConnection }).peer.localDescription!.sdp);
  assert.doesNotMatch(sdp, /typ relay/);
  await leave(page);
});

const CHOICES = [
  { what: 'all is open: UDP', wish: {}, pair: 'direct udp' },
  { what: 'UDP is shut: TCP, not TURN', wish: { deadPort: true }, pair: 'direct tcp' },
] as const;

for (const { what, wish, pair } of CHOICES)
  test(`ICE chooses. ${what}`, async () => {
    const page = await open();
    await join(page, { path: '/whep/demo-group', policy: 'all', servers: await servers(), ...wish });
    await eventually('connected', () => pairOf(page), (now) => now === pair);
    await leave(page);
  });
