/* What a report is asked with. It stands in the address of the page, so that links and the way back keep it. Pure. */
import type { Report } from '../../../shared/contract/reports.ts';

export type ReportKind = Report['kind'];

export interface ReportAsk {
  kind: ReportKind;
  year: number;
  unit: string; // empty: all within reach
  isShortOnly: boolean;
}

const FIRST_YEAR = 2000; // of the server
const LAST_YEAR = 2999;
const YEARS_BACK = 6; // offered

type Said = Readonly<Record<string, string>>;

/* What the address says; what it does not say, or says wrongly, is the usual. */
export function askOf(said: Said, thisYear: number): ReportAsk {
  const year = Number(said['year']);
  return {
    kind: 'year',
    year: Number.isInteger(year) && year >= FIRST_YEAR && year <= LAST_YEAR ? year : thisYear,
    unit: said['unit'] ?? '',
    isShortOnly: said['only'] === 'short',
  };
}

/* In the address, and to the server beside the kind. */
export function saidOf(ask: ReportAsk): Record<string, string> {
  return {
    year: String(ask.year),
    ...(ask.unit === '' ? {} : { unit: ask.unit }),
    ...(ask.isShortOnly ? { only: 'short' } : {}),
  };
}

/* An export keeps the kind with its query, and the unit by itself. */
export function exportOf(ask: ReportAsk): { report: string; unit_id?: string } {
  const { unit, ...rest } = saidOf(ask);
  return { report: `${ask.kind}?${new URLSearchParams(rest).toString()}`, ...(unit ? { unit_id: unit } : {}) };
}

/* The newest first; the chosen one is among them. */
export function yearsFor(thisYear: number, chosen: number): number[] {
  const offered = Array.from({ length: YEARS_BACK }, (_, i) => thisYear - i);
  return [...new Set([...offered, chosen])].sort((a, b) => b - a);
}
