/* The small pictures of a lesson: a WebVTT file whose cues name a part of a picture (sprite0.jpg#xywh=x,y,w,h). Pure. */
import { parseWebVtt } from '../../player/cues/web-vtt.ts';
import type { Preview, PreviewOf } from '../watch/time-bar.tsx';

const PART = /^([\w.-]+)#xywh=(\d+),(\d+),(\d+),(\d+)$/;

/* `folder`: the address of the pictures' folder now, with a slash at its end. */
export function previewsOf(text: string, folder: () => string): PreviewOf {
  const cues = parseWebVtt(text).flatMap((cue) => {
    const found = PART.exec(cue.lines[0] ?? '');
    return found ? [{ fromMs: cue.fromMs, toMs: cue.toMs, file: found[1] ?? '', box: found.slice(2).map(Number) }] : [];
  });
  return (mediaMs): Preview | null => {
    const cue = cues.find((one) => one.fromMs <= mediaMs && mediaMs < one.toMs);
    if (!cue) return null;
    const [x = 0, y = 0, width = 0, height = 0] = cue.box;
    return { address: folder() + cue.file, x, y, width, height };
  };
}
