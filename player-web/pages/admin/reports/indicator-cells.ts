/* The values of an indicator as they come out of a spreadsheet: a unit and a number in each line, with a note or none. Pure. */
import type { Indicator, IndicatorValueInput } from '../../../shared/contract/indicators.ts';
import type { UnitRow } from '../../../shared/contract/units.ts';

const THOUSANDTHS = 1000;

export type CellFault = 'cells_none' | 'cells_many' | 'cells_number';

export interface Cell {
  line: number; // from 1 on, as it stands in the text
  name: string;
  number: string;
  value: IndicatorValueInput | null; // null: bad, `fault` says why
  fault?: CellFault;
}

/* Thousandths of a plain decimal number with three places at most; null for anything else. */
export function thousandthsOf(text: string): number | null {
  const plain = text.trim().replaceAll(',', '');
  return /^[-+]?[0-9]{1,9}([.][0-9]{1,3})?$/.test(plain) ? Math.round(Number(plain) * THOUSANDTHS) : null;
}

export function numberText(value: number): string {
  return String(value / THOUSANDTHS);
}

function cellOf(line: number, text: string, units: readonly UnitRow[]): Cell {
  const [name = '', number = '', note = ''] = text.split('\t').map((part) => part.trim());
  const found = units.filter((unit) => unit.name === name);
  const value = thousandthsOf(number);
  const [unit] = found;
  const fault = !unit ? 'cells_none' : found.length > 1 ? 'cells_many' : value === null ? 'cells_number' : null;
  if (fault || !unit || value === null) return { line, name, number, value: null, fault: fault ?? 'cells_number' };
  return { line, name, number, value: { unit_id: unit.id, value, ...(note ? { note } : {}) } };
}

/* Empty lines are passed over. */
export function cellsOf(text: string, units: readonly UnitRow[]): Cell[] {
  return text
    .split(/\r?\n/)
    .map((line, i) => ({ line, n: i + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, n }) => cellOf(n, line, units));
}

export function textOf(indicator: Indicator): string {
  return indicator.values.map((one) => [one.unit_name, numberText(one.value), one.note].filter(Boolean).join('\t')).join('\n');
}
