/* What a person chose for this device: language, colours, elder mode. Kept in localStorage, applied
 * to the document element, where the style sheets read it. Runs on TVs too. */
import type { LocaleTag } from './contract.ts';
import { isLocale, localeForLanguage } from './i18n/translate.ts';

export type ThemeChoice = 'auto' | 'light' | 'dark';

export interface Settings {
  locale: LocaleTag;
  theme: ThemeChoice;
  elder: boolean;
}

export const DARK_QUERY = '(prefers-color-scheme: dark)';

const KEY_LOCALE = 'tongping.locale';
const KEY_THEME = 'tongping.theme';
const KEY_ELDER = 'tongping.elder';
const KEY_SIGNED_IN = 'tongping.signed_in';
const KEY_TOUCHED = 'tongping.touched_at';

/* localStorage throws where a browser forbids it; the page then works without memory. */
function read(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch (_refused) {
    return null;
  }
}

function write(key: string, value: string | null): void {
  try {
    if (value === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, value);
  } catch (_refused) {
    /* no memory on this device */
  }
}

export function loadSettings(): Settings {
  const locale = read(KEY_LOCALE);
  const theme = read(KEY_THEME);
  return {
    locale: isLocale(locale) ? locale : localeForLanguage(navigator.language || ''),
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    elder: read(KEY_ELDER) === 'on',
  };
}

export function saveSettings(settings: Settings): void {
  write(KEY_LOCALE, settings.locale);
  write(KEY_THEME, settings.theme === 'auto' ? null : settings.theme);
  write(KEY_ELDER, settings.elder ? 'on' : null);
}

/* What "auto" means now. Browsers before 2019 do not know the question and stay light. */
export function resolveTheme(theme: ThemeChoice): 'light' | 'dark' {
  if (theme !== 'auto') return theme;
  const dark = window.matchMedia && window.matchMedia(DARK_QUERY).matches;
  return dark ? 'dark' : 'light';
}

export function applySettings(settings: Settings): void {
  const root = document.documentElement;
  root.lang = settings.locale;
  root.setAttribute('data-theme', resolveTheme(settings.theme));
  root.setAttribute('data-text', settings.elder ? 'elder' : 'normal');
}

/* The session cookie cannot be read by scripts. This hint only saves a request that would fail; the
 * server alone decides who is signed in. */
export function signedInHint(): boolean {
  return read(KEY_SIGNED_IN) === 'yes';
}

export function setSignedInHint(signedIn: boolean): void {
  write(KEY_SIGNED_IN, signedIn ? 'yes' : null);
}

/* When a window of this browser was touched last, for the shared computer's watch. */
export function readTouch(): number {
  return Number(read(KEY_TOUCHED)) || 0;
}

export function writeTouch(atMs: number): void {
  write(KEY_TOUCHED, String(atMs));
}

/* All that is kept here, but for language, colours and size of text. */
export function forgetPerson(): void {
  try {
    const settings = loadSettings();
    window.localStorage.clear();
    window.sessionStorage.clear();
    saveSettings(settings);
  } catch (_refused) {
    /* no memory on this device */
  }
}
