/* The sound that a person listens to on this device: its id, of player/sound-ids.ts. */
const KEY = 'tongping.sound_language';

export function keptSound(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

export function keepSound(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    /* chosen again next time */
  }
}
