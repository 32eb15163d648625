/* Figures of reports in words. */
import type { PillTone } from '../../../components/status-pill.tsx';
import type { ReportRow } from '../../../shared/contract/reports.ts';
import { locale, t } from '../../../shared/i18n/locale.ts';

const MILLI = 1000;

/* Thousandths of class-hours: 12.5. */
export function hoursText(milli: number): string {
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: 2 }).format(milli / MILLI);
}

/* What a person was, and how often; what never was is left out. */
export const COUNTS = ['present', 'late', 'left_early', 'partial', 'absent', 'excused', 'besides', 'lessons'] as const;

export function countsOf(row: ReportRow): { id: string; text: string }[] {
  return COUNTS.flatMap((id) => {
    const count = row[id] ?? 0;
    return count > 0 ? [{ id, text: t('reports.state_count', { state: t(`reports.${id}`), count }) }] : [];
  });
}

export function standingOf(row: ReportRow): { tone: PillTone; text: string } {
  if (!row.asked) return { tone: 'calm', text: t('reports.not_asked') };
  if (!row.missing) return { tone: 'ok', text: t('reports.met') };
  return { tone: 'warn', text: t('reports.missing_hours', { hours: hoursText(row.missing) }) };
}
