/* Figures of attendance in words that anybody reads. */
import type { PillTone } from '../../../components/status-pill.tsx';
import type { PersonStanding } from '../../../shared/contract/standing.ts';
import { findText, t } from '../../../shared/i18n/locale.ts';

const SECOND_MS = 1000;
const MINUTE_S = 60;
const HOUR_S = 3600;

export type StateWord = PersonStanding['state'];

export const STATES: readonly StateWord[] = ['present', 'late', 'left_early', 'partial', 'absent', 'excused', 'none'];

export const STATE_TONES: Record<StateWord, PillTone> = {
  present: 'ok',
  late: 'warn',
  left_early: 'warn',
  partial: 'warn',
  absent: 'bad',
  excused: 'calm',
  none: 'calm',
};

export function stateText(state: StateWord): string {
  return t(`attend.state_${state}`);
}

/* 1 h 5 min, 42 min, 3 min 20 s: what is short is said exactly. */
export function lengthText(ms: number): string {
  const all = Math.floor(ms / SECOND_MS);
  const h = Math.floor(all / HOUR_S);
  const m = Math.floor((all % HOUR_S) / MINUTE_S);
  const s = all % MINUTE_S;
  if (h > 0 && m === 0) return t('attend.hours', { h });
  if (h > 0) return t('attend.hours_minutes', { h, m });
  if (m > 0 && s > 0) return t('attend.minutes_seconds', { m, s });
  if (m > 0) return t('attend.minutes', { m });
  return t('attend.seconds', { s });
}

/* A place in the media: 1:02:03. */
export function mediaClock(ms: number): string {
  const all = Math.floor(ms / SECOND_MS);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(all / HOUR_S)}:${two(Math.floor((all % HOUR_S) / MINUTE_S))}:${two(all % MINUTE_S)}`;
}

/* remote,account → in words. */
export function howText(how: string | undefined): string {
  if (!how || how === '-') return '';
  return how
    .split(',')
    .map((word) => findText(`attend.how_${word}`) ?? word)
    .join(' · ');
}

export function hoursText(milli: number): string {
  return (milli / 1000).toLocaleString(undefined, { maximumFractionDigits: 2 });
}
