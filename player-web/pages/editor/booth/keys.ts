/* The booth's keys. What is typed into a field stays there; a button that was reached by Tab keeps its own Space. */
import type { Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { Booth } from './booth-work.ts';

const FIELDS = 'input, textarea, select, [role=dialog], [role=listbox]';

type Act = (booth: Booth) => void;

const KEYS: Readonly<Record<string, Act>> = {
  ' ': (booth) => booth.press(),
  Escape: (booth) => booth.stopAll(),
  l: (booth) => void booth.listen(),
  n: (booth) => booth.goTo(booth.at.value + 1),
  ArrowRight: (booth) => booth.goTo(booth.at.value + 1),
  p: (booth) => booth.goTo(booth.at.value - 1),
  ArrowLeft: (booth) => booth.goTo(booth.at.value - 1),
};

export function useKeys(booth: Booth, isSending: Signal<boolean>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
      if (isSending.peek() || booth.dub.peek().paragraphs.length === 0) return;
      if (target instanceof Element && target.closest(FIELDS)) return;
      if (event.key === ' ' && target instanceof Element && target.closest('button, a[href]')) return;
      const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act(booth);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [booth]);
}
