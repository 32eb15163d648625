/* The picture of the lesson that is open: where it stands, what it plays. The panels beside it read and steer it. */
import { signal } from '@preact/signals';

export interface Playing {
  seek: (ms: number) => void;
  play: (language: string) => void; // switches the sound and plays
  showSubtitle: (assetId: string) => void; // "": none
}

export const playing = signal<Playing | null>(null); // null: there is nothing to see
export const positionMs = signal(0);
export const shownSubtitle = signal(''); // id of the asset
export const heardLanguage = signal('');
