/* Asking again and again while the page is seen: the last answer, how old it is, what went wrong. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import type { Failure, Result } from '../../shared/api-client.ts';
import { monotonicMs } from '../../shared/browser-host.ts';

export interface Polled<T> {
  value: T | null;
  failure: Failure | null;
  newsAtMs: number; // of the last answer, or of the first question; monotonic
  again: () => void; // now
  put: (value: T) => void; // a newer one, from another call
}

/* The next question goes out `everyMs` after the last answer: a slow server is not pressed. `key`:
 * another one begins anew; empty: nothing is asked. */
export function usePolled<T>(ask: () => Promise<Result<T>>, everyMs: number, key: string): Polled<T> {
  const value = useSignal<T | null>(null);
  const failure = useSignal<Failure | null>(null);
  const newsAtMs = useSignal(monotonicMs());
  const turn = useRef(0);
  const timer = useRef(0);
  const latest = useRef(ask);
  latest.current = ask;

  async function look(): Promise<void> {
    const mine = ++turn.current;
    clearTimeout(timer.current);
    const result = await latest.current();
    if (mine !== turn.current) return;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) {
      value.value = result.value;
      newsAtMs.value = monotonicMs();
    }
    if (!document.hidden) timer.current = window.setTimeout(() => void look(), everyMs);
  }

  useEffect(() => {
    value.value = null;
    failure.value = null;
    newsAtMs.value = monotonicMs();
    if (key === '') return undefined;
    void look();
    const onVisibility = () => {
      if (document.hidden) clearTimeout(timer.current);
      else void look();
    };
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      turn.current += 1;
      clearTimeout(timer.current);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [key]);

  return {
    value: value.value,
    failure: failure.value,
    newsAtMs: newsAtMs.value,
    again: () => void look(),
    put(newer) {
      value.value = newer;
      void look();
    },
  };
}
