/* Time and date as text, without Intl: sets of 2014 have it only in part. */
import type { LocaleTag } from '../shared/contract.ts';
import { text } from './messages.ts';

export function twoDigits(value: number): string {
  return (value < 10 ? '0' : '') + value;
}

export function timeText(at: Date): string {
  return twoDigits(at.getHours()) + ':' + twoDigits(at.getMinutes());
}

export function secondsText(at: Date): string {
  return twoDigits(at.getSeconds());
}

export function dateText(at: Date, locale: LocaleTag): string {
  const weekdays = text(locale, 'tv.weekdays').split(',');
  const months = text(locale, 'tv.months').split(',');
  return text(locale, 'tv.date', {
    year: at.getFullYear(),
    month: months[at.getMonth()] || '',
    day: at.getDate(),
    weekday: weekdays[at.getDay()] || '',
  });
}
