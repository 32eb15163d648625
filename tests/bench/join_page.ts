/* node join_page.ts URL TOKEN_OF_SENDER TOKEN_OF_VIEWER MEETING RUNS: Chromium sends to a meeting by WHIP; another page views
 * it by WHEP again and again. Writes one line of JSON: `ms`, a figure for each run: from the press until the first
 * picture is on the screen, of the page's own clock. */
import { chromium, type Browser, type Page } from '../../player-web/tools/browser-driver.ts';

const [url = '', sender = '', viewer = '', meeting = '', runs = '20'] = process.argv.slice(2);
const PAUSE_MS = 500;
const FPS = 25;
const MAX_BPS = 1_500_000;
const SETTLE_MS = 10000; // until the encoder sends as much as it may

interface Wish {
  path: string;
  token: string;
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

/* One layer, as encoders of studios send; noise in a part of the picture makes it as large as it may be. */
function publish(page: Page, wish: Wish): Promise<void> {
  return page.evaluate(async ({ path, token, FPS, MAX_BPS }) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [960, 540];
    const brush = canvas.getContext('2d')!;
    const noise = brush.createImageData(160, 120);
    let step = 0;
    setInterval(() => {
      for (let i = 0; i < noise.data.length; i += 4) {
        const grey = (Math.random() * 256) | 0;
        noise.data.set([grey, grey, grey, 255], i);
      }
      brush.fillStyle = `hsl(${step++ % 360} 80% 50%)`;
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.putImageData(noise, step * 5 % (canvas.width - noise.width), 200);
    }, 1000 / FPS);
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    const out = sound.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
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
    await new Promise<void>((done) => {
      const look = () => peer.connectionState === 'connected' && done();
      peer.onconnectionstatechange = look;
      look();
    });
  }, { ...wish, FPS, MAX_BPS });
}

/* A button and a screen; a press joins, `joined` gets the milliseconds, and the session ends. */
function prepare(page: Page, wish: Wish): Promise<void> {
  return page.evaluate(({ path, token }) => {
    document.body.innerHTML = '<button>join</button><video muted autoplay playsinline></video>';
    const screen = document.querySelector('video')!;
    document.querySelector('button')!.onclick = async (event) => {
      const headers = { 'Content-Type': 'application/sdp', Authorization: `Bearer ${token}` };
      const peer = new RTCPeerConnection();
      const shown = new MediaStream();
      screen.srcObject = shown;
      peer.ontrack = ({ track }) => shown.addTrack(track);
      peer.addTransceiver('video', { direction: 'recvonly' });
      peer.addTransceiver('audio', { direction: 'recvonly' });
      await peer.setLocalDescription();
      const answer = await fetch(path, { method: 'POST', headers, body: peer.localDescription!.sdp });
      const location = answer.headers.get('Location')!;
      const seen = new Promise<number>((done) => screen.requestVideoFrameCallback(
        (now, frame) => done(Math.max(now, frame.expectedDisplayTime) - event.timeStamp)));
      await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
      const ms = await seen;
      peer.close();
      await fetch(location, { method: 'DELETE', headers });
      console.info(`joined ${ms}`);
    };
  }, wish);
}

const [publisher, page] = [await openPage(), await openPage()];
await publish(publisher, { path: `/whip/${meeting}`, token: sender });
await prepare(page, { path: `/whep/${meeting}`, token: viewer });
await new Promise((done) => setTimeout(done, SETTLE_MS));
const ms: number[] = [];
for (let run = 0; run < Number(runs); run++) {
  const joined = page.waitForEvent('console', (message) => message.text().startsWith('joined '));
  await page.locator('button').click();
  ms.push(Number((await joined).text().slice('joined '.length)));
  await new Promise((done) => setTimeout(done, PAUSE_MS));
}
process.stdout.write(`${JSON.stringify({ ms })}\n`);
await browser.close();
