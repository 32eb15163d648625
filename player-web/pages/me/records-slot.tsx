/* One's own records come after the page, and only for who is in the roster. */
import { signal } from '@preact/signals';

import { SkeletonLines } from '../../components/desk/empty.tsx';
import { later } from '../../shared/later.ts';
import type * as Records from './records/records.tsx';

const loaded = signal<typeof Records | null>(null);

let isFetching = false;

function fetchRecords(): void {
  if (isFetching) return;
  isFetching = true;
  void later(() => import('./records/records.tsx')).then((module) => (loaded.value = module));
}

export function RecordsSlot({ whole }: { whole: boolean }) {
  fetchRecords();
  const module = loaded.value;
  if (!module) return whole ? <SkeletonLines count={8} /> : null;
  return whole ? <module.RecordsPlace /> : <module.YearGlance />;
}
