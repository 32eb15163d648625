/* The subtitles of a lesson on this set: which there are, which is shown, kept for the next lesson. ES5. */
import { CueClock } from '../player/cues/cue-clock.ts';
import { CueTrack } from '../player/cues/cue-track.ts';
import { CueView } from '../player/cues/cue-view.ts';
import { parseWebVtt } from '../player/cues/web-vtt.ts';
import type { LessonTrack } from '../shared/contract/courses.ts';
import { askText } from './http.ts';

const DIGITS = 8; // of an asset's id that name its folder

export class LessonCues {
  chosen = ''; // asset; '': none
  private wished = ''; // language, from lesson to lesson
  private readonly view: CueView;
  private readonly clock: CueClock;
  private tracks: LessonTrack[] = [];
  private folder = '';

  /* The set's own player loads anew for another language: then its place is not known for a while. */
  constructor(video: HTMLVideoElement, box: HTMLElement) {
    this.view = new CueView(box);
    this.view.setSize('l');
    this.clock = new CueClock(video, this.view, function () {
      return video.readyState > 0 ? Math.round(video.currentTime * 1000) : null;
    });
  }

  /* `folder` ends with "/" and carries the token. */
  begin(tracks: LessonTrack[], folder: string): void {
    this.tracks = tracks;
    this.folder = folder;
    const same = tracks.filter((track) => track.language === this.wished)[0];
    this.load(same ? same.asset_id : '');
  }

  choose(assetId: string): void {
    const track = this.trackOf(assetId);
    this.wished = track ? track.language : '';
    this.load(assetId);
  }

  end(): void {
    this.chosen = '';
    this.clock.setTrack(null);
  }

  private trackOf(assetId: string): LessonTrack | null {
    return this.tracks.filter(function (track) {
      return track.asset_id === assetId;
    })[0] || null;
  }

  private load(assetId: string): void {
    const track = this.trackOf(assetId);
    this.chosen = track ? assetId : '';
    this.clock.setTrack(null);
    if (!track) return;
    this.view.setLook({
      language: track.language, script: track.script, isRtl: track.is_rtl, isVertical: track.is_vertical,
    });
    askText(this.folder + 'c-' + assetId.slice(-DIGITS) + '/cues.vtt', (text) => {
      if (text !== null && this.chosen === assetId) this.clock.setTrack(new CueTrack(parseWebVtt(text)));
    });
  }
}
