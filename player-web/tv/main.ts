/* The television page: clock, server, address for pairing, a menu for five keys. ES5 library only:
 * sets of 2014 (Chromium 38, Android 4.4) run it. */
import type { LocaleTag } from '../shared/contract.ts';
import { applySettings, loadSettings, saveSettings } from '../shared/settings.ts';
import { dateText, secondsText, timeText } from './clock-text.ts';
import { checkRows } from './connection-check.ts';
import { text, type TvKey } from './messages.ts';
import { listenToRemote } from './remote.ts';
import { ServerLink } from './server-link.ts';

const settings = loadSettings();
settings.theme = 'dark'; /* a lit room of elderly eyes reads light on dark best from 4 m */
applySettings(settings);

let locale: LocaleTag = settings.locale;
let checkOpen = false;
const link = new ServerLink(draw);

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

/* Writes only what changed: old sets lay out the page anew at each write. */
function write(id: string, value: string): void {
  const element = byId(id);
  if (element.textContent !== value) element.textContent = value;
}

const FIXED_TEXTS: { [id: string]: TvKey } = {
  'menu-check-text': 'tv.check',
  'menu-language-text': 'tv.language',
  'menu-desktop-text': 'tv.desktop',
  'check-title': 'tv.check',
  'check-back': 'tv.back',
  hint: 'tv.hint',
};

const STATE_TEXTS: { [state: string]: TvKey } = {
  connecting: 'tv.connecting',
  online: 'tv.online',
  live: 'tv.live',
  offline: 'tv.offline',
};

function addressToVisit(): string {
  const addresses = link.server ? link.server.addresses : null;
  const known = addresses ? addresses.internal || addresses['public'] : null;
  return (known || location.protocol + '//' + location.host).replace(/\/$/, '');
}

function drawTexts(): void {
  for (const id in FIXED_TEXTS) write(id, text(locale, FIXED_TEXTS[id] as TvKey));
  byId('menu').setAttribute('aria-label', text(locale, 'tv.menu'));
  byId('menu-language').setAttribute('lang', locale === 'en' ? 'zh-CN' : 'en');
  document.title = text(locale, 'tv.title');
}

function drawLink(): void {
  const name = link.accountName;
  write('server-name', link.server ? link.server.name : '');
  write('state-text', text(locale, STATE_TEXTS[link.state] as TvKey));
  byId('state').setAttribute('data-state', link.state);
  write('greeting', name ? text(locale, 'tv.signed_in', { name: name }) : text(locale, 'tv.unpaired'));
  write('greeting-text', text(locale, name ? 'tv.signed_in_text' : 'tv.unpaired_text'));
  write('address', addressToVisit());
  byId('address').hidden = name !== null;
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
  const rows = checkRows(link, locale);
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
    (item.children[0] as HTMLElement).textContent = text(locale, row.name);
    (item.children[1] as HTMLElement).textContent = row.value;
  }
}

function draw(): void {
  drawTexts();
  drawLink();
  drawClock();
  drawCheck();
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
  window.setTimeout(tick, 1000 - (link.wallMs() % 1000) + 5);
}

byId('menu-check').onclick = openCheck;
byId('menu-language').onclick = switchLanguage;
byId('menu-desktop').onclick = function () {
  location.href = '/pc';
};
byId('check-back').onclick = function () {
  if (window.history.state === 'check') window.history.back();
  else closeCheck();
};
listenToRemote(closeCheck);

byId('fallback').hidden = true;
byId('home').hidden = false;
draw();
byId('menu-check').focus();
link.start(locale);
tick();
