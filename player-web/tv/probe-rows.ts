/* What a set can do, as rows: for whoever chooses sets, and for a photograph sent to support. The words
 * are those of the engines: they are the same in every language. */
import type { ScreenProbe } from '../shared/contract/screens.ts';
import type { CheckRow } from './connection-check.ts';

function yes(value: boolean): string {
  return value ? '✓' : '—';
}

export function probeRows(probe: ScreenProbe): CheckRow[] {
  const rows: { [name: string]: string } = {
    'H.264': yes(probe.codecs.indexOf('h264') >= 0),
    'H.265': yes(probe.codecs.indexOf('h265') >= 0),
    AAC: yes(probe.codecs.indexOf('aac') >= 0),
    Opus: yes(probe.codecs.indexOf('opus') >= 0),
    'HLS · MSE': yes(probe.hls) + ' · ' + yes(probe.mse),
    'WebRTC · WebSocket': yes(probe.webrtc) + ' · ' + yes(probe.websocket),
    Pixels: probe.width + ' × ' + probe.height + ' @ ' + probe.pixel_ratio,
    'Clock ± s': String(Math.round(probe.clock_off_ms / 1000)),
  };
  return Object.keys(rows).map(function (name) {
    const value = rows[name] as string;
    return { label: name, value: value, good: value !== '—' };
  });
}
