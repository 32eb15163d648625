/* What an editor writes, beside what the server has: saved as a whole, held when the page is left, told when somebody
 * else was quicker. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { showToast } from '../../../components/desk/toast.tsx';
import type { Failure, Result } from '../../../shared/api-client.ts';
import { call } from '../../../shared/api-client.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { save } from '../conflict.tsx';

export interface Stand<D> {
  draft: readonly D[];
  revision: number;
}

interface Port<D> {
  lessonId: string;
  load: () => Promise<Result<Stand<D>>>;
  write: (draft: readonly D[], revision: number) => Promise<Result<Stand<D>>>;
  isSame: (a: readonly D[], b: readonly D[]) => boolean;
  onSaved: () => void;
}

export interface Draft<D> {
  rows: readonly D[] | null; // null: not loaded yet
  isChanged: boolean;
  isBusy: boolean;
  failure: Failure | null; // of loading or of the last saving
  change: (step: (rows: readonly D[]) => readonly D[]) => void;
  drop: () => void;
  save: () => Promise<void>;
}

export function useDraft<D>(port: Port<D>): Draft<D> {
  const { lessonId, isSame } = port;
  const loaded = useLoaded(port.load, lessonId);
  const seen = useSignal<Stand<D> | null>(null);
  const rows = useSignal<readonly D[] | null>(null);
  const isBusy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const latest = useRef(port);
  latest.current = port;
  const take = (stand: Stand<D>) => {
    seen.value = stand;
    rows.value = stand.draft;
    failure.value = null;
  };
  useEffect(() => {
    if (loaded.value) take(loaded.value);
  }, [loaded.value]);

  async function look() {
    const [now, lesson] = await Promise.all([
      latest.current.load(),
      call('GET /api/v1/lessons/{id}', { path: { id: lessonId } }),
    ]);
    if (!now.ok) return now;
    if (!lesson.ok) return lesson;
    const { changed_by: by = '', changed_at: at = '' } = lesson.value;
    const isElsewhere = isSame(now.value.draft, seen.peek()?.draft ?? []);
    return { ok: true as const, value: { revision: now.value.revision, by, at, isElsewhere } };
  }

  /* The editor's own words can be had back. */
  async function showTheirs(mine: readonly D[]): Promise<void> {
    const now = await latest.current.load();
    if (!now.ok) return void (failure.value = now.failure);
    take(now.value);
    showToast(t('write.theirs_shown'), {
      tone: 'info', sticky: true, actions: [{ text: t('write.back_to_mine'), run: () => void (rows.value = mine) }],
    });
  }

  async function store(): Promise<void> {
    const mine = rows.peek();
    if (!mine || isBusy.peek()) return;
    isBusy.value = true;
    const result = await save({
      revision: seen.peek()?.revision ?? 0,
      write: (revision) => latest.current.write(mine, revision),
      look,
    });
    isBusy.value = false;
    failure.value = result.is === 'failed' ? result.failure : null;
    if (result.is === 'theirs') await showTheirs(mine);
    if (result.is !== 'saved') return;
    take(result.value);
    showToast(t('editor.saved'));
    latest.current.onSaved();
  }

  const isChanged = rows.value !== null && seen.value !== null && !isSame(rows.value, seen.value.draft);
  return {
    rows: rows.value,
    isChanged,
    isBusy: isBusy.value,
    failure: failure.value ?? (rows.value === null ? loaded.failure : null),
    change: (step) => void (rows.value = step(rows.peek() ?? [])),
    drop: () => {
      if (seen.value) take(seen.value);
    },
    save: store,
  };
}
