/* Reads WebVTT (W3C WebVTT §6): what cues say and when. Looks are ours, so settings, styles, regions and
 * tags fall away; text in <rt> too. Bad cues are passed over, a file without the first line has none.
 * Never throws. Pure, ES5: /tv reads it too. */

export interface Cue {
  fromMs: number;
  toMs: number; // exclusive
  lines: string[]; // plain text, none of them empty
}

/* Longer files are cut here: a lesson of twenty hours with a cue a second has as many. */
export const CUES_MAX = 72000;

const HEAD = /^\ufeff?WEBVTT(?:[ \t]|$)/;
const ARROW = '-->';
const TIME = '(?:(\\d{2,}):)?([0-5]\\d):([0-5]\\d)\\.(\\d{3})';
const TIMING = new RegExp('^[ \\t]*' + TIME + '[ \\t]*-->[ \\t]*' + TIME + '(?:[ \\t]|$)');

const NAMED: { [name: string]: string | undefined } = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
  quot: '"',
  apos: "'",
};

export function parseWebVtt(text: string): Cue[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\0/g, '\ufffd').split('\n');
  const cues: Cue[] = [];
  if (!HEAD.test(lines[0] || '')) return cues;
  let at = 1;
  while (at < lines.length && cues.length < CUES_MAX) {
    const line = lines[at] || '';
    at += 1;
    if (line.indexOf(ARROW) < 0) continue;
    const from = at;
    while (at < lines.length && lines[at] !== '' && (lines[at] || '').indexOf(ARROW) < 0) at += 1;
    const cue = cueOf(line, lines.slice(from, at).join('\n'));
    if (cue) cues.push(cue);
  }
  return cues;
}

function cueOf(timing: string, body: string): Cue | null {
  const found = TIMING.exec(timing);
  if (!found) return null;
  const fromMs = timeOf(found, 1);
  const toMs = timeOf(found, 5);
  const lines = plainLines(body);
  return toMs > fromMs && lines.length > 0 ? { fromMs: fromMs, toMs: toMs, lines: lines } : null;
}

function timeOf(found: RegExpExecArray, at: number): number {
  const part = function (i: number): number {
    return parseInt(found[at + i] || '0', 10);
  };
  return ((part(0) * 60 + part(1)) * 60 + part(2)) * 1000 + part(3);
}

function plainLines(body: string): string[] {
  const bare = body.replace(/<rt[^>]*>[^<]*(?:<\/rt>)?/g, '').replace(/<[^>]*(?:>|$)/g, '');
  return decode(bare)
    .split('\n')
    .map(function (line) {
      return line.trim();
    })
    .filter(function (line) {
      return line !== '';
    });
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{2,6}));/g, function (whole, tens, sixteens, name) {
    if (name !== undefined) return NAMED[name as string] || whole;
    return signOf(tens !== undefined ? parseInt(tens as string, 10) : parseInt(sixteens as string, 16));
  });
}

function signOf(point: number): string {
  if (point === 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return '\ufffd';
  if (point < 0x10000) return String.fromCharCode(point);
  return String.fromCharCode(0xd7c0 + (point >> 10), 0xdc00 + (point & 0x3ff));
}
