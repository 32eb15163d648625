/* Chromium publishes by WHIP and views by WHEP, through our SFU. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser } from '../support/browser.ts';
import { BadLine, RtcServer } from '../support/rtc-server.ts';
import { eventually } from '../support/wait.ts';

let browser: Browser;
let server: RtcServer;

before(async () => {
  browser = await openBrowser();
  server = await RtcServer.start();
});

after(async () => {
  await server?.dispose();
  await browser?.close();
});

interface Picture {
  frames: number;
  width: number;
  soundBytes: number;
  repeated: number; // packets that came by RTX
}

declare global {
  interface Window {
    peer: RTCPeerConnection;
    stats(): Promise<Picture>;
  }
}

/* libwebrtc sends three layers from this size on; of smaller pictures the first two at most. */
const [WIDTH, HEIGHT] = [960, 540];

/* A peer of its own page; `encodings`: layers of the picture. */
async function publish(page: Page, path: string, encodings: RTCRtpEncodingParameters[], codec: string): Promise<string> {
  const offer = await page.evaluate(async ({ encodings, codec, width, height }) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const brush = canvas.getContext('2d')!;
    let step = 0;
    setInterval(() => {
      step += 1;
      brush.fillStyle = `hsl(${step * 7 % 360} 80% 50%)`;
      brush.fillRect(0, 0, width, height);
      brush.fillStyle = '#fff';
      brush.fillRect(step * 11 % 600, 160, 40, 40);
    }, 33);
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    const out = sound.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    const peer = (window.peer = new RTCPeerConnection());
    const picture = peer.addTransceiver(canvas.captureStream(30).getVideoTracks()[0]!, { direction: 'sendonly', sendEncodings: encodings });
    const codecs = RTCRtpSender.getCapabilities('video')!.codecs;
    picture.setCodecPreferences([...codecs.filter((one) => one.mimeType === codec), ...codecs.filter((one) => /rtx/.test(one.mimeType))]);
    peer.addTransceiver(out.stream.getAudioTracks()[0]!, { direction: 'sendonly' });
    await peer.setLocalDescription();
    return peer.localDescription!.sdp;
  }, { encodings, codec, width: WIDTH, height: HEIGHT });
  const answer = await server.offer(path, offer);
  assert.equal(answer.status, 201, answer.sdp);
  await page.evaluate((sdp) => window.peer.setRemoteDescription({ type: 'answer', sdp }), answer.sdp);
  return answer.location;
}

/* `port`: where the media port is to be found, if not there. */
async function view(page: Page, path: string, port = server.mediaPort): Promise<string> {
  const offer = await page.evaluate(async () => {
    const peer = (window.peer = new RTCPeerConnection());
    peer.addTransceiver('video', { direction: 'recvonly' });
    peer.addTransceiver('audio', { direction: 'recvonly' });
    window.stats = async () => {
      const sum = { frames: 0, width: 0, soundBytes: 0, repeated: 0 };
      (await peer.getStats()).forEach((row: RTCInboundRtpStreamStats) => {
        if (row.type !== 'inbound-rtp') return;
        const repeated = (row as { retransmittedPacketsReceived?: number }).retransmittedPacketsReceived ?? 0;
        if (row.kind === 'video') Object.assign(sum, { frames: row.framesDecoded ?? 0, width: row.frameWidth ?? 0, repeated });
        else sum.soundBytes = row.bytesReceived ?? 0;
      });
      return sum;
    };
    await peer.setLocalDescription();
    return peer.localDescription!.sdp;
  });
  const answer = await server.offer(path, offer);
  assert.equal(answer.status, 201, answer.sdp);
  const sdp = answer.sdp.replaceAll(` ${server.mediaPort} typ host`, ` ${port} typ host`);
  await page.evaluate((sdp) => window.peer.setRemoteDescription({ type: 'answer', sdp }), sdp);
  return answer.location;
}

function picture(page: Page): Promise<Picture> {
  return page.evaluate(() => window.stats());
}

async function page(): Promise<Page> {
  const opened = await browser.newPage();
  await opened.goto('about:blank');
  return opened;
}

for (const codec of ['video/VP8', 'video/H264'])
  test(`${codec}: who comes first or later sees and hears`, async () => {
    const [early, publisher, late] = [await page(), await page(), await page()];
    const channel = codec.replace('/', '-');
    await view(early, `/whep/${channel}`);
    await publish(publisher, `/whip/${channel}`, [{}], codec);
    await eventually('frames', () => picture(early), (seen) => seen.frames > 30 && seen.soundBytes > 1000);
    await view(late, `/whep/${channel}`);
    await eventually('frames', () => picture(late), (seen) => seen.frames > 30 && seen.width > 0);
    await Promise.all([early.close(), publisher.close(), late.close()]);
  });

test('a publisher leaves and another one comes: the viewer goes on without an offer', async () => {
  const [viewer, first, second] = [await page(), await page(), await page()];
  await view(viewer, '/whep/relay');
  const place = await publish(first, '/whip/relay', [{}], 'video/VP8');
  const before = await eventually('frames', () => picture(viewer), (seen) => seen.frames > 20);
  assert.equal(await server.leave(place), 204);
  await publish(second, '/whip/relay', [{}], 'video/VP8');
  await eventually('more', () => picture(viewer), (seen) => seen.frames > before.frames + 60);
  await Promise.all([viewer.close(), first.close(), second.close()]);
});

test('three layers: the highest is shown', async () => {
  const [publisher, viewer] = [await page(), await page()];
  await publish(publisher, '/whip/layers', [
    { rid: 'q', scaleResolutionDownBy: 4 }, { rid: 'h', scaleResolutionDownBy: 2 }, { rid: 'f' },
  ], 'video/VP8');
  await view(viewer, '/whep/layers');
  const first = await eventually('the whole picture', () => picture(viewer), (seen) => seen.width === WIDTH);
  await eventually('more of it', () => picture(viewer), (seen) => seen.frames > first.frames + 30 && seen.width === WIDTH);
  await Promise.all([viewer.close(), publisher.close()]);
});

test('a line that loses one packet in twenty: what is lost is sent again, the picture goes on', async () => {
  const line = await BadLine.start(server.mediaPort, 'down loss 0.05', 'both delay 40ms');
  const [publisher, viewer] = [await page(), await page()];
  await publish(publisher, '/whip/loss', [{}], 'video/VP8');
  await view(viewer, '/whep/loss', line.port);
  const first = await eventually('repeats', () => picture(viewer), (seen) => seen.frames > 30 && seen.repeated > 5);
  await eventually('more', () => picture(viewer), (seen) => seen.frames > first.frames + 100 && seen.repeated > first.repeated + 5);
  await Promise.all([viewer.close(), publisher.close()]);
  await line.dispose();
});

test('what cannot be used is refused with a sentence', async () => {
  for (const [sdp, status] of [['', 400], ['v=0\r\n', 400], ['x'.repeat(70000), 413]] as const) {
    const answer = await server.offer('/whip/bad', sdp);
    assert.equal(answer.status, status, answer.sdp);
    assert.ok((JSON.parse(answer.sdp) as { detail: string }).detail.length > 20, answer.sdp);
  }
  assert.equal(await server.leave('/whip/bad/nobody'), 404);
});
