import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Check } from '../../../components/field.tsx';
import type { Result } from '../../../shared/api-client.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { onNews } from '../../../shared/live.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { loadQueueCount } from './queue-state.ts';

/* The most that a page of these lists has. */
export const LIST_ROWS = 200;

interface QueueListProps<T> {
  id: 'objections' | 'corrections' | 'leaves';
  waitingState: string; // of those that wait, in the contract's word
  load: (state: string) => Promise<Result<T[]>>;
  sort?: (a: T, b: T) => number;
  head?: (waiting: readonly T[], reload: () => Promise<void>) => ComponentChildren;
  item: (row: T, reload: () => Promise<void>) => ComponentChildren;
}

/* One list of the queue: those that wait, or all; asked for again when somebody changes something. */
export function QueueList<T>(props: QueueListProps<T>) {
  const showsAll = useSignal(false);
  const state = showsAll.value ? '' : props.waitingState;
  const loaded = useLoaded(() => props.load(state), state);
  const reload = async () => {
    await Promise.all([loaded.reload(), loadQueueCount()]);
  };
  useEffect(() => onNews(['attendance.changed'], () => void reload()), [state]);
  const rows = [...(loaded.value ?? [])];
  if (props.sort) rows.sort(props.sort);
  return (
    <section class="card" aria-label={t(`queue.${props.id}`)}>
      <div class="queue-head">
        <Check
          id={`queue-all-${props.id}`}
          label={t('queue.show_all')}
          checked={showsAll.value}
          onChange={(checked) => (showsAll.value = checked)}
        />
        {props.head?.(rows, reload)}
      </div>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!loaded.value && !loaded.failure && <SkeletonLines count={4} />}
      {loaded.value && rows.length === 0 && (
        <Empty icon="check" title={t(showsAll.value ? 'queue.none' : `queue.none_${props.id}`)} />
      )}
      <ul class="queue-list">{rows.map((row) => props.item(row, reload))}</ul>
      {rows.length === LIST_ROWS && <p class="soft">{t('queue.first_rows', { count: LIST_ROWS })}</p>}
    </section>
  );
}
