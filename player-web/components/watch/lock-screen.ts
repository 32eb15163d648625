/* What plays, on the lock screen and on the keys of a headset. */
import type { Player } from '../../player/player.ts';

const STEP_MS = 10000;

export function nameSession(title: string, player: Player, onNext: (() => void) | undefined): () => void {
  if (!('mediaSession' in navigator) || typeof MediaMetadata === 'undefined') return () => undefined;
  const session = navigator.mediaSession;
  const actions: readonly [MediaSessionAction, (() => void) | undefined][] = [
    ['play', () => player.play()],
    ['pause', () => player.pause()],
    ['seekbackward', () => player.seekBy(-STEP_MS)],
    ['seekforward', () => player.seekBy(STEP_MS)],
    ['nexttrack', onNext],
  ];
  session.metadata = new MediaMetadata({ title });
  for (const [name, run] of actions) setAction(session, name, run ?? null);
  return () => {
    session.metadata = null;
    for (const [name] of actions) setAction(session, name, null);
  };
}

/* Older browsers refuse names that they do not know. */
function setAction(session: MediaSession, name: MediaSessionAction, run: (() => void) | null): void {
  try {
    session.setActionHandler(name, run);
  } catch {
    /* that key does nothing */
  }
}
