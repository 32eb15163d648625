/* The television page: clock, server, address for pairing, a menu for five keys. ES5 library only:
 * sets of 2014 (Chromium 38, Android 4.4) run it. */
import type { LocaleTag } from '../shared/contract.ts';
import type { MeetingRow } from '../shared/contract/live.ts';
import { applySettings, loadSettings, saveSettings } from '../shared/settings.ts';
import { dateText, secondsText, timeText } from './clock-text.ts';
import { OnAir } from './on-air.ts';
import { checkRows } from './connection-check.ts';
import { CoursesScreen } from './courses-screen.ts';
import { canFill, isFilling, toggleFull } from './full-screen.ts';
import { greetingOf } from './greeting.ts';
import { LessonScreen } from './lesson-screen.ts';
import { text, type TvKey } from './messages.ts';
import { OwnScreenLink } from './own-screen.ts';
import { probe } from './probe.ts';
import { probeRows } from './probe-rows.ts';
import { listenToRemote } from './remote.ts';
import { RollScreen } from './roll-screen.ts';
import { RoomsScreen } from './rooms-screen.ts';
import { ServerLink } from './server-link.ts';
import { StudyScreen } from './study-screen.ts';
import type { MenuRow } from './watch-menu.ts';
import { WatchScreen } from './watch-screen.ts';
import { readWish } from './wish.ts';

const settings = loadSettings();
settings.theme = 'dark'; /* a lit room of elderly eyes reads light on dark best from 4 m */
applySettings(settings);

const wish = readWish(location.search);
let locale: LocaleTag = settings.locale;
const KEY_F = 70;
let checkOpen = false;
const link = new ServerLink(draw);
const own = new OwnScreenLink({
  kind: wish.kind,
  probe: function () {
    return probe(link.ownClockErrorMs());
  },
  version: function () {
    return link.server ? link.server.version : 'unknown';
  },
  onChange: onOwnChange,
  onPaired: function () {
    onAir.ask();
    courses.refresh();
    link.enterAsScreen(locale, {
      askStanding: function (tell) {
        own.askStanding(tell);
      },
      onChanged: function () {
        own.refresh();
      },
      onStudy: function () {
        study.ask();
      },
      onRegister: function () {
        roll.look();
      },
    });
    study.ask();
    roll.look();
  },
});

const watch = new WatchScreen({
  locale: function () {
    return locale;
  },
  nowWallMs: function () {
    return link.wallMs();
  },
  isPaired: function () {
    return own.screen !== null;
  },
  hasMore: hasRoll,
  moreRows: rollRows,
  onLeave: function () {
    focusMenu();
    draw();
    study.look();
  },
});
const onAir = new OnAir(onAirChanged);
const rooms = new RoomsScreen({
  locale: function () {
    return locale;
  },
  rooms: roomsHere,
  enter: function (room) {
    location.replace('/tvroom#' + room.id); // its own page: what moves pictures of people is nothing that the others need
  },
  onLeave: focusMenu,
});
const courses = new CoursesScreen({
  locale: function () {
    return locale;
  },
  onChange: coursesChanged,
  onLeave: function () {
    draw();
    byId('menu-courses').focus();
  },
  play: function (row, _course, language) {
    lesson.open(row, language, null);
  },
  canStudy: function () {
    return own.screen !== null && !!own.screen.place_name;
  },
  study: function (row) {
    study.open(row);
  },
});
const lesson: LessonScreen = new LessonScreen({
  locale: function () {
    return locale;
  },
  nowWallMs: function () {
    return link.wallMs();
  },
  next: function (id) {
    return study.isOpen() ? study.next(id) : courses.lessonAfter(id);
  },
  onLeave: function (id) {
    leftLessonId = id;
    if (!isClearing) courses.show(id);
    draw();
  },
});
let leftLessonId = '';
let isClearing = false; // a study session takes the screen
const study: StudyScreen = new StudyScreen(
  {
    locale: function () {
      return locale;
    },
    isPaired: function () {
      return own.screen !== null;
    },
    showing: function () {
      if (watch.isOpen()) return 'meeting';
      if (study.isOpen()) return 'study';
      if (lesson.isOpen()) return 'lesson';
      return courses.isOpen() ? 'courses' : 'menu';
    },
    askAs: function (question, done) {
      own.askAs(question, done);
    },
    onAirId: function () {
      const row = onAir.first();
      return row ? row.id : '';
    },
    onChange: draw,
    clear: function () {
      isClearing = true;
      closeCheck();
      rooms.back();
      watch.close();
      lesson.close();
      isClearing = false;
    },
    openMeeting: function (row) {
      watch.open(row);
    },
    hasMore: hasRoll,
    moreRows: rollRows,
    onLeave: function (isLater) {
      draw();
      if (courses.isOpen() && leftLessonId) courses.show(leftLessonId);
      else if (courses.isOpen()) courses.stand();
      else if (!isLater && courses.hasCourses()) courses.open();
      else focusMenu();
    },
  },
  lesson,
);
const roll: RollScreen = new RollScreen({
  locale: function () {
    return locale;
  },
  hasPlace: function () {
    return own.screen !== null && !!own.screen.place_name;
  },
  eventId: function () {
    return watch.meetingId || study.playing();
  },
  askAs: function (question, done) {
    own.askAs(question, done);
  },
});

