/* Days as the contract writes them (YYYY-MM-DD, of this place) and as people read them. */
import { locale } from './i18n/locale.ts';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

export function dayOf(atMs: number): string {
  const at = new Date(atMs);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function today(): string {
  return dayOf(Date.now());
}

function partsOf(day: string): [number, number, number] | null {
  const match = DAY.exec(day);
  return match ? [Number(match[1]), Number(match[2]) - 1, Number(match[3])] : null;
}

export function addDays(day: string, count: number): string {
  const parts = partsOf(day);
  return parts ? dayOf(new Date(parts[0], parts[1], parts[2] + count).getTime()) : day;
}

/* The day's last moment here, RFC 3339. */
export function endOfDay(day: string): string {
  const parts = partsOf(day);
  return parts ? new Date(parts[0], parts[1], parts[2], 23, 59, 59, 999).toISOString() : day;
}

/* 2026年11月21日; what is no day stays as it is. */
export function dayText(day: string): string {
  const parts = partsOf(day);
  if (!parts) return day;
  return new Intl.DateTimeFormat(locale.value, { year: 'numeric', month: 'long', day: 'numeric' }).format(
    new Date(...parts),
  );
}

/* The day of a moment. */
export function dayTextOf(timestamp: string): string {
  return dayText(dayOf(Date.parse(timestamp)));
}
