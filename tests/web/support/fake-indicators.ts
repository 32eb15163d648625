/* Indicators of the fake server: kept with its county as long as it lives. */
import type { Indicator, IndicatorAnswer, IndicatorInput, ReportIndicator } from '../../../player-web/shared/contract/indicators.ts';
import type { FakeApi } from './fake-api.ts';
import { fakeId } from './fake-county.ts';
import { notFound, Refusal, type Asked, type Handlers } from './fake-handler.ts';
import { unitOf } from './fake-units.ts';

const kept = new WeakMap<FakeApi, Indicator[]>();

export function fakeIndicators(api: FakeApi): Indicator[] {
  const list = kept.get(api) ?? [];
  kept.set(api, list);
  return list;
}

/* Of a ranking as it is asked for. */
export function countedIndicators({ api, query }: Asked): ReportIndicator[] {
  const states = query.get('draft') === '1' ? ['draft', 'published'] : ['published'];
  return fakeIndicators(api).filter((one) => states.includes(one.state)).map((one): ReportIndicator => ({
    id: one.id, name: one.name, measure: one.measure, weight: one.weight, is_higher_better: one.is_higher_better, source: one.source,
    state: one.state === 'draft' ? 'draft' : 'published', made_by: one.made_by, ...(one.published_by ? { published_by: one.published_by } : {}),
  }));
}

function find({ api, path }: Asked): Indicator {
  const found = fakeIndicators(api).find((one) => one.id === path[0]);
  if (!found) throw notFound();
  return found;
}

function post({ api, county, account, body }: Asked): IndicatorAnswer {
  const input = body as unknown as IndicatorInput;
  if (input.is_preview) return { is_stored: false, faults: [] };
  const list = fakeIndicators(api);
  const indicator: Indicator = {
    id: fakeId(16, list.length), year: input.year, name: input.name, measure: input.measure ?? '', source: input.source, weight: input.weight,
    is_higher_better: input.is_higher_better, revision: 1, state: 'draft', made_by: account.name, is_own: true, made_at: '2026-11-22T08:00:00Z',
    values: input.values.map((one) => ({ ...one, unit_name: unitOf(county, one.unit_id).name })),
  };
  list.push(indicator);
  return { is_stored: true, faults: [], indicator };
}

function publish(asked: Asked): Indicator {
  const found = find(asked);
  if (found.is_own) throw new Refusal(409, 'conflict', 'cannot publish this indicator: somebody else than who wrote it does');
  return Object.assign(found, { state: 'published', published_by: asked.account.name, leaf: 7 });
}

function withdraw(asked: Asked): null {
  const found = find(asked);
  const list = fakeIndicators(asked.api);
  const reason = asked.query.get('reason');
  if (found.state === 'draft') list.splice(list.indexOf(found), 1);
  else Object.assign(found, { state: 'withdrawn', withdrawn_by: asked.account.name, withdrawn_reason: reason });
  return null;
}

export const INDICATOR_ROUTES: Handlers = {
  'GET /api/v1/indicators': ({ api }) => fakeIndicators(api),
  'POST /api/v1/indicators': post,
  'POST /api/v1/indicators/{id}/publish': publish,
  'DELETE /api/v1/indicators/{id}': withdraw,
};