function roomsHere(): MeetingRow[] {
  return own.screen ? onAir.rooms() : [];
}

function hasRoll(): boolean {
  return roll.hasRows();
}

function rollRows(): MenuRow[] {
  return roll.menuRows();
}

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

/* Writes only what changed: old sets lay out the page anew at each write. */
function write(id: string, value: string): void {
  const element = byId(id);
  if (element.textContent !== value) element.textContent = value;
}

const FIXED_TEXTS: { [id: string]: TvKey } = {
  'menu-courses-text': 'tv.courses',
  'menu-check-text': 'tv.check',
  'menu-language-text': 'tv.language',
  'menu-full-text': 'tv.full',
  'menu-desktop-text': 'tv.desktop',
  'check-back': 'tv.back',
  'code-label': 'tv.code_label',
  'qr-label': 'tv.qr_label',
  'step-scan': 'tv.step_scan',
  'step-sign-in': 'tv.step_sign_in',
  'step-code': 'tv.step_code',
  hint: 'tv.hint',
};

const STATE_TEXTS: { [state: string]: TvKey } = {
  connecting: 'tv.connecting',
  online: 'tv.online',
  live: 'tv.live',
  offline: 'tv.offline',
};

function drawTexts(): void {
  for (const id in FIXED_TEXTS) write(id, text(locale, FIXED_TEXTS[id] as TvKey));
  write('check-title', text(locale, wish.probe ? 'tv.probe' : 'tv.facts'));
  byId('menu').setAttribute('aria-label', text(locale, 'tv.menu'));
  byId('menu-language').setAttribute('lang', locale === 'en' ? 'zh-CN' : 'en');
  document.title = text(locale, 'tv.title');
}

function drawLink(): void {
  write('server-name', link.server ? link.server.name : '');
  write('state-text', text(locale, STATE_TEXTS[link.state] as TvKey));
  byId('state').setAttribute('data-state', link.state);
}

/* Headline and one line below it. */
function drawGreeting(): void {
  const words = greetingOf(own, link.accountName, locale);
  document.body.setAttribute('data-screen', own.screen ? 'yes' : 'no');
  write('greeting', words.title);
  write('greeting-text', words.line);
}

