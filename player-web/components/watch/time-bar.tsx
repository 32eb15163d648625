import './time-bar.css';

import { useSignal } from '@preact/signals';

import type { Chapter } from '../../player/engine.ts';
import type { PlayerState } from '../../player/player-state.ts';
import { t } from '../../shared/i18n/locale.ts';
import { clockLength } from './times.ts';

const WIDTH = 1000;

/* A small picture of a moment: a part of a larger one. */
export interface Preview {
  address: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export type PreviewOf = (mediaMs: number) => Preview | null;

interface TimeBarProps {
  state: PlayerState;
  chapters: readonly Chapter[];
  previewOf?: PreviewOf | undefined;
  onSeek: (mediaMs: number) => void;
}

interface Pointed {
  atMs: number;
  x: number;
  barWidth: number;
}

/* What stands at the place under the pointer: its time, the chapter's title, a small picture. */
function PointedAt({ pointed, state, chapters, previewOf }: Omit<TimeBarProps, 'onSeek'> & { pointed: Pointed }) {
  const preview = previewOf?.(pointed.atMs) ?? null;
  const chapter = chapters.filter((one) => one.atMs <= pointed.atMs).pop();
  const width = preview?.width ?? 160;
  const height = (preview?.height ?? 0) + 26;
  const left = Math.min(Math.max(0, pointed.x - width / 2), Math.max(0, pointed.barWidth - width));
  const words = clockLength(pointed.atMs - state.startMs) + (chapter ? `  ${chapter.title}` : '');
  return (
    <svg class="time-bar-pointed" width="100%" height={height} aria-hidden="true" focusable="false">
      <svg x={left} y="0" width={width} height={height}>
        <rect width={width} height={height} rx="6" />
        {preview && (
          <svg y="0" width={preview.width} height={preview.height} viewBox={`${preview.x} ${preview.y} ${preview.width} ${preview.height}`}>
            <image href={preview.address} />
          </svg>
        )}
        <text x={width / 2} y={height - 8} text-anchor="middle">
          {words}
        </text>
      </svg>
    </svg>
  );
}

/* From the beginning to the live edge, or to the end of a recording; agenda items and chapters are marks. The range
 * input carries keys and touch, the drawing lies below it. */
export function TimeBar(props: TimeBarProps) {
  const { state, chapters, onSeek } = props;
  const pointed = useSignal<Pointed | null>(null);
  const whole = Math.max(1, state.edgeMs - state.startMs);
  const place = (ms: number) => Math.min(WIDTH, Math.max(0, ((ms - state.startMs) / whole) * WIDTH));
  const at = state.mode === 'live' ? state.edgeMs : state.positionMs;
  const isKnown = state.edgeMs > 0;

  function point(event: PointerEvent): void {
    const bar = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const x = Math.min(bar.width, Math.max(0, event.clientX - bar.left));
    pointed.value = { atMs: state.startMs + (whole * x) / Math.max(1, bar.width), x, barWidth: bar.width };
  }

  return (
    <div class="time-bar" data-mode={state.mode} onPointerMove={point} onPointerLeave={() => (pointed.value = null)}>
      {pointed.value && isKnown && state.mode === 'recording' && <PointedAt {...props} pointed={pointed.value} />}
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
