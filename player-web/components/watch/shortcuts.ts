/* Keys of the player on a computer. A key that the focused element needs itself is left to it. */
import type { Player } from '../../player/player.ts';

const STEP_MS = 10000;
const LONG_STEP_MS = 60000;
const VOLUME_STEP = 0.1;

export interface ShortcutTarget {
  player: Player;
  toggleFull(): void;
}

function turn(player: Player, by: number): void {
  const volume = Math.min(1, Math.max(0, player.state.volume + by));
  player.setVolume(volume, volume === 0);
}

export type Shortcuts = Readonly<Record<string, (target: ShortcutTarget, isLong: boolean) => void>>;

/* Letters are small ones here; Shift makes a step long. */
const COMMON_KEYS: Shortcuts = {
  ' ': ({ player }) => player.toggle(),
  k: ({ player }) => player.toggle(),
  ArrowLeft: ({ player }, isLong) => player.seekBy(isLong ? -LONG_STEP_MS : -STEP_MS),
  ArrowRight: ({ player }, isLong) => player.seekBy(isLong ? LONG_STEP_MS : STEP_MS),
  ArrowUp: ({ player }) => turn(player, VOLUME_STEP),
  ArrowDown: ({ player }) => turn(player, -VOLUME_STEP),
  f: (target) => target.toggleFull(),
  m: ({ player }) => player.setVolume(player.state.volume, !player.video.muted),
};

export const MEETING_KEYS: Shortcuts = { ...COMMON_KEYS, l: ({ player }) => player.goLive() };

export const LESSON_KEYS: Shortcuts = {
  ...COMMON_KEYS,
  j: ({ player }) => player.seekBy(-STEP_MS),
  l: ({ player }) => player.seekBy(STEP_MS),
};

const OWN_KEYS = /^(Arrow|Home|End)/;

/* True when the focused element uses the key itself. */
export function isTaken(element: Element | null, key: string): boolean {
  if (!element) return false;
  if (element.matches('input[type=range], select')) return OWN_KEYS.test(key);
  if (element.matches('input, textarea')) return true;
  return element.matches('button, a[href]') && key === ' ';
}

export function onShortcut(event: KeyboardEvent, target: ShortcutTarget, keys: Shortcuts): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTaken(document.activeElement, event.key)) return;
  const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  action(target, event.shiftKey);
  event.preventDefault();
}
