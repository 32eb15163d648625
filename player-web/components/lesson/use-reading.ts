/* What readers of pages share: the viewing with its beats, where one left off, turning over by keys and by a finger. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Reading, type ReadingHost } from '../../player/reading.ts';
import { webHost } from '../../player/web-host.ts';
import type { LessonPage } from '../../shared/contract/lessons.ts';

const SWIPE_PX = 48;

function hostFor(onChange: () => void): ReadingHost {
  const host = webHost('lesson', 'live', onChange);
  return { ...host, isVisible: () => document.visibilityState === 'visible' };
}

export function useReading(lessonId: string, pages: readonly LessonPage[]): { reading: Reading | null; turn: number } {
  const turn = useSignal(0);
  const reading = useRef<Reading | null>(null);
  useEffect(() => {
    const made = new Reading(hostFor(() => (turn.value += 1)), lessonId, pages);
    const hides = () => made.pageHides();
    reading.current = made;
    turn.value += 1;
    const returns = (event: PageTransitionEvent) => event.persisted && made.pageReturns();
    window.addEventListener('pagehide', hides);
    window.addEventListener('pageshow', returns);
    return () => {
      window.removeEventListener('pagehide', hides);
      window.removeEventListener('pageshow', returns);
      made.stop();
    };
  }, [lessonId]);
  return { reading: reading.current, turn: turn.value };
}

/* Where somebody left off; a time line without length begins at its first page. */
export function startingPage(pages: readonly LessonPage[], resumeMs: number): number {
  const found = pages.findIndex((page) => page.from_ms <= resumeMs && resumeMs < page.to_ms);
  return found < 0 ? 0 : found;
}

/* Which of `count` pages is shown; `go` by so many, `goTo` one. */
export interface Turning {
  index: Signal<number>;
  go: (by: number) => void;
  goTo: (index: number) => void;
}

export function useTurning(count: number, first: number, onTurned: () => void): Turning {
  const index = useSignal(first);
  const goTo = (to: number) => {
    if (to < 0 || to >= count || to === index.value) return;
    index.value = to;
    onTurned();
  };
  return { index, goTo, go: (by) => goTo(index.value + by) };
}

const STEPS: Readonly<Record<string, number | undefined>> = {
  ArrowRight: 1,
  PageDown: 1,
  ArrowLeft: -1,
  PageUp: -1,
  Home: -Infinity,
  End: Infinity,
};

/* True when the key turned a page over. */
export function turnByKey(event: KeyboardEvent, turning: Turning, count: number): boolean {
  const step = STEPS[event.key];
  const isTyping = event.target instanceof Element && event.target.matches('input, textarea, select');
  if (step === undefined || isTyping || event.ctrlKey || event.altKey || event.metaKey) return false;
  if (Number.isFinite(step)) turning.go(step);
  else turning.goTo(step < 0 ? 0 : count - 1);
  event.preventDefault();
  return true;
}

interface SwipeEvents {
  onPointerDown: (event: PointerEvent) => void;
  onPointerUp: (event: PointerEvent) => void;
}

/* A finger that moves sideways turns over; up and down scrolls (touch-action: pan-y). */
export function useSwipe(go: (by: number) => void): SwipeEvents {
  const from = useRef<{ x: number; y: number } | null>(null);
  return {
    onPointerDown: (event) => {
      from.current = event.pointerType === 'mouse' || !event.isPrimary ? null : { x: event.clientX, y: event.clientY };
    },
    onPointerUp: (event) => {
      const begun = from.current;
      from.current = null;
      if (!begun || !event.isPrimary) return;
      const [dx, dy] = [event.clientX - begun.x, event.clientY - begun.y];
      if (Math.abs(dx) >= SWIPE_PX && Math.abs(dx) > 2 * Math.abs(dy)) go(dx < 0 ? 1 : -1);
    },
  };
}
