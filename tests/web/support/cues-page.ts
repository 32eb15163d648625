/* The renderer of subtitles as one script, for tests: window.tongpingCues. */
import { CueClock } from '../../../player-web/player/cues/cue-clock.ts';
import { CueTrack } from '../../../player-web/player/cues/cue-track.ts';
import { CueView } from '../../../player-web/player/cues/cue-view.ts';
import { parseWebVtt } from '../../../player-web/player/cues/web-vtt.ts';

const CUES = { CueClock: CueClock, CueTrack: CueTrack, CueView: CueView, parseWebVtt: parseWebVtt };

export type CuesWindow = Window & { tongpingCues: typeof CUES };

(window as unknown as CuesWindow).tongpingCues = CUES;
