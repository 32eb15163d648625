/* Times as people read them, in the language of the page. */
import { locale, t } from './i18n/locale.ts';

const MINUTE_MS = 60000;
const HOUR_MS = 3600000;
const DAY_MS = 86400000;

export function clockTime(atMs: number): string {
  return new Intl.DateTimeFormat(locale.value, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(atMs);
}

export function fullDate(atMs: number): string {
  return new Intl.DateTimeFormat(locale.value, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'long',
  }).format(atMs);
}

export function dayText(atMs: number): string {
  return new Intl.DateTimeFormat(locale.value, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  }).format(atMs);
}

export function dateAndTime(atMs: number): string {
  return new Intl.DateTimeFormat(locale.value, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(atMs);
}

/* 09:30 */
export function hourAndMinute(atMs: number): string {
  return new Intl.DateTimeFormat(locale.value, { hour: '2-digit', minute: '2-digit', hour12: false }).format(atMs);
}

export function ago(atMs: number, nowMs: number): string {
  const passedMs = nowMs - atMs;
  if (passedMs < MINUTE_MS) return t('time.now');
  if (passedMs < HOUR_MS) return t('time.minutes', { count: Math.floor(passedMs / MINUTE_MS) });
  if (passedMs < DAY_MS) return t('time.hours', { count: Math.floor(passedMs / HOUR_MS) });
  return dateAndTime(atMs);
}

export function duration(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  if (days > 0) return t('time.uptime_days', { days, hours });
  if (hours > 0) return t('time.uptime_hours', { hours, minutes });
  if (minutes > 0) return t('time.uptime_minutes', { minutes });
  return t('time.uptime_short');
}

/* Day and time in figures, for lists: 2026-11-21 09:05. */
export function shortTime(atMs: number): string {
  return new Intl.DateTimeFormat(locale.value, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(atMs);
}

export function calendarDay(atMs: number): string {
  return new Intl.DateTimeFormat(locale.value, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  }).format(atMs);
}

export function wholeNumber(value: number): string {
  return new Intl.NumberFormat(locale.value).format(value);
}

/* How long something still lasts: 3 days, 2 hours. */
export function remaining(untilMs: number, nowMs: number): string {
  const leftMs = untilMs - nowMs;
  if (leftMs < MINUTE_MS) return t('time.left_short');
  if (leftMs < HOUR_MS) return t('time.left_minutes', { count: Math.floor(leftMs / MINUTE_MS) });
  if (leftMs < DAY_MS) return t('time.left_hours', { count: Math.floor(leftMs / HOUR_MS) });
  return t('time.left_days', { count: Math.floor(leftMs / DAY_MS) });
}
