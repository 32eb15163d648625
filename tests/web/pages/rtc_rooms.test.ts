/* Three Chromium pages publish into a room; who views chooses whom to see and hears the others, never
 * himself. People are told apart by the shape of their pictures and the pitch of their tones. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from '../../../player-web/tools/browser-driver.ts';
import { openBrowser } from '../support/browser.ts';
import { RtcServer } from '../support/rtc-server.ts';
import { eventually } from '../support/wait.ts';

interface Look {
  width: number;
  height: number;
  pitch: number; // Hz
}

const ANN: Look = { width: 320, height: 240, pitch: 440 };
const BOB: Look = { width: 320, height: 180, pitch: 880 };
const CID: Look = { width: 240, height: 240, pitch: 1760 };
const SCREEN: Look = { width: 400, height: 160, pitch: 3520 };
const LOOKS = { ann: ANN, bob: BOB, cid: CID, screen: SCREEN };
const HOLD_MICROPHONE = 1;
const DEADLINE_MS = 40000;

interface Seen {
  pictures: { frames: number; shape: number }[]; // by place; shape: width / height
  tones: number[]; // Hz, of all places of sound
}

declare global {
  interface Window {
    volume: GainNode;
    out: RTCPeerConnection;
    view: RTCPeerConnection;
    look(): Promise<Seen>;
  }
}

let browser: Browser;
let server: RtcServer;

before(async () => {
  browser = await openBrowser('--autoplay-policy=no-user-gesture-required');
  server = await RtcServer.start();
});

after(async () => {
  await server?.dispose();
  await browser?.close();
});

async function page(): Promise<Page> {
  const opened = await browser.newPage();
  await opened.goto('about:blank');
  return opened;
}

async function answer(path: string, offer: string): Promise<{ sdp: string; location: string }> {
  const reply = await server.offer(path, offer);
  assert.equal(reply.status, 201, reply.sdp);
  return reply;
}

/* Picture and sound; `isScreen`: as the screen, in the copy of the offer that is sent. */
async function publish(on: Page, room: string, who: string, look: Look, isScreen = false): Promise<string> {
  const offer = await on.evaluate(async (look) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [look.width, look.height];
    const brush = canvas.getContext('2d')!;
    let step = 0;
    setInterval(() => {
      step += 1;
      brush.fillStyle = `hsl(${step * 7 % 360} 80% 50%)`;
      brush.fillRect(0, 0, look.width, look.height);
    }, 50);
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    const volume = (window.volume = sound.createGain());
    const end = sound.createMediaStreamDestination();
    tone.frequency.value = look.pitch;
    volume.gain.value = 0.3;
    tone.connect(volume).connect(end);
    tone.start();
    const peer = (window.out = new RTCPeerConnection());
    peer.addTransceiver(end.stream.getAudioTracks()[0]!, { direction: 'sendonly' });
    peer.addTransceiver(canvas.captureStream(20).getVideoTracks()[0]!, { direction: 'sendonly' });
    await peer.setLocalDescription();
    return peer.localDescription!.sdp;
  }, look);
  const marked = isScreen ? offer.replace(/^(a=mid:.*)$/gm, '$1\na=content:slides') : offer;
  const { sdp, location } = await answer(`/rooms/${room}/publish?name=${who}`, marked);
  await on.evaluate((sdp) => window.out.setRemoteDescription({ type: 'answer', sdp }), sdp);
  return location;
}

async function view(on: Page, room: string, who: string, pictures: number, sounds: number): Promise<string> {
  const offer = await on.evaluate(async ({ pictures, sounds }) => {
    const peer = (window.view = new RTCPeerConnection());
    const places = Array.from({ length: pictures }, () => peer.addTransceiver('video', { direction: 'recvonly' }));
    const hearing = new AudioContext();
    const ears = Array.from({ length: sounds }, () => {
      const { receiver } = peer.addTransceiver('audio', { direction: 'recvonly' });
      const stream = new MediaStream([receiver.track]);
      const ear = hearing.createAnalyser();
      ear.fftSize = 8192;
      /* Chromium decodes for Web Audio only what some element plays. */
      const player = new Audio();
      player.muted = true;
      player.srcObject = stream;
      void player.play();
      hearing.createMediaStreamSource(stream).connect(ear);
      return ear;
    });
    const pitchOf = (ear: AnalyserNode): number => {
      const levels = new Float32Array(ear.frequencyBinCount);
      ear.getFloatFrequencyData(levels);
      const loudest = levels.reduce((best, level, i) => (level > levels[best]! ? i : best), 0);
      return levels[loudest]! > -60 ? loudest * hearing.sampleRate / ear.fftSize : 0;
    };
    window.look = async () => {
      const seen = await Promise.all(places.map(async ({ receiver }) => {
        const place = { frames: 0, shape: 0 };
        (await receiver.getStats()).forEach((row: RTCInboundRtpStreamStats) => {
          if (row.type !== 'inbound-rtp' || !row.frameHeight) return;
          Object.assign(place, { frames: row.framesDecoded ?? 0, shape: row.frameWidth! / row.frameHeight });
        });
        return place;
      }));
      return { pictures: seen, tones: ears.map(pitchOf).filter((pitch) => pitch > 0) };
    };
    await peer.setLocalDescription();
    return peer.localDescription!.sdp;
  }, { pictures, sounds });
  const { sdp, location } = await answer(`/rooms/${room}/view?name=${who}`, offer);
  await on.evaluate((sdp) => window.view.setRemoteDescription({ type: 'answer', sdp }), sdp);
  return location;
}

