/* The small pictures beside the scale while one seeks: "sprite0.jpg#xywh=160,90,160,90" in a WebVTT file. ES5. */
import { parseWebVtt, type Cue } from '../player/cues/web-vtt.ts';
import { askText } from './http.ts';

const PLACE = /^([\w.-]+)#xywh=(\d+),(\d+),(\d+),(\d+)$/;

export class LessonSprites {
  private readonly box: HTMLElement;
  private folder = '';
  private cues: Cue[] = [];

  constructor(box: HTMLElement) {
    this.box = box;
  }

  /* `folder` ends with "/". */
  load(folder: string): void {
    this.clear();
    this.folder = folder;
    askText(folder + 'sprites.vtt', (text) => {
      if (text !== null && this.folder === folder) this.cues = parseWebVtt(text);
    });
  }

  clear(): void {
    this.folder = '';
    this.cues = [];
    this.hide();
  }

  hide(): void {
    this.box.hidden = true;
  }

  /* `share`: where on the scale, 0 to 1. */
  show(mediaMs: number, share: number): void {
    const cue = this.cues.filter(function (one) {
      return one.fromMs <= mediaMs && mediaMs < one.toMs;
    })[0];
    const place = cue ? PLACE.exec(cue.lines[0] as string) : null;
    this.box.hidden = place === null;
    if (!place) return;
    const style = this.box.style;
    style.width = place[4] + 'px';
    style.height = place[5] + 'px';
    style.backgroundImage = 'url("' + this.folder + place[1] + '")';
    style.backgroundPosition = '-' + place[2] + 'px -' + place[3] + 'px';
    style.left = 5 + 90 * share + '%';
    style.marginLeft = '-' + Math.round(Number(place[4]) * 2 * share) + 'px';
  }
}