function drawCode(): void {
  const offer = own.state === 'code' && !link.accountName ? own.offer : null;
  byId('pairing').hidden = offer === null;
  document.body.setAttribute('data-view', offer ? 'code' : 'time');
  if (!offer) return;
  write('code', offer.user_code);
  write('address', offer.verification_uri.replace(/^https?:\/\//, ''));
  const picture = byId('qr') as HTMLImageElement;
  if (picture.getAttribute('src') !== offer.qr) picture.setAttribute('src', offer.qr);
}

/* A screen that is none any more has no seat either. */
function onOwnChange(): void {
  if (own.screen === null) link.leaveAsScreen();
  draw();
}

function drawClock(): void {
  const now = new Date(link.wallMs());
  write('clock-time', timeText(now));
  write('clock-seconds', secondsText(now));
  write('date', dateText(now, locale));
}

function drawCheck(): void {
  if (!checkOpen) return;
  const list = byId('check-rows');
  const rows = wish.probe ? probeRows(probe(link.ownClockErrorMs())) : checkRows(link, locale);
  while (list.children.length < rows.length) {
    const item = document.createElement('li');
    item.appendChild(document.createElement('span'));
    item.appendChild(document.createElement('b'));
    list.appendChild(item);
  }
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    const item = list.children[i];
    if (!row || !item) continue;
    item.className = row.good ? 'good' : 'poor';
    (item.children[0] as HTMLElement).textContent = row.label;
    (item.children[1] as HTMLElement).textContent = row.value;
  }
}

/* A set that nobody touches plays what is on air: a paired one at once, another one when its pairing code
 * had time to be read. What somebody closed stays closed. */
const PAIRED_START_MS = 1000;
const UNPAIRED_START_MS = 20000;
let touchedAtMs = link.wallMs();
let closedId = '';
let isTouched = false;

function startOnAir(): void {
  const row = onAir.first();
  const quietMs = link.wallMs() - touchedAtMs;
  const wait = own.screen ? PAIRED_START_MS : UNPAIRED_START_MS;
  if (!row || row.id === closedId || watch.isOpen() || lesson.isOpen() || study.isOpen() || courses.isOpen() || rooms.isOpen() || checkOpen || quietMs < wait) return;
  watch.open(row);
}

/* How many meetings the menu has. */
function offered(): number {
  return ['menu-watch', 'menu-room'].filter(function (id) {
    return !byId(id).hidden;
  }).length;
}

function onAirChanged(): void {
  if (closedId && !onAir.has(closedId)) closedId = '';
  const before = offered();
  draw();
  study.meetingIsOn(onAir.first());
  if (offered() > before) focusUntouched();
}

function coursesChanged(): void {
  const isNew = byId('menu-courses').hidden && courses.hasCourses();
  byId('menu-courses').hidden = !courses.hasCourses();
  if (isNew) focusUntouched();
}

/* Who has not touched a key yet stands on what there is to watch. */
function focusUntouched(): void {
  if (!isTouched && !byId('home').hidden && !checkOpen && !watch.isOpen() && !courses.isOpen()) focusMenu();
}

function drawOnAir(): void {
  const row = onAir.first();
  const next = onAir.next();
  const open = study.isWaiting() ? study.study : null;
  const all = roomsHere();
  const room = all[0] || null;
  byId('menu-room').hidden = room === null;
  if (room) write('menu-room-text', text(locale, 'tv.room'));
  byId('menu-study').hidden = open === null;
  if (open) write('menu-study-text', text(locale, 'tv.study_menu', { title: open.title }));
  byId('menu-watch').hidden = row === null;
  if (row) write('menu-watch-text', text(locale, 'tv.watch', { title: row.title }));
  byId('next').hidden = (!room && (row !== null || next === null)) || document.body.getAttribute('data-view') === 'code';
  if (room) {
    const isOne = all.length === 1;
    write('next', isOne ? text(locale, 'tv.room_open', { title: room.title }) : text(locale, 'tv.rooms_open', { count: all.length }));
  } else if (next) {
    const startsAt = new Date(Date.parse(next.starts_at));
    const when = dateText(startsAt, locale) + ' ' + timeText(startsAt);
    write('next', text(locale, 'tv.next', { time: when, title: next.title }));
  }
}

function openOnAir(): void {
  const row = onAir.first();
  if (row) watch.open(row);
}

function focusMenu(): void {
  const entries = ['menu-study', 'menu-room', 'menu-watch', 'menu-courses', 'menu-check'];
  let at = 0;
  while (byId(entries[at] as string).hidden) at++;
  byId(entries[at] as string).focus();
}

/* Back closes the meeting for good, or what lies over it, or the check. */
function goBack(): boolean {
  if (rooms.back() || roll.back() || study.back() || lesson.back() || courses.back()) return true;
  const id = watch.meetingId;
  if (!watch.back()) return closeCheck();
  if (!watch.isOpen()) closedId = id;
  return true;
}

function draw(): void {
  drawTexts();
  drawLink();
  drawGreeting();
  drawCode();
  drawClock();
  drawCheck();
  drawOnAir();
  watch.draw();
  courses.draw();
  lesson.draw();
  roll.draw();
  rooms.draw();
}

function openCheck(): void {
  checkOpen = true;
  byId('home').hidden = true;
  byId('check').hidden = false;
  if (history.pushState) history.pushState('check', '');
  draw();
  byId('check-back').focus();
}

/* True when there was something to close. */
function closeCheck(): boolean {
  if (!checkOpen) return false;
  checkOpen = false;
  byId('check').hidden = true;
  byId('home').hidden = false;
  byId('menu-check').focus();
  return true;
}

function switchLanguage(): void {
  locale = locale === 'en' ? 'zh-CN' : 'en';
  settings.locale = locale;
  const kept = loadSettings();
  kept.locale = locale;
  saveSettings(kept);
  applySettings(settings);
  draw();
}

/* Each second of the server's clock, not each second since the page opened. */
function tick(): void {
  drawClock();
  drawCheck();
  roll.draw();
  startOnAir();
  window.setTimeout(tick, 1000 - (link.wallMs() % 1000) + 5);
}

/* Its own page, which knows the way back: /tv of this kind. */
byId('menu-check').onclick = function () {
  location.replace('/check#/tv' + (wish.kind === 'tv' ? '' : '?kind=' + wish.kind));
};
byId('menu-language').onclick = switchLanguage;
byId('menu-full').onclick = toggleFull;
byId('menu-desktop').onclick = function () {
  location.href = '/pc';
};
byId('check-back').onclick = function () {
  if (window.history.state === 'check') window.history.back();
  else closeCheck();
};
listenToRemote(goBack, function (keyCode) {
  touchedAtMs = link.wallMs();
  isTouched = true;
  if (study.coversKeys()) return false;
  if (roll.isOpen()) return roll.takesKey(keyCode);
  return watch.takesKey(keyCode) || lesson.takesKey(keyCode) || (!lesson.isOpen() && courses.takesKey(keyCode));
});
byId('menu-watch').onclick = openOnAir;
byId('menu-room').onclick = function () {
  rooms.open();
};
byId('menu-study').onclick = function () {
  study.goOn();
};
byId('menu-courses').onclick = function () {
  courses.open();
};
/* A kiosk shows this page and nothing else. */
byId('menu-desktop').hidden = wish.kind === 'kiosk';
byId('menu-full').hidden = wish.kind === 'tv' || !canFill();
document.addEventListener('keydown', function (event) {
  if (event.keyCode === KEY_F && wish.kind !== 'tv') toggleFull();
});
if (wish.kind === 'kiosk') lockUp();

function lockUp(): void {
  document.addEventListener('contextmenu', function (event) {
    event.preventDefault();
  });
  document.addEventListener('click', function () {
    if (!isFilling()) toggleFull();
  });
}

byId('fallback').hidden = true;
byId('home').hidden = false;
own.start();
draw();
byId('menu-check').focus();
link.start(locale, own.screen !== null);
onAir.ask();
courses.refresh();
if (wish.probe || wish.facts) openCheck();
tick();
