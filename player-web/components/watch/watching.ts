/* A player as a signal: the page reads `state`, the player writes it. */
import { signal, type Signal } from '@preact/signals';

import { Player } from '../../player/player.ts';
import { firstState, type PlayerState } from '../../player/player-state.ts';
import { webHost } from '../../player/web-host.ts';

export interface Watching {
  state: Signal<PlayerState>;
  player: Player;
  stop(): void;
}

const LANGUAGE_KEY = 'tongping.sound_language';

function readLanguage(): string {
  try {
    return localStorage.getItem(LANGUAGE_KEY) ?? '';
  } catch {
    return '';
  }
}

export function keepLanguage(id: string): void {
  try {
    localStorage.setItem(LANGUAGE_KEY, id);
  } catch {
    /* chosen again next time */
  }
}

export function watch(video: HTMLVideoElement, meetingId: string, profile: 'live' | 'phone'): Watching {
  const state = signal<PlayerState>(firstState());
  const host = webHost(profile, () => (state.value = { ...player.state }));
  const player = new Player(host, video, meetingId);
  const onVisibility = () => player.pageChanged(false);
  const onGoing = () => player.pageChanged(true);
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('pagehide', onGoing);
  player.start(readLanguage());
  return {
    state,
    player,
    stop() {
      document.removeEventListener('visibilitychange', onVisibility);
      window.removeEventListener('pagehide', onGoing);
      player.stop();
    },
  };
}
