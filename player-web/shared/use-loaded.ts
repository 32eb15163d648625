/* What a part of a page has asked the server for: the last answer, what went wrong, how to ask
 * again. Answers that come late, after a newer question, are dropped. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import type { Failure, Result } from './api-client.ts';

export interface Loaded<T> {
  value: T | null;
  failure: Failure | null;
  isBusy: boolean;
  reload: () => Promise<void>;
}

/* Asks at once, and again whenever `key` is another; what is known already is not asked for the first time. */
export function useLoaded<T>(load: () => Promise<Result<T>>, key = '', known: T | null = null): Loaded<T> {
  const value = useSignal<T | null>(known);
  const isKnown = useRef(known !== null);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  const turn = useRef(0);
  async function reload(): Promise<void> {
    const mine = ++turn.current;
    isBusy.value = true;
    const result = await load();
    if (mine !== turn.current) return;
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) value.value = result.value;
  }
  useEffect(() => {
    if (!isKnown.current) void reload();
    isKnown.current = false;
    return () => void (turn.current += 1);
  }, [key]);
  return { value: value.value, failure: failure.value, isBusy: isBusy.value, reload };
}
