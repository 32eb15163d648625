/* What a screen told about itself, in a few words. */
import type { ScreenProbe } from '../../../shared/contract/screens.ts';

const CODEC_NAMES: Readonly<Record<string, string>> = {
  h264: 'H.264',
  h265: 'H.265',
  aac: 'AAC',
  opus: 'Opus',
};

/* More than this and signed addresses or rolling codes may fail. */
const CLOCK_OFF_MS = 60000;

export function capabilitiesOf(probe: ScreenProbe): string {
  const size = `${probe.width} × ${probe.height}`;
  const codecs = probe.codecs.map((codec) => CODEC_NAMES[codec] ?? codec);
  return [size, ...codecs].join(' · ');
}

/* Whole minutes by which the screen's clock is wrong; 0 when it is near enough. */
export function clockOffMinutes(probe: ScreenProbe): number {
  return Math.abs(probe.clock_off_ms) < CLOCK_OFF_MS ? 0 : Math.round(probe.clock_off_ms / 60000);
}
