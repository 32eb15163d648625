/* node delay_page.ts URL TOKEN_OF_SENDER TOKEN_OF_VIEWER MEETING SECONDS: in Chromium one page sends clicks and a picture with a
 * clock to a meeting by WHIP, another one takes them by WHEP. Writes one line of JSON with milliseconds:
 *
 *   earMs    of each click: from when it was given to the encoder until it came out of the decoder, as what is played
 *   glassMs  of each picture: from when it was drawn until it was to be on the screen
 *   outMs    what the viewer's sound device says it takes besides (0: it does not say)
 *
 * Both pages have one clock: the machine's, in milliseconds since 1970.
 */
import { chromium, type Browser, type Page } from '../../player-web/tools/browser-driver.ts';

const [url = '', sender = '', viewer = '', meeting = '', seconds = '30'] = process.argv.slice(2);
const SETTLE_MS = 10000;
const FPS = 25;
const MAX_BPS = 1_500_000;
/* The clock: so many blocks in the first rows, black or white, the lowest bit on the left; then the sum of the bits in the
 * upper and the lower half, four bits each, by which a picture is known that was read wrong. */
const CLOCK = { bits: 16, checkBits: 8, block: 24, width: 640, height: 360 };
const CLICK = { everyMs: 1000, ms: 10, hertz: 1000, loud: 0.1 };

interface Wish {
  path: string;
  token: string;
}

interface Heard {
  atMs: number[];
}

declare global {
  interface Window {
    clicks: Heard; // said, or heard
    glassMs: number[];
    outMs: number;
  }
}

const browser: Browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
});

/* On the server's own origin: other sites' pages cannot call it. */
async function openPage(): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${url}/healthz`);
  return page;
}

/* A module of the sound's own thread: `said` gives a click each second, `heard` finds them; both tell the moment, by the
 * wall clock when the block of 128 samples is made, and the place in it. */
const SOUND = `
class Said extends AudioWorkletProcessor {
  left = 0; next = Date.now() + 1000;
  process(inputs, [[out]]) {
    const now = Date.now();
    if (now >= this.next) {
      this.next += ${CLICK.everyMs};
      this.left = sampleRate * ${CLICK.ms} / 1000;
      this.port.postMessage(now);
    }
    for (let i = 0; i < out.length && this.left > 0; i++, this.left--)
      out[i] = 0.8 * Math.sin(2 * Math.PI * ${CLICK.hertz} * this.left / sampleRate);
    return true;
  }
}
class Heard extends AudioWorkletProcessor {
  quiet = 0;
  process([[samples]]) {
    for (let i = 0; samples && i < samples.length; i++) {
      const isLoud = Math.abs(samples[i]) > ${CLICK.loud};
      if (isLoud && this.quiet > sampleRate / 4) this.port.postMessage(Date.now() + i * 1000 / sampleRate);
      this.quiet = isLoud ? 0 : this.quiet + 1;
    }
    return true;
  }
}
registerProcessor('said', Said);
registerProcessor('heard', Heard);
`;

function publish(page: Page, wish: Wish): Promise<void> {
  return page.evaluate(async ({ path, token, SOUND, CLOCK, FPS, MAX_BPS }) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [CLOCK.width, CLOCK.height];
    const brush = canvas.getContext('2d')!;
    const bitsOf = (ms: number) => {
      const low = ms % 256, high = (ms >> 8) % 256;
      const ones = (byte: number) => byte.toString(2).replaceAll('0', '').length;
      return ms + (ones(low) + ones(high) * 16) * 2 ** CLOCK.bits;
    };
    setInterval(() => {
      const bits = bitsOf(Math.floor(performance.timeOrigin + performance.now()) % 2 ** CLOCK.bits);
      brush.fillStyle = `hsl(${bits % 360} 60% 50%)`;
      brush.fillRect(0, 0, CLOCK.width, CLOCK.height);
      for (let bit = 0; bit < CLOCK.bits + CLOCK.checkBits; bit++) {
        brush.fillStyle = Math.floor(bits / 2 ** bit) % 2 ? '#fff' : '#000';
        brush.fillRect(bit * CLOCK.block, 0, CLOCK.block, CLOCK.block);
      }
    }, 1000 / FPS);
    const sound = new AudioContext();
    await sound.audioWorklet.addModule(URL.createObjectURL(new Blob([SOUND], { type: 'text/javascript' })));
    const said = new AudioWorkletNode(sound, 'said');
    const out = sound.createMediaStreamDestination();
    said.connect(out);
    window.clicks = { atMs: [] };
    said.port.onmessage = ({ data }) => window.clicks.atMs.push(data as number);
    const peer = new RTCPeerConnection();
    peer.addTransceiver(canvas.captureStream(FPS).getVideoTracks()[0]!, {
      direction: 'sendonly', sendEncodings: [{ maxBitrate: MAX_BPS }],
    });
    peer.addTransceiver(out.stream.getAudioTracks()[0]!, { direction: 'sendonly' });
    await peer.setLocalDescription();
    const answer = await fetch(path, {
      method: 'POST', headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${token}` },
      body: peer.localDescription!.sdp,
    });
    if (answer.status !== 201) throw new Error(`WHIP: ${answer.status} ${await answer.text()}`);
    await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
  }, { ...wish, SOUND, CLOCK, FPS, MAX_BPS });
}

