/* The fields of a policy as people read and enter them: minutes, percent, times, class-hours instead of
 * the milliseconds and thousandths of the contract. */
import type { PolicyRow, PolicyValues } from '../../../shared/contract/policies.ts';
import { locale, t } from '../../../shared/i18n/locale.ts';

type NumberKey = Exclude<keyof PolicyValues, 'counts'> | 'yearly_hours' | 'yearly_hours_lead';
export type FieldKey = NumberKey | 'counts';
export type FieldUnit = 'minutes' | 'percent' | 'times' | 'hours';

interface NumberField {
  key: NumberKey;
  unit: FieldUnit;
  least: number; // in its unit, as the server takes it
  most: number;
}

const DAY_MINUTES = 1440;

export const NUMBER_FIELDS: readonly NumberField[] = [
  { key: 'late_after_ms', unit: 'minutes', least: 0, most: DAY_MINUTES },
  { key: 'left_before_ms', unit: 'minutes', least: 0, most: DAY_MINUTES },
  { key: 'present_at', unit: 'percent', least: 0, most: 100 },
  { key: 'absent_below', unit: 'percent', least: 0, most: 100 },
  { key: 'replay_weight', unit: 'percent', least: 0, most: 100 },
  { key: 'offline_weight', unit: 'percent', least: 0, most: 100 },
  { key: 'max_rate', unit: 'times', least: 1, most: 4 },
  { key: 'least_ms', unit: 'minutes', least: 0, most: DAY_MINUTES },
  { key: 'cap_ms', unit: 'minutes', least: 0, most: DAY_MINUTES },
  { key: 'hour_ms', unit: 'minutes', least: 1, most: DAY_MINUTES },
  { key: 'yearly_hours', unit: 'hours', least: 0, most: 1000 },
  { key: 'yearly_hours_lead', unit: 'hours', least: 0, most: 1000 },
];

const YEARLY: ReadonlySet<string> = new Set(['yearly_hours', 'yearly_hours_lead']);

/* What one unit of a field is in the contract. */
const SCALE: Record<FieldUnit, number> = { minutes: 60000, percent: 10, times: 1000, hours: 1000 };

/* The hours of a year stand in the kind `study` and are asked of all kinds together. */
export function fieldsOf(kind: string): readonly NumberField[] {
  return kind === 'study' ? NUMBER_FIELDS : NUMBER_FIELDS.filter((field) => !YEARLY.has(field.key));
}

export function shownNumber(value: number): string {
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: 3, useGrouping: false }).format(value);
}

export function toText(field: NumberField, value: number): string {
  return String(Math.round((value / SCALE[field.unit]) * 1000) / 1000);
}

/* null: no number, or out of its bounds. */
export function fromText(field: NumberField, text: string): number | null {
  const number = text.trim() === '' ? NaN : Number(text);
  const isGood = Number.isFinite(number) && number >= field.least && number <= field.most;
  return isGood ? Math.round(number * SCALE[field.unit]) : null;
}

export function fieldName(key: FieldKey): string {
  return t(`rules.name_${key}`);
}

/* What nothing stands for: 0 minutes late is "at once", no cap, no lower bound. */
const SAYS_ZERO: ReadonlySet<NumberKey> = new Set([
  'late_after_ms', 'left_before_ms', 'replay_weight', 'offline_weight', 'least_ms', 'cap_ms', 'yearly_hours',
  'yearly_hours_lead',
] as const);

type ZeroKey =
  | 'late_after_ms' | 'left_before_ms' | 'replay_weight' | 'offline_weight' | 'least_ms' | 'cap_ms' | 'yearly_hours'
  | 'yearly_hours_lead';

function saysZero(key: NumberKey): key is ZeroKey {
  return SAYS_ZERO.has(key);
}

/* One field of a policy in plain words. */
export function fieldText(key: FieldKey, row: PolicyRow): string {
  if (key === 'counts') return t(`rules.counts_${row.counts}`);
  const field = NUMBER_FIELDS.find((one) => one.key === key);
  const value = row[key];
  if (value === 0 && saysZero(key)) return t(`rules.zero_${key}`);
  return t(`rules.text_${key}`, { value: shownNumber(value / SCALE[field?.unit ?? 'times']) });
}

/* All fields in the order of the page. */
export function fieldKeys(kind: string): readonly FieldKey[] {
  return [...fieldsOf(kind).map((field) => field.key), 'counts'];
}

/* Thousandths of class-hours. */
export function hoursText(milli: number): string {
  return shownNumber(milli / 1000);
}
