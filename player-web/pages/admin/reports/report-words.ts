/* Figures of reports in words. */
import type { PillTone } from '../../../components/status-pill.tsx';
import type { ReportRow } from '../../../shared/contract/reports.ts';
import { locale, t } from '../../../shared/i18n/locale.ts';

const MILLI = 1000;
const MINUTE_MS = 60000;
const PER_CENT = 10; // of thousandths

function figure(value: number, digits: number): string {
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: digits }).format(value);
}

/* Thousandths of class-hours: 12.5. */
export function hoursText(milli: number): string {
  return figure(milli / MILLI, 2);
}

/* Of thousandths: 87.5. */
export function scoreText(milli: number): string {
  return figure(milli / PER_CENT, 1);
}

export function shareText(milli: number | undefined): string {
  return milli === undefined ? t('reports.nothing') : `${scoreText(milli)}%`;
}

export function minutesText(ms: number): string {
  return t('reports.minutes', { count: figure(ms / MINUTE_MS, 1) });
}

/* What a person was, and how often; what never was is left out. */
const COUNTS = ['present', 'late', 'left_early', 'partial', 'absent', 'excused', 'besides', 'lessons'] as const;

export function countsOf(row: ReportRow): { id: string; text: string }[] {
  return COUNTS.flatMap((id) => {
    const count = row[id] ?? 0;
    return count > 0 ? [{ id, text: t('reports.state_count', { state: t(`reports.${id}`), count }) }] : [];
  });
}

export function standingOf(row: { asked?: number; missing?: number }): { tone: PillTone; text: string } {
  if (!row.asked) return { tone: 'calm', text: t('reports.not_asked') };
  if (!row.missing) return { tone: 'ok', text: t('reports.met') };
  return { tone: 'warn', text: t('reports.missing_hours', { hours: hoursText(row.missing) }) };
}

export const STATE_TONES: Record<NonNullable<ReportRow['state']>, PillTone> = {
  present: 'ok',
  late: 'warn',
  left_early: 'warn',
  partial: 'warn',
  absent: 'bad',
  excused: 'calm',
};
