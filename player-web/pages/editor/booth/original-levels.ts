/* How loud the original is, step by step: its segments are fetched and decoded one after the other, so that a long
 * lesson needs no more memory than a short one. */
import { levelsOf, STEP_MS } from './silence.ts';

/* Enough for voices, cheap to count. */
const RATE = 16000;

interface Segment {
  url: string;
  durationS: number;
}

async function textOf(url: string): Promise<string> {
  const answer = await fetch(url);
  return answer.ok ? answer.text() : '';
}

/* The smallest sound of the first language. */
export function soundPlaylistIn(master: string): string | null {
  const rows = master.split('\n').filter((line) => line.startsWith('#EXT-X-MEDIA:TYPE=AUDIO'));
  const uris = rows.map((row) => /URI="([^"]+)"/.exec(row)?.[1] ?? '').filter(Boolean);
  const language = /LANGUAGE="([^"]+)"/.exec(rows[0] ?? '')?.[1];
  const low = rows.find((row) => row.includes(`LANGUAGE="${language}"`) && /GROUP-ID="[^"]*low/.test(row));
  return (low && /URI="([^"]+)"/.exec(low)?.[1]) ?? uris[0] ?? null;
}

export function segmentsIn(playlist: string, base: string): { init: string; segments: Segment[] } {
  const init = /#EXT-X-MAP:URI="([^"]+)"/.exec(playlist)?.[1] ?? '';
  const segments: Segment[] = [];
  let durationS = 0;
  for (const line of playlist.split('\n')) {
    const length = /^#EXTINF:([\d.]+)/.exec(line)?.[1];
    if (length) durationS = Number(length);
    else if (line !== '' && !line.startsWith('#')) segments.push({ url: new URL(line, base).href, durationS });
  }
  return { init: init === '' ? '' : new URL(init, base).href, segments };
}

async function bytesOf(url: string): Promise<ArrayBuffer> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.arrayBuffer();
}

async function decoded(head: ArrayBuffer, body: ArrayBuffer): Promise<Float32Array> {
  const whole = new Uint8Array(head.byteLength + body.byteLength);
  whole.set(new Uint8Array(head), 0);
  whole.set(new Uint8Array(body), head.byteLength);
  const buffer = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(whole.buffer);
  return buffer.getChannelData(0);
}

/* Levels of the whole lesson; empty when its sound cannot be read here. */
export async function originalLevels(baseUrl: string): Promise<number[]> {
  const base = new URL(baseUrl, location.href);
  const name = soundPlaylistIn(await textOf(new URL('master.m3u8', base).href));
  if (name === null) return [];
  const address = new URL(name, base).href;
  const { init, segments } = segmentsIn(await textOf(address), address);
  const levels: number[] = [];
  let gone = 0;
  try {
    const head = await bytesOf(init);
    for (const { url, durationS } of segments) {
      const samples = await decoded(head, await bytesOf(url));
      const begin = Math.max(0, samples.length - Math.round(durationS * RATE)); // some decoders keep the time before
      levels.push(...levelsOf(samples.subarray(begin), RATE));
      gone += durationS;
      const due = Math.round((gone * 1000) / STEP_MS);
      while (levels.length < due) levels.push(levels[levels.length - 1] ?? 0);
      levels.length = due;
    }
  } catch {
    return [];
  }
  return levels;
}
