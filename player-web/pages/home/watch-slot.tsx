import '../../shared/i18n/words-watch.ts';

import { signal } from '@preact/signals';

import { Loading } from '../../components/loading.tsx';
import type { WatchView } from '../../components/watch/watch-view.tsx';
import { later } from '../../shared/later.ts';
import { BesideSlot } from './beside-slot.tsx';
import { rowOf } from './now.ts';
import { goTo } from './place.ts';

/* The player is large and comes when it is needed; `fetchPlayer` brings it while a person still reads. */
const loaded = signal<typeof WatchView | null>(null);

let isFetching = false;

export function fetchPlayer(): void {
  if (isFetching) return;
  isFetching = true;
  void later(() => import('../../components/watch/watch-view.tsx')).then(
    (module) => (loaded.value = module.WatchView),
  );
}

export function WatchSlot({ id, client }: { id: string; client: 'pc' | 'phone' }) {
  const View = loaded.value;
  if (!View) return <Loading />;
  return (
    <View
      key={id}
      meetingId={id}
      row={rowOf(id)}
      client={client}
      onBack={() => goTo({ kind: 'home' })}
      besides={(viewing) => <BesideSlot viewing={viewing} />}
    />
  );
}
