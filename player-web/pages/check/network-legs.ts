/* Is the server there and who are we to it, does the live line open, how fast is the line? */
import { hasWebSocket, signalingUrl } from '../../shared/browser-host.ts';
import { SUBPROTOCOL } from '../../shared/signaling-client.ts';
import { readScreen } from '../../tv/screen-memory.ts';
import { ask, askAs } from './ask.ts';
import { speedLeg, type Leg } from './legs.ts';

const ANSWER_MS = 8000;
const OPEN_MS = 5000;
/* Slower than a tenth of a megabit a second is no line. */
const MEASURE_MS = 20000;
const UP_BYTES = 262144;

export type Who = 'nobody' | 'account' | 'screen';

export function tryServer(done: (leg: Leg, who: Who) => void): void {
  askAs('');
  const good: Leg = { state: 'good', words: 'line.server_good' };
  ask({ method: 'GET', path: '/api/v1/server', timeoutMs: ANSWER_MS }, function (server) {
    if (server.status !== 200) return done({ state: 'bad', words: 'line.server_bad' }, 'nobody');
    ask({ method: 'GET', path: '/api/v1/session', timeoutMs: ANSWER_MS }, function (session) {
      const kept = readScreen();
      if (session.status === 200 || !kept) return done(good, session.status === 200 ? 'account' : 'nobody');
      askAs(kept.token);
      ask({ method: 'GET', path: '/api/v1/screen', timeoutMs: ANSWER_MS }, function (screen) {
        if (screen.status !== 200) askAs('');
        done(good, screen.status === 200 ? 'screen' : 'nobody');
      });
    });
  });
}

/* Open is enough: what goes over it is the same for everybody. */
export function tryLive(who: Who, done: (leg: Leg) => void): void {
  if (!hasWebSocket()) return done({ state: 'none', words: 'line.live_old' });
  let isDone = false;
  const socket = new window.WebSocket(signalingUrl() + (who === 'screen' ? '?as=screen' : ''), SUBPROTOCOL);
  const timer = window.setTimeout(function () {
    finish(false);
  }, OPEN_MS);
  function finish(isOpen: boolean): void {
    if (isDone) return;
    isDone = true;
    window.clearTimeout(timer);
    socket.close();
    done(isOpen ? { state: 'good', words: 'line.live_good' } : { state: 'bad', words: 'line.live_bad' });
  }
  socket.onopen = function () {
    finish(true);
  };
  socket.onclose = socket.onerror = function () {
    finish(false);
  };
}

/* Nothing on the way makes it smaller. */
function noise(length: number): string {
  let text = '';
  while (text.length < length) text += Math.random().toString(36).substring(2);
  return text.substring(0, length);
}

export function trySpeed(done: (leg: Leg, downKbps: number, upKbps: number) => void): void {
  const path = '/api/v1/line-check';
  ask({ method: 'GET', path: path, isBinary: true, timeoutMs: MEASURE_MS }, function (down) {
    const downKbps = down.status === 200 ? Math.round((down.bytes * 8) / down.ms) : 0;
    const type = 'application/octet-stream';
    ask({ method: 'POST', path: path, type: type, body: noise(UP_BYTES), timeoutMs: MEASURE_MS }, function (up) {
      const upKbps = up.status === 204 ? Math.round((UP_BYTES * 8) / up.ms) : 0;
      done(speedLeg(downKbps, upKbps), downKbps, upKbps);
    });
  });
}
