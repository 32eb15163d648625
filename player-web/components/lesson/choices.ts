/* What a person chose for lessons, kept on this device. */
import type { CueSize } from '../../player/cues/cue-view.ts';

export const RATES = [0.75, 1, 1.25, 1.5, 2] as const;
export const CUE_SIZES: readonly CueSize[] = ['s', 'm', 'l', 'xl'];

const KEYS = {
  rate: 'tongping.lesson_rate',
  subtitles: 'tongping.lesson_subtitles',
  size: 'tongping.lesson_cue_size',
  pages: 'tongping.lesson_pages_language',
} as const;

type Choice = keyof typeof KEYS;

export function readChoice(name: Choice): string {
  try {
    return localStorage.getItem(KEYS[name]) ?? '';
  } catch {
    return '';
  }
}

export function keepChoice(name: Choice, value: string): void {
  try {
    localStorage.setItem(KEYS[name], value);
  } catch {
    /* chosen again next time */
  }
}

export function keptRate(): number {
  const rate = Number(readChoice('rate'));
  return RATES.some((one) => one === rate) ? rate : 1;
}

export function keptSize(): CueSize {
  return CUE_SIZES.find((size) => size === readChoice('size')) ?? 'm';
}

/* The language that was chosen last; '': off, or none was. */
export function keptSubtitles(): string {
  return readChoice('subtitles');
}
