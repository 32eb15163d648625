/* The television as a room's screen: it enters the group meeting that its address names, as the site that this screen is
 * paired for, by a key pressed on /tv; goes back there at the end. Camera and microphone open only by a key here. ES5. */
import type { ServerMessage } from '../../shared/contract.ts';
import type { RoomRemoval } from '../../shared/contract/rooms.ts';
import type { MakeSiteMedia, SiteDevice, SiteMedia, SiteProblem } from '../../shared/room/site-port.ts';
import { applySettings, loadSettings } from '../../shared/settings.ts';
import { OwnScreenLink } from '../own-screen.ts';
import { probe } from '../probe.ts';
import { listenToRemote } from '../remote.ts';
import { readScreen } from '../screen-memory.ts';
import { WatchMenu } from '../watch-menu.ts';
import { badgeOf } from './room-badge.ts';
import { RoomBook } from './room-book.ts';
import { RoomCamera } from './room-camera.ts';
import { drawCode } from './room-code.ts';
import { byId, write } from './room-element.ts';
import { RoomLine } from './room-line.ts';
import { loadRoomMedia } from './room-media.ts';
import { menuRows, outsideRows } from './room-menu.ts';
import { drawNames, RoomStage } from './room-stage.ts';
import { RoomVotePanel } from './room-vote.ts';
import { words, type RoomKey } from './room-words.ts';

const KEY_OK = 13;
const TOLD_MS = 8000;
const BACK_MS = 8000;
const LEAVING_MS = 500;

