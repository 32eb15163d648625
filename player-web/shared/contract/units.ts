/* The contract's part about units, places, the first-run guide. The rules of contract.ts hold here too. */

import type { Timestamp } from '../contract.ts';


export interface Level {
  id: string;
  name: string;
}

export interface LevelRequest {
  id?: string; // absent: a new one
  name: string;
}

export interface LevelsRequest {
  levels: LevelRequest[]; // all of them, highest first
}

/* One row of the tree, parents before children, siblings in order. */
export interface UnitRow {
  id: string;
  parent_id?: string; // absent: a root, or its parent is not visible to the asker
  level_id?: string;
  name: string;
  code?: string;
  external_id?: string;
  members: number; // own, not those below
  closed_at?: Timestamp;
}

export interface UnitStep {
  id: string;
  name: string;
}

/* A state that the unit had once. */
export interface UnitPast {
  from: Timestamp;
  until: Timestamp;
  name: string;
  parent_name?: string;
  code?: string;
}

export interface UnitDetail {
  id: string;
  path: UnitStep[]; // from the root to the unit itself
  level_id?: string;
  name: string;
  code?: string;
  external_id?: string;
  members: number;
  members_below: number; // with its own
  past: UnitPast[]; // newest first
  created_at: Timestamp;
  closed_at?: Timestamp;
}

export interface UnitRequest {
  parent_id?: string; // absent: a root
  level_id?: string;
  name: string;
  code?: string;
  external_id?: string;
}

/* Empty text takes the level, the code or the parent away. */
export interface UnitPatch {
  parent_id?: string;
  level_id?: string;
  name?: string;
  code?: string;
  before_id?: string; // sibling that it then stands before; empty: last
}

export interface PlaceRow {
  id: string;
  unit_id: string;
  name: string;
  address?: string;
  serves: UnitStep[];
  screens: number;
}

export interface PlaceRequest {
  unit_id: string;
  name: string;
  address?: string;
  serves?: string[]; // ids of units besides its own
}

export interface PlacePatch {
  name?: string;
  address?: string;
  serves?: string[];
}

/* How far the installation is; each number counts what is there. */
export interface Guide {
  levels: number;
  units: number;
  members: number;
  slips: number;
  accounts: number;
  clerks: number;
  screens: number;
  sample: boolean; // the sample county is there
}

/* ---- routes ---- */

export interface UnitRoutes {
  'GET /api/v1/levels': { who: 'signed_in'; body: null; answer: Level[] };
  'PUT /api/v1/levels': { who: 'administrator'; body: LevelsRequest; answer: Level[] };
  // ?as_of=Timestamp shows the tree of that moment, ?closed=1 also what was closed
  'GET /api/v1/units': { who: 'administrator|auditor|studio|clerk'; body: null; answer: UnitRow[] };
  'POST /api/v1/units': { who: 'administrator'; body: UnitRequest; answer: UnitDetail };
  'GET /api/v1/units/{id}': { who: 'administrator|auditor|studio|clerk'; body: null; answer: UnitDetail };
  'PATCH /api/v1/units/{id}': { who: 'administrator'; body: UnitPatch; answer: UnitDetail };
  'DELETE /api/v1/units/{id}': { who: 'administrator'; body: null; answer: null };
  // ?unit=
  'GET /api/v1/places': { who: 'administrator|auditor|clerk'; body: null; answer: PlaceRow[] };
  'POST /api/v1/places': { who: 'administrator|clerk'; body: PlaceRequest; answer: PlaceRow };
  'PATCH /api/v1/places/{id}': { who: 'administrator|clerk'; body: PlacePatch; answer: PlaceRow };
  'DELETE /api/v1/places/{id}': { who: 'administrator|clerk'; body: null; answer: null };
  'GET /api/v1/guide': { who: 'administrator'; body: null; answer: Guide };
  'POST /api/v1/sample': { who: 'administrator'; body: null; answer: Guide };
  'DELETE /api/v1/sample': { who: 'administrator'; body: null; answer: Guide };
}
