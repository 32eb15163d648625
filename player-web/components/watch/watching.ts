/* A player as a signal: the page reads `state`, the player writes it. */
import { signal, type Signal } from '@preact/signals';

import { Player, type PlayerHost } from '../../player/player.ts';
import { startMs } from '../../shared/course-facts.ts';
import { firstState, type PlayerState } from '../../player/player-state.ts';
import { keptSound } from '../../shared/kept-sound.ts';
import { webHost, type WatchedKind } from '../../player/web-host.ts';

export interface Watching {
  state: Signal<PlayerState>;
  player: Player;
  stop(): void;
}

export interface Watched {
  kind: WatchedKind;
  id: string;
  durationMs?: number; // 0: not known
  dress?: (host: PlayerHost) => PlayerHost; // where it plays from elsewhere
}

export function watch(video: HTMLVideoElement, what: Watched, profile: 'live' | 'phone'): Watching {
  const state = signal<PlayerState>(firstState());
  const own = webHost(what.kind, profile, () => (state.value = { ...player.state }));
  const host = what.dress ? what.dress(own) : own;
  host.placeFor = (resumeMs) => startMs(resumeMs, what.durationMs ?? 0);
  const player = new Player(host, video, what.id);
  const onVisibility = () => player.pageChanged(false);
  const onGoing = () => player.pageChanged(true);
  document.addEventListener('visibilitychange', onVisibility);
  const onShown = (event: PageTransitionEvent) => event.persisted && player.pageReturns();
  window.addEventListener('pagehide', onGoing);
  window.addEventListener('pageshow', onShown);
  player.start(keptSound());
  return {
    state,
    player,
    stop() {
      document.removeEventListener('visibilitychange', onVisibility);
      window.removeEventListener('pagehide', onGoing);
      window.removeEventListener('pageshow', onShown);
      player.stop();
    },
  };
}
