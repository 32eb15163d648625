/* Wall clocks of time zones: what stands in a form as a moment, and a moment as people there read it.
 * Pure but for the device's own zone and the page's language. */
import { locale } from '../../shared/i18n/locale.ts';

export const BEIJING = 'Asia/Shanghai';
/* What clocks in western China go by, beside Beijing's. */
export const URUMQI = 'Asia/Urumqi';

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || BEIJING;
}

interface Wall {
  day: string; // 2026-11-21
  clock: string; // 09:05
}

/* A zone that this browser does not know is read as Beijing's. */
function formatOf(zone: string, options: Intl.DateTimeFormatOptions, language?: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(language ?? 'en-GB', { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat(language ?? 'en-GB', { ...options, timeZone: BEIJING });
  }
}

export function wallOf(atMs: number, zone: string): Wall {
  const parts = formatOf(zone, {
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).formatToParts(atMs);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, clock: `${part('hour')}:${part('minute')}` };
}

/* Minutes that the zone's clocks are ahead of UTC at this moment. */
function aheadMs(atMs: number, zone: string): number {
  const { day, clock } = wallOf(atMs, zone);
  return Date.parse(`${day}T${clock}:00Z`) - Math.floor(atMs / 60000) * 60000;
}

/* Null: no day or no time. Twice, because the first guess may lie beyond a change of the clocks. */
export function momentOf(day: string, clock: string, zone: string): number | null {
  const asUtc = Date.parse(`${day}T${clock}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const guess = asUtc - aheadMs(asUtc, zone);
  return asUtc - aheadMs(guess, zone);
}

export function isSameClock(atMs: number, a: string, b: string): boolean {
  return aheadMs(atMs, a) === aheadMs(atMs, b);
}

function clockText(atMs: number, zone: string): string {
  return wallOf(atMs, zone).clock;
}

export function dayText(atMs: number, zone: string): string {
  return formatOf(zone, { month: 'long', day: 'numeric', weekday: 'short' }, locale.value).format(atMs);
}

/* 11月21日周六 09:00–11:00; an end on another day carries it. */
export function spanText(fromMs: number, toMs: number, zone: string): string {
  const isOneDay = wallOf(fromMs, zone).day === wallOf(toMs, zone).day;
  const end = isOneDay ? clockText(toMs, zone) : `${dayText(toMs, zone)} ${clockText(toMs, zone)}`;
  return `${dayText(fromMs, zone)} ${clockText(fromMs, zone)}–${end}`;
}

/* By another clock beside the first: the day only where it is another day there. */
export function otherSpanText(fromMs: number, toMs: number, zone: string, beside: string): string {
  const isSameDay = [fromMs, toMs].every((at) => wallOf(at, zone).day === wallOf(at, beside).day);
  return isSameDay ? `${clockText(fromMs, zone)}–${clockText(toMs, zone)}` : spanText(fromMs, toMs, zone);
}
