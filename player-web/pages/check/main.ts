/* /check: one key tries every leg between this device and a meeting, one after the other, and says in plain words
 * which one fails. Classic script, ES5: it runs on phones, computers and old sets alike. */
import { loadSettings } from '../../shared/settings.ts';
import { listenToRemote, moveFocus } from '../../tv/remote.ts';
import { ask } from './ask.ts';
import { playTones, tryCamera, tryMicrophone } from './device-legs.ts';
import { codeOf, LEG_NAMES, verdictOf, type Leg, type LegName, type Legs, type MediaWay, type TurnServer } from './legs.ts';
import { tryMedia } from './media-leg.ts';
import { text, type CheckKey } from './messages.ts';
import { tryLive, tryServer, trySpeed, type Who } from './network-legs.ts';
import { CheckView } from './view.ts';
import { isTv, wayBack } from './way-back.ts';

const locale = loadSettings().locale;
const from = wayBack(location.hash);
const view = new CheckView(locale, from);

let legs: Legs;
let who: Who = 'nobody';
let turn: TurnServer | null = null;
let rates = { down_kbps: 0, up_kbps: 0 };

function empty(): Leg {
  return { state: 'wait', words: null };
}

function clear(): void {
  legs = {
    server: empty(), live: empty(), speed: empty(), udp: empty(), tcp: empty(), turn: empty(),
    camera: empty(), microphone: empty(), speaker: empty(),
  };
  turn = null;
  rates = { down_kbps: 0, up_kbps: 0 };
}

function set(name: LegName, leg: Leg): void {
  legs[name] = leg;
  view.showLeg(name, leg);
}

/* Not tried, and why. */
function pass(names: LegName[], words: CheckKey): void {
  names.forEach(function (name) {
    set(name, { state: 'none', words: words });
  });
}

function run(name: LegName, words: CheckKey | null): void {
  set(name, { state: 'run', words: words });
}

function end(): void {
  const code = codeOf(legs);
  view.end(verdictOf(legs, who !== 'nobody'), code, who === 'nobody' && legs.server.state === 'good');
  if (who === 'nobody') return;
  const body = JSON.stringify({ code: code, down_kbps: rates.down_kbps, up_kbps: rates.up_kbps });
  ask({ method: 'POST', path: '/api/v1/line-check/result', type: 'application/json', body: body, timeoutMs: 8000 }, function () {});
}

function checkServer(): void {
  run('server', null);
  tryServer(function (leg, found) {
    set('server', leg);
    who = found;
    const isShut = leg.state !== 'good' || who === 'nobody';
    if (!isShut) return checkLive();
    pass(['live', 'speed', 'udp', 'tcp', 'turn'], leg.state === 'good' ? 'line.closed' : 'line.offline');
    checkCamera();
  });
}

function checkLive(): void {
  run('live', null);
  tryLive(who, function (leg) {
    set('live', leg);
    checkSpeed();
  });
}

function checkSpeed(): void {
  run('speed', null);
  trySpeed(function (leg, down, up) {
    set('speed', leg);
    rates = { down_kbps: down, up_kbps: up };
    checkWay('udp');
  });
}

function checkWay(way: MediaWay): void {
  run(way, null);
  tryMedia(way, turn, function (tried) {
    set(way, tried.leg);
    turn = tried.turn || turn;
    if (way === 'udp') checkWay('tcp');
    else if (way === 'tcp') checkWay('turn');
    else checkCamera();
  });
}

function checkCamera(): void {
  run('camera', null);
  tryCamera(function (leg) {
    set('camera', leg);
    checkMicrophone();
  });
}

function checkMicrophone(): void {
  run('microphone', null);
  tryMicrophone(
    function () {
      run('microphone', 'line.microphone_speak');
    },
    function (leg) {
      set('microphone', leg);
      checkSpeaker();
    },
  );
}

function checkSpeaker(): void {
  run('speaker', null);
  const isPlaying = playTones(function () {
    run('speaker', 'line.speaker_ask');
    view.askHeard(function (isHeard) {
      set('speaker', isHeard ? { state: 'good', words: 'line.speaker_good' } : { state: 'bad', words: 'line.speaker_bad' });
      end();
    });
  });
  if (isPlaying) return;
  set('speaker', { state: 'none', words: 'line.speaker_old' });
  end();
}

document.documentElement.lang = locale;
document.title = text(locale, 'line.title');
clear();
view.begin(function () {
  clear();
  LEG_NAMES.forEach(function (name) {
    view.showLeg(name, legs[name]);
  });
  checkServer();
});
if (isTv(from)) waitOnTv();
else {
  document.addEventListener('keydown', function (event) {
    if (moveFocus(event.keyCode)) event.preventDefault();
  });
}

/* Nothing of this page stays in a set's history to be come back to. */
function goBack(): boolean {
  if (window.history.state === 'check') window.history.back(); // and here again
  else location.replace(from);
  return true;
}

/* A set that was left goes back by itself: meetings show on the other page. */
function waitOnTv(): void {
  const LEFT_MS = 180000;
  let timer = 0;
  function touch(): boolean {
    window.clearTimeout(timer);
    timer = window.setTimeout(goBack, LEFT_MS);
    return false;
  }
  if (window.history.pushState) window.history.pushState('check', '');
  listenToRemote(goBack, touch);
  ['back', 'facts'].forEach(function (id) {
    const link = document.getElementById(id) as HTMLAnchorElement;
    link.onclick = function (event) {
      event.preventDefault();
      if (id === 'back') goBack();
      else location.replace(link.href);
    };
  });
  touch();
}
