/* What a report is asked with. It stands in the address of the page, so that links and the way back keep it. Pure. */
import type { Report } from '../../../shared/contract/reports.ts';

export type ReportKind = Report['kind'];

export const WEIGHTS = ['attended', 'hours', 'met'] as const;
export type Weights = Record<(typeof WEIGHTS)[number], number>;

export interface ReportAsk {
  kind: ReportKind;
  year: number;
  unit: string; // empty: all within reach
  isShortOnly: boolean;
  subject: string; // id of a register, course or member; empty: not chosen yet
  weights: Weights;
  hasDrafts: boolean; // of indicators
}

/* Whose id `subject` is, by the kinds that are about one thing. */
export const SUBJECTS: Partial<Record<ReportKind, 'register' | 'course' | 'member'>> = {
  event: 'register',
  course: 'course',
  person: 'member',
  gaps: 'member',
};

export const LISTED = ['year', 'units', 'event', 'course'] as const; // to choose from; the others belong to a person
export const USUAL_WEIGHTS: Weights = { attended: 40, hours: 40, met: 20 }; // of the server
export const MOST_WEIGHT = 100;
const FIRST_YEAR = 2000; // of the server
const LAST_YEAR = 2999;
const YEARS_BACK = 6; // offered

type Said = Readonly<Record<string, string>>;

/* A whole number within bounds, or null. */
export function numberIn(text: string | undefined, least: number, most: number): number | null {
  if (text === undefined || !/^[0-9]{1,4}$/.test(text.trim())) return null;
  const number = Number(text);
  return number >= least && number <= most ? number : null;
}

function weightsOf(said: Said): Weights {
  const weights = { ...USUAL_WEIGHTS };
  for (const name of WEIGHTS) weights[name] = numberIn(said[`weight_${name}`], 0, MOST_WEIGHT) ?? weights[name];
  return WEIGHTS.some((name) => weights[name] > 0) ? weights : USUAL_WEIGHTS;
}

/* What the address says; what it does not say, or says wrongly, is the usual. */
export function askOf(said: Said, thisYear: number): ReportAsk {
  const kind = LISTED.find((one) => one === said['kind']) ?? 'year';
  return {
    kind,
    year: numberIn(said['year'], FIRST_YEAR, LAST_YEAR) ?? thisYear,
    unit: said['unit'] ?? '',
    isShortOnly: said['only'] === 'short',
    subject: said[SUBJECTS[kind] ?? ''] ?? '',
    weights: weightsOf(said),
    hasDrafts: kind === 'units' && said['draft'] === '1',
  };
}

/* To the server, beside the kind. */
export function saidOf(ask: ReportAsk): Record<string, string> {
  const subject = SUBJECTS[ask.kind];
  const isOfUnits = ask.kind !== 'person' && ask.kind !== 'gaps';
  const weights = WEIGHTS.map((name) => [`weight_${name}`, String(ask.weights[name])]);
  return {
    year: String(ask.year),
    ...(ask.unit !== '' && isOfUnits ? { unit: ask.unit } : {}),
    ...(ask.isShortOnly && ask.kind === 'year' ? { only: 'short' } : {}),
    ...(subject && ask.subject !== '' ? { [subject]: ask.subject } : {}),
    ...(ask.hasDrafts && ask.kind === 'units' ? { draft: '1' } : {}),
    ...(ask.kind === 'units' ? (Object.fromEntries(weights) as Record<string, string>) : {}),
  };
}

/* In the address of the page. */
export function addressOfAsk(ask: ReportAsk): Record<string, string> {
  return { kind: ask.kind, ...saidOf(ask) };
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
