/* A first look at a file of subtitles, before it goes up: its cues as the reader will see them, or why it
 * looks wrong. The server reads it again, more strictly. Pure. */

export interface Cue {
  from_ms: number;
  to_ms: number;
  text: string; // lines apart by \n
}

export interface SubtitleLook {
  encoding: 'utf-8' | 'utf-16' | 'gb18030';
  cues: Cue[];
}

/* UTF-8 when it is; a mark says UTF-16; anything else is what Windows in China writes. */
export function decodeSubtitle(bytes: Uint8Array): { encoding: SubtitleLook['encoding']; text: string } {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16', text: new TextDecoder('utf-16le').decode(bytes) };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16', text: new TextDecoder('utf-16be').decode(bytes) };
  try {
    return { encoding: 'utf-8', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { encoding: 'gb18030', text: new TextDecoder('gb18030').decode(bytes) };
  }
}

const CLOCK = /(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})/;
const SPAN = new RegExp(`^\\s*${CLOCK.source}\\s*-->\\s*${CLOCK.source}`);

function msOf(parts: readonly (string | undefined)[]): number {
  const [hours = '0', minutes = '0', seconds = '0', fraction = '0'] = parts;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'));
}

function plain(text: string): string {
  return text
    .replace(/\{\\[^}]*\}/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .trim();
}

/* SubRip and WebVTT: a line with an arrow, then text up to an empty line. */
function blockCues(text: string): Cue[] {
  const cues: Cue[] = [];
  for (const block of text.split(/\n\s*\n/)) {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => SPAN.test(line));
    const span = at < 0 ? null : SPAN.exec(lines[at] ?? '');
    if (!span) continue;
    const words = plain(lines.slice(at + 1).join('\n'));
    if (words !== '') cues.push({ from_ms: msOf(span.slice(1, 5)), to_ms: msOf(span.slice(5, 9)), text: words });
  }
  return cues;
}

/* ASS and SSA: Dialogue lines, whose tenth field is the text. */
function dialogueCues(text: string): Cue[] {
  return text.split('\n').flatMap((line) => {
    if (!/^Dialogue:/i.test(line)) return [];
    const fields = line.slice(line.indexOf(':') + 1).split(',');
    const [from, to] = [CLOCK.exec(fields[1] ?? ''), CLOCK.exec(fields[2] ?? '')];
    const words = plain(fields.slice(9).join(',').replace(/\\[Nn]/g, '\n').replace(/\\h/g, ' '));
    return from && to && words !== '' ? [{ from_ms: msOf(from.slice(1)), to_ms: msOf(to.slice(1)), text: words }] : [];
  });
}

export function cuesOf(text: string): Cue[] {
  const clean = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const cues = /^Dialogue:/im.test(clean) ? dialogueCues(clean) : blockCues(clean);
  return cues.sort((a, b) => a.from_ms - b.from_ms);
}

export function lookAt(bytes: Uint8Array): SubtitleLook {
  const { encoding, text } = decodeSubtitle(bytes);
  return { encoding, cues: cuesOf(text) };
}

export type CueWorry = 'none' | 'beyond' | 'backwards';

/* What makes people stumble: no cue at all, cues behind the end of the picture, cues that end before they begin. */
export function worryOf(cues: readonly Cue[], duration_ms: number): CueWorry | null {
  if (cues.length === 0) return 'none';
  if (cues.some((cue) => cue.to_ms <= cue.from_ms)) return 'backwards';
  return duration_ms > 0 && cues.some((cue) => cue.from_ms >= duration_ms) ? 'beyond' : null;
}
