/* Units, levels, places, screens and appointments of the fake server. */
import type { UnitCourseSpace } from '../../../player-web/shared/contract/courses.ts';
import type { Level, PlaceRow, UnitDetail, UnitRow, UnitStep } from '../../../player-web/shared/contract/units.ts';
import type { FakeApi } from './fake-api.ts';
import { notFound, Refusal, type Asked, type Handlers } from './fake-handler.ts';
import { fakeId, type FakeCounty } from './fake-county.ts';

export function unitOf(county: FakeCounty, id: unknown): UnitRow {
  const unit = county.units.find((row) => row.id === id);
  if (!unit) throw notFound();
  return unit;
}

export function stepOf(county: FakeCounty, id: string): UnitStep {
  const { name } = unitOf(county, id);
  return { id, name };
}

function pathTo(county: FakeCounty, unit: UnitRow): UnitStep[] {
  const above = unit.parent_id ? pathTo(county, unitOf(county, unit.parent_id)) : [];
  return [...above, { id: unit.id, name: unit.name }];
}

export function idsWithin(county: FakeCounty, id: string): Set<string> {
  const within = new Set([id]);
  for (const unit of county.units) if (unit.parent_id && within.has(unit.parent_id)) within.add(unit.id);
  return within;
}

const past = new WeakMap<FakeApi, Map<string, UnitDetail['past']>>();

function pastOf(api: FakeApi): Map<string, UnitDetail['past']> {
  const known = past.get(api) ?? new Map<string, UnitDetail['past']>();
  past.set(api, known);
  return known;
}

function detailOf({ api, county }: Asked, unit: UnitRow): UnitDetail {
  const within = idsWithin(county, unit.id);
  const { parent_id: _parent, ...own } = unit;
  return {
    ...own,
    path: pathTo(county, unit),
    members_below: county.units.reduce((sum, row) => sum + (within.has(row.id) ? row.members : 0), 0),
    past: pastOf(api).get(unit.id) ?? [],
    created_at: '2019-07-01T00:00:00Z',
  };
}

/* Parents before children, siblings in order. */
function sortTree(units: UnitRow[]): UnitRow[] {
  const below = new Map<string | undefined, UnitRow[]>();
  for (const unit of units) below.set(unit.parent_id, [...(below.get(unit.parent_id) ?? []), unit]);
  const visit = (parent: string | undefined): UnitRow[] =>
    (below.get(parent) ?? []).flatMap((unit) => [unit, ...visit(unit.id)]);
  return visit(undefined);
}

function remember({ api, county }: Asked, unit: UnitRow): void {
  api.snapshots.push({ at: Date.now(), units: county.units.map((row) => ({ ...row })) });
  const before = {
    from: '2019-07-01T00:00:00Z',
    until: new Date().toISOString(),
    name: unit.name,
    ...(unit.parent_id ? { parent_name: unitOf(county, unit.parent_id).name } : {}),
  };
  pastOf(api).set(unit.id, [before, ...(pastOf(api).get(unit.id) ?? [])]);
}

function setText(unit: UnitRow, member: 'parent_id' | 'level_id' | 'code', value: unknown): void {
  if (value === undefined) return;
  if (value === '') delete unit[member];
  else unit[member] = String(value);
}

function changeUnit(asked: Asked): UnitDetail {
  const { county, body } = asked;
  const unit = unitOf(county, asked.path[0]);
  const parent = body['parent_id'];
  if (parent && idsWithin(county, unit.id).has(String(parent))) {
    throw new Refusal(409, 'conflict', `cannot move unit '${unit.name}' below itself`);
  }
  remember(asked, unit);
  if (body['name'] !== undefined) unit.name = String(body['name']);
  setText(unit, 'parent_id', parent);
  setText(unit, 'level_id', body['level_id']);
  setText(unit, 'code', body['code']);
  if (parent !== undefined || body['before_id'] !== undefined) {
    const others = county.units.filter((row) => row !== unit);
    const before = others.findIndex((row) => row.id === body['before_id']);
    others.splice(before < 0 ? others.length : before, 0, unit);
    county.units = sortTree(others);
  }
  return detailOf(asked, unit);
}

function closeUnit(asked: Asked): null {
  const unit = unitOf(asked.county, asked.path[0]);
  const below = asked.county.units.some((row) => row.parent_id === unit.id);
  const what = below ? 'other units are below it' : `${unit.members} people belong to it; move them first`;
  if (below || unit.members > 0) throw new Refusal(409, 'conflict', `cannot close unit '${unit.name}': ${what}`);
  remember(asked, unit);
  asked.county.units = asked.county.units.filter((row) => row !== unit);
  return null;
}

