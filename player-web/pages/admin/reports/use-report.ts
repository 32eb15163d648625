/* The pages of a report, one after the other, each from behind the last row of the one before. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { call, type Failure } from '../../../shared/api-client.ts';
import type { Report, ReportRow } from '../../../shared/contract/reports.ts';
import { saidOf, type ReportAsk } from './report-ask.ts';

export interface ReportPages {
  first: Report | null; // its head and sums hold for all pages
  rows: readonly ReportRow[];
  isBusy: boolean;
  failure: Failure | null;
  more?: () => void; // there is another page
  again: () => void; // from the first page on
}

export function useReport(ask: ReportAsk): ReportPages {
  const first = useSignal<Report | null>(null);
  const rows = useSignal<readonly ReportRow[]>([]);
  const next = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(true);
  const failure = useSignal<Failure | null>(null);
  const turn = useRef(0);

  async function load(after: string | undefined): Promise<void> {
    const mine = ++turn.current;
    isBusy.value = true;
    const result = await call('GET /api/v1/reports/{kind}', { path: { kind: ask.kind }, query: { ...saidOf(ask), after } });
    if (mine !== turn.current) return;
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    if (after === undefined) first.value = result.value;
    rows.value = after === undefined ? result.value.rows : [...rows.peek(), ...result.value.rows];
    next.value = result.value.next;
  }

  useEffect(() => {
    first.value = null;
    rows.value = [];
    next.value = undefined;
    void load(undefined);
    return () => void (turn.current += 1);
  }, [JSON.stringify([ask.kind, saidOf(ask)])]);

  const after = next.value;
  return {
    first: first.value,
    rows: rows.value,
    isBusy: isBusy.value,
    failure: failure.value,
    again: () => void load(undefined),
    ...(after === undefined || isBusy.value ? {} : { more: () => void load(after) }),
  };
}
