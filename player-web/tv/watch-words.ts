/* The sentences over the picture, by what the player says of itself. */
import type { LocaleTag } from '../shared/contract.ts';
import type { PlayerState } from '../player/player-state.ts';
import { text, type TvKey } from './messages.ts';

const TROUBLE: { [trouble: string]: TvKey | undefined } = {
  line: 'tv.trouble_line',
  closed: 'tv.trouble_closed',
  denied: 'tv.trouble_denied',
  busy: 'tv.trouble_busy',
  unsupported: 'tv.trouble_unsupported',
  stuck: 'tv.trouble_stuck',
};

const PHASE: { [phase: string]: TvKey | undefined } = {
  opening: 'tv.opening',
  touch: 'tv.press_ok',
  waiting: 'tv.waiting',
  ended: 'tv.ended',
};

/* "": the picture speaks for itself. */
export function sentenceOf(state: PlayerState, locale: LocaleTag): string {
  const key = state.trouble ? TROUBLE[state.trouble] : PHASE[state.phase];
  return key ? text(locale, key) : '';
}

function two(value: number): string {
  return value < 10 ? '0' + value : String(value);
}

export function lengthText(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(whole / 3600);
  const rest = two(Math.floor((whole % 3600) / 60)) + ':' + two(whole % 60);
  return hours > 0 ? hours + ':' + rest : rest;
}

/* "Live · 1.8 s delay", "00:32 behind live", "03:10 / 58:00". */
export function placeText(state: PlayerState, locale: LocaleTag): string {
  if (state.mode === 'recording') {
    return lengthText(state.positionMs - state.startMs) + ' / ' + lengthText(state.edgeMs - state.startMs);
  }
  if (state.mode === 'behind') {
    return text(locale, 'tv.behind', { time: lengthText(state.edgeMs - state.positionMs) });
  }
  if (state.latencyMs === null) return text(locale, 'tv.on_air');
  return text(locale, 'tv.delay', { seconds: (state.latencyMs / 1000).toFixed(1) });
}
