/* The device's settings as a signal: set it, and storage, document and language follow. */
import { effect, signal } from '@preact/signals';

import { locale } from './i18n/locale.ts';
import {
  applySettings,
  DARK_QUERY,
  loadSettings,
  saveSettings,
  type Settings,
} from './settings.ts';

export const display = signal<Settings>(loadSettings());

effect(() => {
  locale.value = display.value.locale;
  applySettings(display.value);
});

export function changeDisplay(change: Partial<Settings>): void {
  display.value = { ...display.value, ...change };
  saveSettings(display.value);
}

window.matchMedia(DARK_QUERY).addEventListener?.('change', () => applySettings(display.value));
