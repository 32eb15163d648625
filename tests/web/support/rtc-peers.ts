/* In Chromium: who publishes a picture in three layers with sound by WHIP, and who views it by WHEP and is asked what he
 * saw and heard. Shared with tests/bench/rtc_line_page.ts. */
import assert from 'node:assert/strict';

import type { Page } from '../../../player-web/tools/browser-driver.ts';
import type { RtcServer } from './rtc-server.ts';

export const LAYERS: readonly RTCRtpEncodingParameters[] = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 120_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 450_000 },
  { rid: 'f', maxBitrate: 1_500_000 },
];
/* libwebrtc sends three layers from 960 x 540 on; of smaller pictures the first two at most. */
const [WIDTH, HEIGHT] = [960, 540];
const FPS = 20;
/* Of the picture in each layer. */
export const WIDTHS = [WIDTH / 4, WIDTH / 2, WIDTH] as const;

/* Sums since the beginning. */
export interface Seen {
  atMs: number;
  frames: number;
  width: number;
  frozenS: number;
  soundBytes: number;
  samples: number;
  concealed: number;
}

declare global {
  interface Window {
    rtcPeer: RTCPeerConnection;
    rtcLook(): Promise<Seen>;
  }
}

async function answer(page: Page, server: RtcServer, path: string, offer: string, port: number): Promise<void> {
  const reply = await server.offer(path, offer);
  assert.equal(reply.status, 201, reply.sdp);
  const sdp = reply.sdp.replaceAll(` ${server.mediaPort} typ host`, ` ${port} typ host`);
  await page.evaluate((sdp) => window.rtcPeer.setRemoteDescription({ type: 'answer', sdp }), sdp);
}

/* Noise in a part of the picture makes every layer as large as it may be. */
export async function publishLayers(page: Page, server: RtcServer, path: string): Promise<void> {
  const offer = await page.evaluate(async ({ encodings, width, height, fps }) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const brush = canvas.getContext('2d')!;
    const noise = brush.createImageData(160, 120);
    let step = 0;
    setInterval(() => {
      step += 1;
      for (let i = 0; i < noise.data.length; i += 4) {
        const grey = (Math.random() * 256) | 0;
        noise.data.set([grey, grey, grey, 255], i);
      }
      brush.fillStyle = `hsl(${step % 360} 60% 50%)`;
      brush.fillRect(0, 0, width, height);
      brush.putImageData(noise, step * 5 % (width - noise.width), (height - noise.height) / 2);
    }, 1000 / fps);
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    const out = sound.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    const peer = (window.rtcPeer = new RTCPeerConnection());
    const picture = peer.addTransceiver(canvas.captureStream(fps).getVideoTracks()[0]!, {
      direction: 'sendonly', sendEncodings: encodings,
    });
    const codecs = RTCRtpSender.getCapabilities('video')!.codecs;
    picture.setCodecPreferences(codecs.filter((one) => /VP8|rtx/.test(one.mimeType)));
    peer.addTransceiver(out.stream.getAudioTracks()[0]!, { direction: 'sendonly' });
    await peer.setLocalDescription();
    return peer.localDescription!.sdp;
  }, { encodings: LAYERS as RTCRtpEncodingParameters[], width: WIDTH, height: HEIGHT, fps: FPS });
  await answer(page, server, path, offer, server.mediaPort);
}

/* `port`: where the media port is to be found, if not there. */
export async function viewLine(page: Page, server: RtcServer, path: string, port: number): Promise<void> {
  const offer = await page.evaluate(async () => {
    const peer = (window.rtcPeer = new RTCPeerConnection());
    const screen = document.createElement('video');
    const shown = new MediaStream();
    screen.srcObject = shown;
    screen.muted = screen.autoplay = true;
    document.body.append(screen);
    peer.ontrack = ({ track }) => shown.addTrack(track);
    peer.addTransceiver('video', { direction: 'recvonly' });
    peer.addTransceiver('audio', { direction: 'recvonly' });
    window.rtcLook = async () => {
      const seen = { atMs: performance.now(), frames: 0, width: 0, frozenS: 0, soundBytes: 0, samples: 0, concealed: 0 };
      (await peer.getStats()).forEach((row: RTCInboundRtpStreamStats & { totalFreezesDuration?: number }) => {
        if (row.type !== 'inbound-rtp') return;
        if (row.kind === 'video') {
          Object.assign(seen, {
            frames: row.framesDecoded ?? 0, width: row.frameWidth ?? 0, frozenS: row.totalFreezesDuration ?? 0,
          });
        } else {
          Object.assign(seen, {
            soundBytes: row.bytesReceived ?? 0,
            samples: row.totalSamplesReceived ?? 0,
            concealed: (row.concealedSamples ?? 0) - (row.silentConcealedSamples ?? 0),
          });
        }
      });
      return seen;
    };
    await peer.setLocalDescription();
    return peer.localDescription!.sdp;
  });
  await answer(page, server, path, offer, port);
}

export function look(page: Page): Promise<Seen> {
  return page.evaluate(() => window.rtcLook());
}