const settings = loadSettings();
settings.theme = 'dark';
applySettings(settings);
const locale = settings.locale;
const room = location.hash.replace(/^#/, '');
const kept = readScreen();

let media: SiteMedia | null = null;
let hasTried = false; // to load what moves pictures
let devices: SiteDevice[] = [];
let isGrid = false;
let isCodeShown = false;
let isMute = false; // no sound before a key
let isLeaving = false;
let refusal: RoomKey | null = null;
let told = '';
let toldTimer = 0;
let backTimer = 0;
const audio: HTMLAudioElement[] = [];

const book = new RoomBook(room, kept ? kept.screen.id : '');
const own = new OwnScreenLink({
  kind: kept ? kept.screen.kind : 'tv',
  probe: function () {
    return probe(null);
  },
  version: function () {
    return 'unknown';
  },
  onChange: function () {
    if (own.state !== 'known' && own.state !== 'paired') goHome(); // a screen no more
  },
  onPaired: function () {
    line.start();
  },
});
const line: RoomLine = new RoomLine(room, locale, {
  askStanding: function (tell) {
    own.askStanding(tell);
  },
  onLine: draw,
  onMessage: hear,
  onRefused: function (code) {
    if (code === 'conflict') refusal = 'tvroom.refused_conflict';
    else refusal = code === 'overloaded' ? 'tvroom.refused_overloaded' : 'tvroom.refused_other';
    goOut();
  },
});
const menu = new WatchMenu(byId('watch-menu'), byId('watch-menu-title'), byId('watch-menu-rows'));
const votes = new RoomVotePanel(byId('room-vote'), draw);
const camera: RoomCamera = new RoomCamera(locale, {
  ask: function (make, done) {
    line.ask(make, done);
  },
  tell: tell,
  onChange: draw,
});
const stage = new RoomStage(byId('room-stage'), function (video, stream) {
  if (media) media.attach(video, stream, function () {});
});

/* ---- what comes ---- */

function hear(message: ServerMessage): void {
  const wasHeld = heldHere();
  const isNews = hearCamera(message) || book.hear(message);
  if (media) media.hear(message);
  if (!isNews) return;
  if (message.type === 'room') entered();
  if (book.part === 'over') goOut();
  if (heldHere() > wasHeld) hold();
  draw();
}

/* The telephone's camera and microphone are this site's from now on. */
function hearCamera(message: ServerMessage): boolean {
  const wasHere = camera.isHere();
  const isNews = camera.hear(message);
  if (!wasHere && camera.isHere()) {
    stopSending();
    menu.close(); // its rows are of before
  }
  return isNews && message.type === 'camera.changed';
}

function entered(): void {
  const self = book.self();
  refusal = null;
  if (!media || !self) return;
  media.start();
  media.entered(self.session);
}

/* How much of what is on here a host holds off. */
function heldHere(): number {
  const self = book.self();
  return self ? self.held.length : 0;
}

function hold(): void {
  const self = book.self();
  if (!self) return;
  let isTold = camera.isHere();
  (['microphone', 'camera'] as SiteDevice[]).forEach(function (kind) {
    if (!media || self.held.indexOf(kind) < 0 || !media.isOn(kind)) return;
    media.switchOff(kind);
    isTold = true;
  });
  if (isTold) tell('tvroom.told_held');
}

function loaded(make: MakeSiteMedia | null): void {
  hasTried = true;
  if (make) {
    media = make({
      offer: function (kind, sdp, done) {
        line.ask(
          function (id) {
            return kind === 'publish'
              ? { type: 'media.publish', id: id, sdp: sdp }
              : { type: 'media.view', id: id, sdp: sdp };
          },
          function (answer) {
            done(answer && answer.type === 'media.answer' ? { peer: answer.peer, sdp: answer.sdp } : null);
          },
        );
      },
      close: function (peer) {
        line.ask(function (id) {
          return { type: 'media.close', id: id, peer: peer };
        });
      },
      show: function (peer, wishes) {
        line.ask(function (id) {
          return { type: 'media.show', id: id, peer: peer, wishes: wishes };
        });
      },
      tell: function (on) {
        if (book.part !== 'inside' || isLeaving) return;
        line.ask(
          function (id) {
            return { type: 'room.state', id: id, on: on };
          },
          function (answer) {
            if (!answer || answer.type !== 'error' || on.length === 0) return;
            stopSending(); // what the server refuses
            tell('tvroom.not_done');
          },
        );
      },
      onChange: draw,
    });
    lookForDevices(null);
    if (book.part === 'inside') entered();
  }
  draw();
}

function stopSending(): void {
  if (!media) return;
  media.switchOff('camera');
  media.switchOff('microphone');
}

function lookForDevices(then: (() => void) | null): void {
  if (!media) {
    if (then) then();
    return;
  }
  media.devices(function (kinds) {
    devices = kinds;
    if (then) then();
    draw();
  });
}

/* ---- what the keys do ---- */

function tell(key: RoomKey): void {
  told = words(locale, key);
  window.clearTimeout(toldTimer);
  toldTimer = window.setTimeout(function () {
    told = '';
    draw();
  }, TOLD_MS);
  draw();
}

const PROBLEMS: { [problem in SiteProblem]: RoomKey } = {
  refused: 'tvroom.problem_refused',
  none: 'tvroom.problem_none',
  busy: 'tvroom.problem_busy',
};

function toggle(kind: SiteDevice): void {
  if (!media) return;
  if (media.isOn(kind)) {
    media.switchOff(kind);
    return;
  }
  media.switchOn(kind, function (problem) {
    if (problem) tell(PROBLEMS[problem]);
    draw();
  });
}

function raise(raised: boolean): void {
  line.ask(
    function (id) {
      return { type: 'room.hand', id: id, raised: raised };
    },
    function (answer) {
      if (!answer || answer.type === 'error') tell('tvroom.not_done');
    },
  );
}

function openMenu(): void {
  if (book.part === 'over' || refusal) return;
  const host = {
    locale: locale,
    media: media,
    devices: devices,
    camera: camera,
    self: book.self(),
    isGrid: isGrid,
    isCodeShown: isCodeShown,
    toggle: toggle,
    raise: raise,
    swapLayout: function () {
      isGrid = !isGrid;
      draw();
    },
    swapCode: function () {
      isCodeShown = !isCodeShown;
      draw();
    },
    goToCheck: goToCheck,
    askLeave: askLeave,
  };
  menu.open(words(locale, 'tvroom.menu'), book.part === 'inside' ? menuRows(host) : outsideRows(host, goHome));
  draw();
}

/* The key that was pressed last stays on the safe side: the first row is to stay. */
function askLeave(): void {
  menu.open(words(locale, 'tvroom.leave_question'), [
    { label: words(locale, 'tvroom.stay'), language: '', isChosen: false, choose: draw },
    { label: words(locale, 'tvroom.leave'), language: '', isChosen: false, choose: goHome },
  ]);
  draw();
}

function pressOk(): void {
  if (isMute) {
    isMute = false;
    drawSounds();
    draw();
    return;
  }
  openMenu();
}

function goBack(): boolean {
  if (isLeaving) return false;
  if (menu.isOpen()) {
    menu.close();
    draw();
    return true;
  }
  if (camera.secret) {
    camera.withdraw();
    return true;
  }
  if (votes.back()) {
    draw();
    return true;
  }
  if (book.part === 'inside') askLeave();
  else goHome();
  return true;
}

/* ---- the way out ---- */

/* Refused or over: the words stand a moment. */
function goOut(): void {
  menu.close();
  if (media) media.stop();
  if (backTimer === 0) backTimer = window.setTimeout(goHome, BACK_MS);
  draw();
}

function goHome(): void {
  goTo('/tv');
}

/* One device at a time has the camera. */
function goToCheck(): void {
  goTo('/check#/tvroom#' + room);
}

/* Nothing of this page stays in the set's history to be come back to. */
function goTo(address: string): void {
  if (isLeaving) return;
  isLeaving = true;
  if (media) media.stop();
  line.stop();
  let isGone = false;
  const go = function (): void {
    if (isGone) return;
    isGone = true;
    location.replace(address);
  };
  if (window.history.state === 'room') {
    window.addEventListener('popstate', go);
    window.history.back();
  }
  window.setTimeout(go, LEAVING_MS);
}

/* ---- what shows ---- */

const OVER: { [why in RoomRemoval]: RoomKey } = {
  removed: 'tvroom.over_removed',
  banned: 'tvroom.over_banned',
  ended: 'tvroom.over_ended',
  moved: 'tvroom.over_moved',
  refused: 'tvroom.over_refused',
};

function sentence(): string {
  if (book.part === 'over') return words(locale, OVER[book.why]) + '\n' + words(locale, 'tvroom.back_soon');
  if (refusal) return words(locale, refusal) + '\n' + words(locale, 'tvroom.back_soon');
  if (book.part === 'waiting') return words(locale, 'tvroom.waiting');
  if (book.part === 'outside') return words(locale, 'tvroom.entering');
  if (hasTried && !media) return '';
  return book.people.length < 2 ? words(locale, 'tvroom.alone') : '';
}

/* What is on here, and the turn of the hand. */
function stateLine(): string {
  const turn = book.handTurn();
  const phone = camera.line();
  const parts: string[] = phone === null ? [] : [phone];
  if (media && media.isOn('microphone')) parts.push(words(locale, 'tvroom.state_microphone'));
  if (media && media.isOn('camera')) parts.push(words(locale, 'tvroom.state_camera'));
  if (media && parts.length === 0) parts.push(words(locale, devices.length > 0 ? 'tvroom.state_off' : 'tvroom.state_none'));
  if (turn > 0) parts.push(words(locale, 'tvroom.state_hand', { number: turn }));
  return parts.join(' · ');
}

function drawSounds(): void {
  const streams = media ? media.sounds() : [];
  while (audio.length < streams.length) audio.push(document.createElement('audio'));
  audio.forEach(function (element, i) {
    const stream = streams[i] || null;
    element.volume = camera.volume();
    if (!media || (element.srcObject === stream && !element.paused)) return;
    media.attach(element, stream, function () {
      isMute = true;
      draw();
    });
  });
}

function drawStage(): void {
  const isInside = book.part === 'inside';
  const root = byId('room-stage');
  const self = book.self();
  byId('room-old').hidden = !isInside || !hasTried || media !== null;
  root.hidden = !isInside || media === null;
  if (!isInside) return;
  if (!media) {
    drawNames(byId('room-people'), book);
    return;
  }
  const tiles = media.look({
    people: book.people,
    self: self ? self.session : '',
    speakers: book.speakers,
    heard: book.heard,
    isGrid: isGrid,
    width: root.offsetWidth,
    height: root.offsetHeight,
  });
  stage.draw(tiles, book, locale);
}

function drawOwn(): void {
  const picture = media ? media.ownPicture() : null;
  const video = byId('room-own-video') as HTMLVideoElement;
  byId('room-own').hidden = picture === null;
  if (media && video.srcObject !== picture) media.attach(video, picture, function () {});
}

function hintKey(isBad: boolean): RoomKey {
  if (menu.isOpen()) return 'tvroom.hint_menu';
  if (isMute) return 'tvroom.sound';
  if (camera.secret) return 'tvroom.hint_code';
  return isBad ? 'tvroom.hint_bad' : 'tvroom.hint';
}

function draw(): void {
  const badge = badgeOf({
    isOnline: line.isOnline,
    hasMedia: media !== null || !hasTried,
    view: media ? media.view() : null,
    isUnsent: media !== null && media.isUnsent(),
  });
  const isInside = book.part === 'inside';
  const here = sentence();
  document.title = words(locale, 'tvroom.title');
  document.body.setAttribute('data-part', book.part);
  write('room-title', book.title);
  write('room-count', isInside ? words(locale, 'tvroom.present', { count: book.present().length }) : '');
  write('room-badge-text', isInside || !line.isOnline ? words(locale, badge.says) : '');
  byId('room-badge').setAttribute('data-tone', badge.tone);
  write('room-words', here);
  byId('room-words').hidden = here === '';
  write('room-too-old', words(locale, 'tvroom.too_old'));
  write('room-who', words(locale, 'tvroom.who'));
  write('room-own-name', words(locale, 'tvroom.own'));
  write('room-state', isInside ? stateLine() : '');
  byId('room-state').setAttribute('data-phone', camera.state);
  write('room-hint', words(locale, hintKey(badge.tone === 'bad')));
  byId('room-hint').setAttribute('data-mark', isMute ? 'yes' : 'no');
  write('room-told', told);
  byId('room-told').hidden = told === '';
  votes.draw(isInside ? book.vote() : null, locale);
  drawCode({ room: room, secret: isInside ? camera.secret : '', isShown: isInside && (isCodeShown || (hasTried && !media)), locale: locale });
  document.body.setAttribute('data-side', byId('room-vote').hidden && byId('room-code').hidden ? 'no' : 'yes');
  drawStage();
  drawOwn();
  drawSounds();
}

function begin(): void {
  byId('fallback').hidden = true;
  byId('room').hidden = false;
  if (window.history.pushState) window.history.pushState('room', '');
  window.addEventListener('popstate', function () {
    if (!isLeaving) window.history.pushState('room', ''); // sets whose Back is a step in the history
  });
  listenToRemote(goBack, function (keyCode) {
    if (keyCode !== KEY_OK || menu.isOpen()) return false;
    pressOk();
    return true;
  });
  byId('room-stage').onclick = pressOk;
  window.addEventListener('resize', draw);
  draw();
  loadRoomMedia(document.body.getAttribute('data-media') || '', loaded);
  own.start();
}

/* Nobody's set, or no meeting: the start page knows what to do. */
if (kept && room) begin();
else location.replace('/tv');
