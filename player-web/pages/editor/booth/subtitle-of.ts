/* The texts that were read aloud, as a subtitle of their language: each line gets of its paragraph's time what it
 * has of its letters. WebVTT. Pure. */
import type { Paragraph } from './paragraphs.ts';

function two(value: number): string {
  return String(value).padStart(2, '0');
}

export function vttTime(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const [hours, minutes, seconds] = [Math.floor(whole / 3600000), Math.floor(whole / 60000) % 60, Math.floor(whole / 1000) % 60];
  return `${two(hours)}:${two(minutes)}:${two(seconds)}.${String(whole % 1000).padStart(3, '0')}`;
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/* A cue this short is not read by anybody: the line goes with the one before. */
const LEAST_CUE_MS = 800;

function cuesOf({ fromMs, toMs, own }: Paragraph): string[] {
  const lines = own.split('\n').map((line) => line.trim()).filter(Boolean);
  const letters = lines.reduce((sum, line) => sum + line.length, 0);
  if (letters === 0) return [];
  const fits = lines.every((line) => ((toMs - fromMs) * line.length) / letters >= LEAST_CUE_MS);
  const shown = fits ? lines : [lines.join(' ')];
  const length = shown.reduce((sum, line) => sum + line.length, 0);
  let gone = 0;
  return shown.map((line) => {
    const from = fromMs + ((toMs - fromMs) * gone) / length;
    gone += line.length;
    const to = fromMs + ((toMs - fromMs) * gone) / length;
    return `${vttTime(from)} --> ${vttTime(to)}\n${escaped(line)}\n`;
  });
}

/* "": there is nothing to read. */
export function subtitleOf(paragraphs: readonly Paragraph[]): string {
  const cues = paragraphs.flatMap(cuesOf);
  return cues.length === 0 ? '' : `WEBVTT\n\n${cues.join('\n')}`;
}
