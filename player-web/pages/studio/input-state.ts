/* How an input does, in a tone and a sign. Pure. */
import type { IconName } from '../../components/icon.tsx';
import type { PillTone } from '../../components/status-pill.tsx';
import type { InputHealth, InputState } from '../../shared/contract/live.ts';

export const INPUT_TONES: Readonly<Record<InputState, PillTone>> = {
  off: 'calm',
  connecting: 'warn',
  live: 'ok',
  silent: 'warn',
  lost: 'bad',
  refused: 'bad',
};

export const INPUT_ICONS: Readonly<Record<InputState, IconName>> = {
  off: 'pause',
  connecting: 'refresh',
  live: 'check',
  silent: 'muted',
  lost: 'cross',
  refused: 'lock',
};

const AV_OFFSET_MAX_MS = 120;
const KEY_FRAME_MAX_MS = 6000;

export type Worry = 'av_offset' | 'key_frame' | 'drops' | 'loss' | 'interlaced';

/* What the operator should look at though the input is live. */
export function worriesOf(health: InputHealth): Worry[] {
  if (health.state !== 'live') return [];
  const worries: [Worry, boolean][] = [
    ['av_offset', Math.abs(health.av_offset_ms) > AV_OFFSET_MAX_MS],
    ['key_frame', health.width > 0 && health.key_frame_age_ms > KEY_FRAME_MAX_MS],
    ['drops', health.dropped_frames > 0],
    ['loss', health.lost_packets > 0],
    ['interlaced', health.is_interlaced],
  ];
  return worries.filter(([, isSo]) => isSo).map(([worry]) => worry);
}

/* Somebody sends a picture or sound. */
export function hasPicture(inputs: readonly InputHealth[]): boolean {
  return inputs.some((input) => input.state === 'live');
}
