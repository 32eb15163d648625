/* Low-latency HLS of the server's shape (names, numbers, parts, held playlists), made of a few seconds that
 * ffmpeg encodes once and that go round for ever: each part's decode time is set to where it stands. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const SEGMENT_MS = 1920;
export const PARTS = 6;
export const PART_MS = SEGMENT_MS / PARTS;
const SEGMENTS = 10; // then it begins again

export interface Track {
  name: string; // folder of its playlist
  language: string; // '' : picture
  autonym: string;
  height: number;
  bandwidth: number;
  ticksPerPart: number;
  init: Buffer;
  parts: Buffer[];
}

interface Recipe {
  name: string;
  language: string;
  autonym: string;
  height: number;
  bandwidth: number;
  options: readonly string[];
}

function picture(height: number, bitRate: number): Recipe {
  const width = (height * 16) / 9;
  return {
    name: `v${height}`, language: '', autonym: '', height, bandwidth: bitRate * 1250,
    options: [
      '-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=25`,
      '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-profile:v', 'main',
      '-b:v', `${bitRate}k`, '-g', '8', '-keyint_min', '8', '-sc_threshold', '0', '-bf', '0',
      '-video_track_timescale', '12800',
    ],
  };
}

function sound(language: string, autonym: string, hertz: number): Recipe {
  return {
    name: `a-${language}`, language, autonym, height: 0, bandwidth: 80000,
    options: ['-f', 'lavfi', '-i', `sine=frequency=${hertz}:sample_rate=48000`, '-c:a', 'aac', '-b:a', '64k', '-ac', '2'],
  };
}

const RECIPES: readonly Recipe[] = [
  picture(360, 500),
  picture(180, 150),
  sound('zh', '中文', 440),
  sound('mn', 'ᠮᠣᠩᠭᠣᠯ', 660),
];

const TICKS_OF_PICTURE = (12800 * PART_MS) / 1000;
const TICKS_OF_SOUND = (48000 * PART_MS) / 1000;

interface Box {
  type: string;
  start: number;
  end: number;
}

function boxesOf(bytes: Buffer, from = 0, to = bytes.length): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const length = bytes.readUInt32BE(at);
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at, end: at + length });
    at += length;
  }
  return boxes;
}

function encode(recipe: Recipe, folder: string): Track {
  const file = join(folder, `${recipe.name}.mp4`);
  const seconds = (SEGMENTS * SEGMENT_MS) / 1000 + 1;
  const made = spawnSync(
    'ffmpeg',
    [
      '-v', 'error', '-y', ...recipe.options, '-t', String(seconds), '-use_editlist', '0',
      '-frag_duration', String(PART_MS * 1000), '-min_frag_duration', String(PART_MS * 1000 - 2000),
      '-movflags', '+empty_moov+default_base_moof+frag_keyframe', '-threads', '1', file,
    ],
    { encoding: 'utf8' },
  );
  assert.equal(made.status, 0, made.stderr || String(made.error));
  const bytes = readFileSync(file);
  const boxes = boxesOf(bytes);
  const isInit = (box: Box) => box.type === 'ftyp' || box.type === 'moov';
  const parts = boxes
    .filter((box) => box.type === 'moof')
    .map((box) => bytes.subarray(box.start, boxes[boxes.indexOf(box) + 1]!.end))
    .slice(0, SEGMENTS * PARTS);
  assert.equal(parts.length, SEGMENTS * PARTS, `${recipe.name}: parts`);
  return {
    ...recipe,
    ticksPerPart: recipe.language === '' ? TICKS_OF_PICTURE : TICKS_OF_SOUND,
    init: Buffer.concat(boxes.filter(isInit).map((box) => bytes.subarray(box.start, box.end))),
    parts,
  };
}

let made: Track[] | null = null;

export function tracks(): Track[] {
  if (made) return made;
  const folder = mkdtempSync(join(tmpdir(), 'tongping-media-'));
  try {
    made = RECIPES.map((recipe) => encode(recipe, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return made;
}

/* Part `part` of segment `msn`, at its place in time (14496-12 §8.8.12). */
export function partOf(track: Track, msn: number, part: number): Buffer {
  const place = msn * PARTS + part;
  const bytes = Buffer.from(track.parts[place % track.parts.length]!);
  const moof = boxesOf(bytes)[0]!;
  const traf = boxesOf(bytes, moof.start + 8, moof.end).find((box) => box.type === 'traf')!;
  const tfdt = boxesOf(bytes, traf.start + 8, traf.end).find((box) => box.type === 'tfdt')!;
  const ticks = place * track.ticksPerPart;
  if (bytes[tfdt.start + 8] === 1) bytes.writeBigUInt64BE(BigInt(ticks), tfdt.start + 12);
  else bytes.writeUInt32BE(ticks, tfdt.start + 12);
  return bytes;
}
