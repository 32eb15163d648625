/* Duties in words: who owes what how often, and the periods of a year. */
import type { DutyPeriodRow, DutyRow } from '../../../shared/contract/policies.ts';
import { t } from '../../../shared/i18n/locale.ts';

export const PERIODS = ['month', 'quarter', 'half', 'year'] as const;
export type DutyPeriod = (typeof PERIODS)[number];

const MONTHS: Record<DutyPeriod, number> = { month: 1, quarter: 3, half: 6, year: 12 };

export function periodOf(text: string): DutyPeriod {
  return PERIODS.find((one) => one === text) ?? 'year';
}

export function oftenText(duty: { period: DutyPeriod; times: number }): string {
  return t(`rules.often_${duty.period}`, { times: duty.times });
}

export function owerText(duty: DutyRow): string {
  const unit = duty.unit_name ?? t('rules.whole_tree');
  return duty.level_name ? t('rules.ower_level', { unit, level: duty.level_name }) : unit;
}

/* Which period of its year it is: "3 月", "2 季度". */
export function periodName(period: DutyPeriod, row: DutyPeriodRow): string {
  const month = Number(row.from.slice(5, 7));
  const number = Math.ceil(month / MONTHS[period]);
  if (period === 'year') return t('rules.period_year');
  if (period === 'half') return t(number === 1 ? 'rules.period_half_1' : 'rules.period_half_2');
  return t(`rules.period_${period}`, { number });
}

/* The first day of the period in which a day lies: what is owed from there on is owed for all of it. */
export function periodStart(period: DutyPeriod, day: string): string {
  const month = Number(day.slice(5, 7));
  const first = month - ((month - 1) % MONTHS[period]);
  return `${day.slice(0, 4)}-${String(first).padStart(2, '0')}-01`;
}