function view(page: Page, wish: Wish): Promise<void> {
  return page.evaluate(async ({ path, token, SOUND, CLOCK }) => {
    document.body.innerHTML = '<video muted autoplay playsinline></video>';
    const screen = document.querySelector('video')!;
    const shown = new MediaStream();
    screen.srcObject = shown;
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [CLOCK.width, CLOCK.block];
    const brush = copy.getContext('2d', { willReadFrequently: true })!;
    window.glassMs = [];
    const readClock = () => {
      brush.drawImage(screen, 0, 0, CLOCK.width, CLOCK.height);
      const { data } = brush.getImageData(0, CLOCK.block / 2, CLOCK.width, 1);
      const isSet = (bit: number) => data[4 * Math.floor((bit + 0.5) * CLOCK.block)]! > 127;
      const number = (from: number, n: number) =>
        Array.from({ length: n }, (_, i) => (isSet(from + i) ? 2 ** i : 0)).reduce((sum, one) => sum + one, 0);
      const ones = (from: number) => Array.from({ length: 8 }, (_, i) => Number(isSet(from + i))).reduce((sum, one) => sum + one, 0);
      const isRight = number(CLOCK.bits, 4) === ones(0) && number(CLOCK.bits + 4, 4) === ones(8);
      return isRight ? number(0, CLOCK.bits) : undefined;
    };
    const look = (now: number, frame: VideoFrameCallbackMetadata) => {
      const drawnMs = readClock();
      const span = 2 ** CLOCK.bits;
      const atMs = performance.timeOrigin + Math.max(now, frame.expectedDisplayTime);
      if (drawnMs !== undefined) window.glassMs.push(((atMs - drawnMs) % span + span) % span);
      screen.requestVideoFrameCallback(look);
    };
    screen.requestVideoFrameCallback(look);
    const sound = new AudioContext({ latencyHint: 'interactive' });
    await sound.audioWorklet.addModule(URL.createObjectURL(new Blob([SOUND], { type: 'text/javascript' })));
    const heard = new AudioWorkletNode(sound, 'heard');
    window.clicks = { atMs: [] };
    window.outMs = 0;
    heard.port.onmessage = ({ data }) => {
      window.clicks.atMs.push(data as number);
      window.outMs = (sound.baseLatency + (sound.outputLatency || 0)) * 1000;
    };
    const peer = new RTCPeerConnection();
    peer.ontrack = ({ track }) => {
      shown.addTrack(track);
      if (track.kind === 'audio')
        sound.createMediaStreamSource(new MediaStream([track])).connect(heard).connect(sound.destination);
    };
    peer.addTransceiver('video', { direction: 'recvonly' });
    peer.addTransceiver('audio', { direction: 'recvonly' });
    await peer.setLocalDescription();
    const answer = await fetch(path, {
      method: 'POST', headers: { 'Content-Type': 'application/sdp', Authorization: `Bearer ${token}` },
      body: peer.localDescription!.sdp,
    });
    if (answer.status !== 201) throw new Error(`WHEP: ${answer.status} ${await answer.text()}`);
    await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
  }, { ...wish, SOUND, CLOCK });
}

/* Of each click that was heard, to the one that was said last before it. */
function delays(saidMs: number[], heardMs: number[]): number[] {
  return heardMs.flatMap((heard) => {
    const before = saidMs.filter((said) => said <= heard);
    return before.length > 0 ? [heard - before.at(-1)!] : [];
  });
}

const [publisher, page] = [await openPage(), await openPage()];
await publish(publisher, { path: `/whip/${meeting}`, token: sender });
await view(page, { path: `/whep/${meeting}`, token: viewer });
await new Promise((done) => setTimeout(done, SETTLE_MS));
await page.evaluate(() => {
  window.glassMs = [];
  window.clicks.atMs = [];
});
await new Promise((done) => setTimeout(done, Number(seconds) * 1000));
const said = await publisher.evaluate(() => window.clicks.atMs);
const seen = await page.evaluate(() => ({ glassMs: window.glassMs, heardMs: window.clicks.atMs, outMs: window.outMs }));
process.stdout.write(`${JSON.stringify({ earMs: delays(said, seen.heardMs), glassMs: seen.glassMs, outMs: seen.outMs })}\n`);
await browser.close();