type Name = keyof typeof LOOKS;

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < b * 0.08;
}

function nameOf(isIt: (look: Look) => boolean): Name | '?' {
  return (Object.keys(LOOKS) as Name[]).find((name) => isIt(LOOKS[name])) ?? '?';
}

interface Found {
  pictures: string[]; // who moves in each place, '' where nothing moves
  heard: string[]; // in the order of the alphabet
}

/* What goes on now: places whose pictures move, tones that sound. */
async function found(on: Page): Promise<Found> {
  const first = await on.evaluate(() => window.look());
  const heard = new Set<string>();
  let last = first;
  for (let i = 0; i < 5; i += 1) {
    await on.evaluate(() => new Promise((done) => setTimeout(done, 100)));
    last = await on.evaluate(() => window.look());
    for (const tone of last.tones) heard.add(nameOf((look) => isNear(tone, look.pitch)));
  }
  const pictures = last.pictures.map((picture, i) =>
    picture.frames > first.pictures[i]!.frames ? nameOf((look) => isNear(picture.shape, look.width / look.height)) : '');
  return { pictures, heard: [...heard].sort() };
}

function becomes(on: Page, wanted: Partial<Found>): Promise<Found> {
  return eventually(`to be found ${JSON.stringify(wanted)}`, () => found(on),
    (now) => Object.entries(wanted).every(([key, value]) => JSON.stringify(now[key as keyof Found]) === JSON.stringify(value)),
    DEADLINE_MS);
}

test('a viewer sees whom it chooses and hears everybody; nobody hears or sees himself', async () => {
  const [ann, bob, cid, vic] = [await page(), await page(), await page(), await page()];
  await publish(ann, 'choice', 'ann', ANN);
  await publish(bob, 'choice', 'bob', BOB);
  await publish(cid, 'choice', 'cid', CID);
  const place = await view(vic, 'choice', 'vic', 2, 3);
  await server.show(place, '0 ann camera 720 0', '1 bob camera 720 0');
  await becomes(vic, { pictures: ['ann', 'bob'], heard: ['ann', 'bob', 'cid'] });
  await server.show(place, '0 bob camera 720 0', '1 cid camera 360 1');
  await becomes(vic, { pictures: ['bob', 'cid'] });
  await server.show(place, '1 ann camera 360 1');
  await becomes(vic, { pictures: ['', 'ann'] });

  const own = await view(ann, 'choice', 'ann', 2, 3);
  await server.show(own, '0 ann camera 720 0', '1 bob camera 720 0');
  await becomes(ann, { pictures: ['', 'bob'], heard: ['bob', 'cid'] });
  await eventually('delivered', () => server.news(), (news) => news.some((line) => /^delivered \w+ vic [1-9]\d* [1-9]/.test(line)));
  const figures = await server.figures();
  assert.ok(figures.some((line) => / choice vic view connected [1-9]\d* [1-9]/.test(line)), figures.join('\n'));
  await Promise.all([ann, bob, cid, vic].map((one) => one.close()));
});

test('who is loudest has the only place of sound, and is told', async () => {
  const [ann, bob, vic] = [await page(), await page(), await page()];
  await publish(ann, 'loud', 'ann', ANN);
  await publish(bob, 'loud', 'bob', BOB);
  await view(vic, 'loud', 'vic', 0, 1);
  for (const [loud, quiet, name] of [[bob, ann, 'bob'], [ann, bob, 'ann']] as const) {
    await quiet.evaluate(() => void (window.volume.gain.value = 0));
    await loud.evaluate(() => void (window.volume.gain.value = 0.3));
    await becomes(vic, { heard: [name] });
    await eventually('told', () => server.news(), (news) => news.filter((line) => line.startsWith('speakers loud')).pop() === `speakers loud ${name}: ${name}`);
  }
  await Promise.all([ann, bob, vic].map((one) => one.close()));
});

test('who comes again has his places at once; a screen is chosen beside the camera', async () => {
  const [first, vic] = [await page(), await page()];
  await publish(first, 'again', 'ann', BOB);
  const place = await view(vic, 'again', 'vic', 2, 3);
  await server.show(place, '0 ann camera 720 0', '1 ann screen 1080 1');
  await becomes(vic, { pictures: ['bob', ''], heard: ['bob'] });
  const [second, screen] = [await page(), await page()];
  await publish(second, 'again', 'ann', ANN); /* the first still sends */
  await becomes(vic, { pictures: ['ann', ''], heard: ['ann'] });
  await publish(screen, 'again', 'ann', SCREEN, true);
  await becomes(vic, { pictures: ['ann', 'screen'], heard: ['ann', 'screen'] });
  await Promise.all([first, second, screen, vic].map((one) => one.close()));
});

test('a host takes the microphone and gives it back', async () => {
  const [ann, vic] = [await page(), await page()];
  const publisher = await publish(ann, 'hold', 'ann', ANN);
  const place = await view(vic, 'hold', 'vic', 1, 1);
  await server.show(place, '0 ann camera 720 0');
  await becomes(vic, { pictures: ['ann'], heard: ['ann'] });
  await server.hold(publisher, HOLD_MICROPHONE, true);
  await becomes(vic, { pictures: ['ann'], heard: [] });
  await server.hold(publisher, HOLD_MICROPHONE, false);
  await becomes(vic, { pictures: ['ann'], heard: ['ann'] });
  await Promise.all([ann, vic].map((one) => one.close()));
});
