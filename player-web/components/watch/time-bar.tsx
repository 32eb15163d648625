import './time-bar.css';

import type { Chapter } from '../../player/engine.ts';
import type { PlayerState } from '../../player/player-state.ts';
import { t } from '../../shared/i18n/locale.ts';
import { clockLength } from './times.ts';

const WIDTH = 1000;

interface TimeBarProps {
  state: PlayerState;
  chapters: readonly Chapter[];
  onSeek: (mediaMs: number) => void;
}

/* From the beginning to the live edge, or to the end of a recording; agenda items are marks. The range
 * input carries keys and touch, the drawing lies below it. */
export function TimeBar({ state, chapters, onSeek }: TimeBarProps) {
  const whole = Math.max(1, state.edgeMs - state.startMs);
  const place = (ms: number) => Math.min(WIDTH, Math.max(0, ((ms - state.startMs) / whole) * WIDTH));
  const at = state.mode === 'live' ? state.edgeMs : state.positionMs;
  const isKnown = state.edgeMs > 0;
  return (
    <div class="time-bar" data-mode={state.mode}>
      <svg class="time-bar-drawing" viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="time-bar-whole" x="0" y="3" width={WIDTH} height="4" />
        {isKnown && <rect class="time-bar-done" x="0" y="3" width={place(at)} height="4" />}
        {chapters.map((chapter) => (
          <rect key={chapter.atMs} class="time-bar-mark" x={place(chapter.atMs) - 1} y="0" width="2.500" height="10" />
        ))}
      </svg>
      <input
        class="time-bar-input"
        type="range"
        aria-label={t('watch.time_bar')}
        aria-valuetext={t('watch.time_of', {
          position: clockLength(at - state.startMs),
          whole: clockLength(whole),
        })}
        min={state.startMs}
        max={Math.max(state.startMs + 1, state.edgeMs)}
        step={1000}
        value={at}
        disabled={!isKnown}
        onInput={(event) => onSeek(Number(event.currentTarget.value))}
      />
    </div>
  );
}
