/* One way of calls: a connection that may go this way alone, to a place where nobody sends. That it comes about, ICE
 * and DTLS, is the proof. Callbacks instead of promises: sets of 2016 have this form only, and all others keep it. */
import { ask } from './ask.ts';
import { answerFor, portOf, turnOf, type Leg, type MediaWay, type TurnServer } from './legs.ts';

/* Names of the first years. */
type Maker = new (configuration: object) => RTCPeerConnection;
interface OldWindow {
  RTCPeerConnection?: Maker;
  webkitRTCPeerConnection?: Maker;
  RTCSessionDescription?: new (description: RTCSessionDescriptionInit) => RTCSessionDescription;
}

const CONNECT_MS = 5000;
/* The relay is asked for an address first. */
const CONNECT_TURN_MS = 10000;
const ANSWER_MS = 8000;

export interface Tried {
  leg: Leg;
  turn: TurnServer | null; // what the server's answer names
}

interface Attempt {
  way: MediaWay;
  connection: RTCPeerConnection;
  place: string;
  port: string;
  named: TurnServer | null;
  isDone: boolean;
  timer: number;
  done: (tried: Tried) => void;
}

function bad(way: MediaWay, port: string): Leg {
  const words = way === 'udp' ? 'line.udp_bad' : way === 'tcp' ? 'line.tcp_bad' : 'line.turn_bad';
  return { state: 'bad', words: words, params: { port: port || '7000' } };
}

function good(way: MediaWay): Leg {
  return { state: 'good', words: way === 'udp' ? 'line.udp_good' : way === 'tcp' ? 'line.tcp_good' : 'line.turn_good' };
}

function finish(attempt: Attempt, leg: Leg): void {
  if (attempt.isDone) return;
  attempt.isDone = true;
  window.clearTimeout(attempt.timer);
  attempt.connection.close();
  if (attempt.place) ask({ method: 'DELETE', path: attempt.place, timeoutMs: ANSWER_MS }, function () {});
  attempt.done({ leg: leg, turn: attempt.named });
}

function waitFor(attempt: Attempt, ms: number): void {
  window.clearTimeout(attempt.timer);
  attempt.timer = window.setTimeout(function () {
    finish(attempt, bad(attempt.way, attempt.port));
  }, ms);
}

/* Old engines know the state of ICE alone. */
function look(attempt: Attempt): void {
  const connection = attempt.connection;
  const state: string = connection.connectionState || connection.iceConnectionState;
  if (state === 'connected' || state === 'completed') finish(attempt, good(attempt.way));
  else if (state === 'failed') finish(attempt, bad(attempt.way, attempt.port));
}

function take(attempt: Attempt, sdp: string): void {
  const known = window as unknown as OldWindow;
  const init: RTCSessionDescriptionInit = { type: 'answer', sdp: answerFor(attempt.way, sdp) };
  attempt.port = portOf(init.sdp || '');
  const answer = known.RTCSessionDescription ? new known.RTCSessionDescription(init) : init;
  attempt.connection.setRemoteDescription(
    answer,
    function () {
      look(attempt);
    },
    function () {
      finish(attempt, bad(attempt.way, attempt.port));
    },
  );
  waitFor(attempt, attempt.way === 'turn' ? CONNECT_TURN_MS : CONNECT_MS);
}

function send(attempt: Attempt, sdp: string): void {
  const path = '/api/v1/line-check/peer';
  ask({ method: 'POST', path: path, type: 'application/sdp', body: sdp, timeoutMs: ANSWER_MS }, function (answer) {
    if (attempt.isDone) return;
    if (answer.status === 503) return finish(attempt, { state: 'none', words: 'line.media_off' });
    if (answer.status !== 201) return finish(attempt, bad(attempt.way, ''));
    attempt.place = answer.field('Location') || '';
    attempt.named = turnOf(answer.field('Link'));
    take(attempt, answer.text);
  });
}

function offer(attempt: Attempt): void {
  const connection = attempt.connection;
  function fail(): void {
    finish(attempt, bad(attempt.way, ''));
  }
  function made(description: RTCSessionDescriptionInit): void {
    connection.setLocalDescription(
      description,
      function () {
        send(attempt, description.sdp || '');
      },
      fail,
    );
  }
  if (typeof connection.addTransceiver === 'function') {
    connection.addTransceiver('video', { direction: 'recvonly' });
    connection.createOffer(made, fail);
  } else {
    connection.createOffer(made, fail, { offerToReceiveVideo: true, offerToReceiveAudio: true });
  }
}

export function hasCalls(): boolean {
  const known = window as unknown as OldWindow;
  return !!(known.RTCPeerConnection || known.webkitRTCPeerConnection);
}

export function tryMedia(way: MediaWay, turn: TurnServer | null, done: (tried: Tried) => void): void {
  const known = window as unknown as OldWindow;
  const Connection = known.RTCPeerConnection || known.webkitRTCPeerConnection;
  if (!Connection) return done({ leg: { state: 'none', words: 'line.media_old' }, turn: null });
  if (way === 'turn' && !turn) return done({ leg: { state: 'none', words: 'line.turn_unset' }, turn: null });
  let connection: RTCPeerConnection;
  try {
    connection = new Connection({
      iceServers: way === 'turn' ? [turn] : [],
      iceTransportPolicy: way === 'turn' ? 'relay' : 'all',
      bundlePolicy: 'max-bundle',
    });
  } catch (_refused) {
    return done({ leg: { state: 'none', words: 'line.media_old' }, turn: null });
  }
  const attempt: Attempt = {
    way: way, connection: connection, place: '', port: '', named: null, isDone: false, timer: 0, done: done,
  };
  connection.onconnectionstatechange = connection.oniceconnectionstatechange = function () {
    look(attempt);
  };
  waitFor(attempt, ANSWER_MS);
  offer(attempt);
}