function makeUnit(asked: Asked): UnitDetail {
  const { api, county, body } = asked;
  const unit: UnitRow = { id: api.newId(), name: String(body['name']), members: 0 };
  setText(unit, 'parent_id', body['parent_id']);
  setText(unit, 'level_id', body['level_id']);
  setText(unit, 'code', body['code']);
  county.units = sortTree([...county.units, unit]);
  return detailOf(asked, unit);
}

const USED_BYTES = 12_300_000_000;
const quotas = new WeakMap<UnitRow, number>();

function spaceOf({ county, path }: Asked): UnitCourseSpace {
  const quota = quotas.get(unitOf(county, path[0]));
  return {
    used_bytes: USED_BYTES,
    may_set: true,
    ...(quota === undefined ? {} : { quota_bytes: quota, left_bytes: Math.max(0, quota - USED_BYTES) }),
  };
}

function listUnits({ api, county, query }: Asked): UnitRow[] {
  const asOf = query.get('as_of');
  if (!asOf) return county.units;
  return api.snapshots.find(({ at }) => at > Date.parse(asOf))?.units ?? county.units;
}

function servesOf(county: FakeCounty, unitId: string, ids: unknown): UnitStep[] {
  return [unitId, ...((ids as string[] | undefined) ?? [])].map((id) => stepOf(county, id));
}

function placeOf(county: FakeCounty, id: unknown): PlaceRow {
  const place = county.places.find((row) => row.id === id);
  if (!place) throw notFound();
  return place;
}

export const UNIT_ROUTES: Handlers = {
  'GET /api/v1/levels': ({ county }) => county.levels,
  'PUT /api/v1/levels': ({ api, county, body }) =>
    (county.levels = (body['levels'] as Partial<Level>[]).map((row) => ({ id: row.id ?? api.newId(), name: row.name ?? '' }))),
  'GET /api/v1/units': listUnits,
  'POST /api/v1/units': makeUnit,
  'GET /api/v1/units/{id}': (asked) => detailOf(asked, unitOf(asked.county, asked.path[0])),
  'PATCH /api/v1/units/{id}': changeUnit,
  'DELETE /api/v1/units/{id}': closeUnit,
  'GET /api/v1/units/{id}/course-space': spaceOf,
  'PUT /api/v1/units/{id}/course-quota': (asked) => {
    quotas.set(unitOf(asked.county, asked.path[0]), Number(asked.body['bytes']));
    return spaceOf(asked);
  },
  'DELETE /api/v1/units/{id}/course-quota': (asked) => {
    quotas.delete(unitOf(asked.county, asked.path[0]));
    return spaceOf(asked);
  },
  'GET /api/v1/places': ({ county, query }) => {
    const unit = query.get('unit');
    return county.places.filter((row) => !unit || row.unit_id === unit || row.serves.some((one) => one.id === unit));
  },
  'POST /api/v1/places': ({ api, county, body }) => {
    const unit_id = String(body['unit_id']);
    const place = { id: api.newId(), unit_id, name: String(body['name']), serves: servesOf(county, unit_id, body['serves']), screens: 0 };
    county.places.push(place);
    return place;
  },
  'PATCH /api/v1/places/{id}': ({ county, body, path }) => {
    const place = placeOf(county, path[0]);
    if (body['serves']) place.serves = servesOf(county, place.unit_id, body['serves']);
    if (body['name']) place.name = String(body['name']);
    if (body['address']) place.address = String(body['address']);
    return place;
  },
  'DELETE /api/v1/places/{id}': ({ county, path }) => {
    const place = placeOf(county, path[0]);
    county.places = county.places.filter((row) => row !== place);
    return null;
  },
  'GET /api/v1/screens': ({ county }) =>
    county.places.slice(0, 1).map((place) => ({
      id: fakeId(6, 1), name: '活动室电视', kind: 'tv', unit_id: place.unit_id, unit_name: place.serves[0]!.name,
      place_id: place.id, place_name: place.name, online: true, paired_at: '2026-09-01T00:00:00Z',
    })),
  'GET /api/v1/appointments': ({ county, query }) =>
    query.get('unit') === county.units[1]!.id
      ? [
          {
            id: fakeId(7, 1), account_id: fakeId(9, 10), account_name: 'demo-clerk', display_name: '李秀英', role: 'clerk',
            unit_id: county.units[1]!.id, unit_name: county.units[1]!.name, appointed_by: '赵敏', appointed_at: '2026-09-01T00:00:00Z',
          },
        ]
      : [],
};
