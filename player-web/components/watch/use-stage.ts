/* What every stage needs: the player on its <video>, full screen, keys, controls that leave a picture that
 * nobody touches, the name on the lock screen. */
import { useSignal, type Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { firstState, type PlayerState } from '../../player/player-state.ts';
import type { Player } from '../../player/player.ts';
import { isFull, toggleFull } from './full-picture.ts';
import { nameSession } from './lock-screen.ts';
import { onShortcut, type Shortcuts } from './shortcuts.ts';
import { watch, type Watched, type Watching } from './watching.ts';

/* Without a touch of anything the controls leave the picture. */
const QUIET_MS = 3000;

export interface StageLink {
  video: RefObject<HTMLVideoElement | null>;
  stage: RefObject<HTMLDivElement | null>;
  player: Player | null;
  state: PlayerState;
  isFull: boolean;
  isQuiet: boolean; // the picture runs and nobody touches anything
  fill: () => void; // the screen, or no more
  again: () => void; // the same, opened anew
}

interface StageWish {
  what: Watched;
  client: 'pc' | 'phone';
  title: string; // for the lock screen
  onNext?: (() => void) | undefined;
  keys: Shortcuts; // on computers
}

/* True while the mouse rests. */
function useRest(stage: RefObject<HTMLElement | null>): boolean {
  const rests = useSignal(false);
  useEffect(() => {
    const element = stage.current;
    let timer = 0;
    const wake = () => {
      rests.value = false;
      clearTimeout(timer);
      timer = window.setTimeout(() => (rests.value = true), QUIET_MS);
    };
    const events = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;
    for (const name of events) element?.addEventListener(name, wake);
    wake();
    return () => {
      clearTimeout(timer);
      for (const name of events) element?.removeEventListener(name, wake);
    };
  }, []);
  return rests.value;
}

function useKeys(watching: Signal<Watching | null>, wish: StageWish, fill: () => void): void {
  const keys = useRef(wish.keys);
  keys.current = wish.keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const player = watching.value?.player;
      if (player && wish.client === 'pc') onShortcut(event, { player, toggleFull: fill }, keys.current);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

export function useStage(wish: StageWish): StageLink {
  const video = useRef<HTMLVideoElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const watching = useSignal<Watching | null>(null);
  const round = useSignal(0);
  const full = useSignal(false);
  const rests = useRest(stage);
  const { kind, id } = wish.what;

  function fill(): void {
    if (stage.current && video.current) toggleFull(stage.current, video.current);
  }

  /* Before the page is laid out: the player's requests are under way meanwhile. */
  useLayoutEffect(() => {
    const element = video.current;
    if (!element) return;
    const begun = watch(element, wish.what, wish.client === 'phone' ? 'phone' : 'live');
    watching.value = begun;
    return () => begun.stop();
  }, [kind, id, round.value]);

  useEffect(() => {
    const now = watching.value;
    return now ? nameSession(wish.title, now.player, wish.onNext) : undefined;
  }, [watching.value, wish.title, wish.onNext !== undefined]);

  useEffect(() => {
    const onFull = () => (full.value = isFull());
    document.addEventListener('fullscreenchange', onFull);
    return () => document.removeEventListener('fullscreenchange', onFull);
  }, []);

  useKeys(watching, wish, fill);
  const state = watching.value?.state.value ?? firstState();
  return {
    video,
    stage,
    player: watching.value?.player ?? null,
    state,
    isFull: full.value,
    isQuiet: rests && state.phase === 'playing',
    fill,
    again: () => (round.value += 1),
  };
}
