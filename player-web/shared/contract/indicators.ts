/* The contract's part about indicators of a ranking. The rules of ../contract.ts hold; values are thousandths. */
import type { Timestamp } from '../contract.ts';

export interface IndicatorValueInput {
  unit_id: string;
  value: number;
  note?: string;
}

export interface IndicatorChange {
  name: string;
  measure?: string; /* what the values are counted in */
  source: string;
  weight: number;
  is_higher_better: boolean;
  is_preview?: boolean; /* judge it and store nothing */
  values: IndicatorValueInput[];
}

/* The values are of units below `unit_id`; without one, of the whole tree. */
export interface IndicatorInput {
  unit_id?: string;
  year: number;
  name: string;
  measure?: string;
  source: string;
  weight: number;
  is_higher_better: boolean;
  is_preview?: boolean;
  values: IndicatorValueInput[];
}

export interface IndicatorPublication {
  revision: number; /* the one that was looked at */
}

export interface IndicatorValue {
  unit_id: string;
  unit_name: string;
  value: number;
  note?: string;
}

export interface Indicator {
  id: string;
  unit_id?: string;
  year: number;
  name: string;
  measure: string;
  source: string;
  weight: number;
  is_higher_better: boolean;
  revision: number;
  state: 'draft' | 'published' | 'withdrawn';
  made_by: string;
  is_own: boolean; /* whoever asks wrote it */
  made_at: Timestamp;
  published_by?: string;
  published_at?: Timestamp;
  withdrawn_by?: string;
  withdrawn_at?: Timestamp;
  withdrawn_reason?: string;
  leaf?: number;
  values: IndicatorValue[];
}

export interface IndicatorFault {
  row: number; /* from 0 on */
  problem: string;
}

export interface IndicatorAnswer {
  is_stored: boolean;
  faults: IndicatorFault[];
  indicator?: Indicator;
}

/* A further term of a ranking. */
export interface ReportIndicator {
  id: string;
  name: string;
  measure: string;
  weight: number;
  is_higher_better: boolean;
  source: string;
  state: 'draft' | 'published';
  made_by: string;
  published_by?: string;
  published_at?: Timestamp;
}

/* ---- routes ---- */

export interface IndicatorRoutes {
  'GET /api/v1/indicators': { who: 'administrator|auditor|clerk'; body: null; answer: Indicator[] };
  'POST /api/v1/indicators': { who: 'administrator'; body: IndicatorInput; answer: IndicatorAnswer };
  'PUT /api/v1/indicators/{id}': { who: 'administrator'; body: IndicatorChange; answer: IndicatorAnswer };
  'POST /api/v1/indicators/{id}/publish': { who: 'administrator'; body: IndicatorPublication; answer: Indicator };
  'DELETE /api/v1/indicators/{id}': { who: 'administrator'; body: null; answer: null };
}
