/* Hours and minutes as people read them. What one has is rounded down and what is missing up, to a tenth: they add up. */
import { locale, t } from '../../../shared/i18n/locale.ts';

const MINUTE_MS = 60000;
const TENTH = 100; // thousandths of a class-hour
const HUNDREDTH = 10;

function tenths(count: number): string {
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }).format(count / 10);
}

export function hoursText(milli: number): string {
  return tenths(Math.floor(milli / TENTH));
}

/* Of one record, whose hours are few: to a hundredth. */
export function fineHoursText(milli: number): string {
  const hours = Math.floor(milli / HUNDREDTH) / 100;
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: 2 }).format(hours);
}

export function missingText(milli: number): string {
  return tenths(Math.ceil(milli / TENTH));
}

export function minutesText(ms: number): string {
  if (ms > 0 && ms < MINUTE_MS) return t('mine.minutes_few');
  return t('mine.minutes', { minutes: Math.floor(ms / MINUTE_MS) });
}
