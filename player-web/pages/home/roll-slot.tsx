/* Roll calls come for who may call them, when he may. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Loading } from '../../components/loading.tsx';
import { later } from '../../shared/later.ts';
import { loadSelf, may } from '../../shared/self.ts';
import type * as Roll from './roll/roll.tsx';

const loaded = signal<typeof Roll | null>(null);

let isFetching = false;

function fetchRoll(): void {
  if (isFetching) return;
  isFetching = true;
  void later(() => import('./roll/roll.tsx')).then((module) => (loaded.value = module));
}

export function RollSlot({ id = '' }: { id?: string }) {
  useEffect(() => void loadSelf(), []);
  if (id || may('attendance.roll')) fetchRoll();
  const module = loaded.value;
  if (!module) return id ? <Loading /> : null;
  return id ? <module.RollPlace key={id} id={id} /> : <module.RollRows />;
}
