/* What people see, by the same player as theirs; muted until the operator wants to hear. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Icon } from '../../components/icon.tsx';
import { watch, type Watching } from '../../components/watch/watching.ts';
import { clockLength, secondsOf } from '../../components/watch/times.ts';
import { forgetViewing } from '../../player/web-host.ts';
import { firstState, type PlayerState } from '../../player/player-state.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';

export interface PreviewProps {
  meetingId: string;
  isRecording: boolean;
  onPosition: (mediaMs: number | null) => void;
}

function wordsOf(state: PlayerState): PlainKey | null {
  if (state.trouble === 'line') return 'studio.preview_line';
  if (state.trouble === 'unsupported') return 'studio.preview_unsupported';
  if (state.trouble) return 'studio.preview_wait';
  if (state.phase === 'opening') return 'studio.preview_opening';
  return state.phase === 'ended' ? 'studio.preview_ended' : null;
}

function Languages({ state, watching }: { state: PlayerState; watching: Watching }) {
  if (state.languages.length < 2) return null;
  return (
    <select
      class="preview-select"
      aria-label={t('studio.preview_language')}
      value={state.language}
      onChange={(event) => watching.player.setLanguage(event.currentTarget.value)}
    >
      {state.languages.map((one) => (
        <option key={one.id} value={one.id}>
          {one.label}
        </option>
      ))}
    </select>
  );
}

function Seek({ state, watching }: { state: PlayerState; watching: Watching }) {
  const length = Math.max(1, state.edgeMs - state.startMs);
  return (
    <>
      <input
        class="preview-seek"
        type="range"
        aria-label={t('studio.preview_position')}
        aria-valuetext={clockLength(state.positionMs)}
        min={0}
        max={Math.round(length)}
        step={1000}
        value={Math.round(state.positionMs - state.startMs)}
        onInput={(event) => watching.player.seek(state.startMs + Number(event.currentTarget.value))}
      />
      <span class="numbers">{`${clockLength(state.positionMs)} / ${clockLength(state.edgeMs)}`}</span>
    </>
  );
}

function Bar({ state, watching }: { state: PlayerState; watching: Watching }) {
  const isPaused = state.phase === 'paused' || state.phase === 'touch';
  const isRecording = state.mode === 'recording';
  return (
    <div class="preview-bar">
      <button
        type="button"
        class="preview-button"
        aria-label={t(isPaused ? 'studio.preview_play' : 'studio.preview_pause')}
        onClick={() => watching.player.toggle()}
      >
        <Icon name={isPaused ? 'play' : 'pause'} />
      </button>
      <button
        type="button"
        class="preview-button"
        aria-pressed={!state.isMuted}
        aria-label={t(state.isMuted ? 'studio.preview_unmute' : 'studio.preview_mute')}
        onClick={() => watching.player.setVolume(1, !state.isMuted)}
      >
        <Icon name={state.isMuted ? 'muted' : 'sound'} />
      </button>
      <Languages state={state} watching={watching} />
      {isRecording && <Seek state={state} watching={watching} />}
      {state.mode === 'behind' && (
        <button type="button" class="preview-live" onClick={() => watching.player.goLive()}>
          {t('studio.preview_go_live')}
        </button>
      )}
      {!isRecording && state.latencyMs !== null && (
        <span class="preview-latency numbers" data-latency={Math.round(state.latencyMs)}>
          {t('studio.preview_latency', { seconds: secondsOf(state.latencyMs) })}
        </span>
      )}
    </div>
  );
}

export default function Preview({ meetingId, isRecording, onPosition }: PreviewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const watching = useSignal<Watching | null>(null);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.muted = true;
    const begun = watch(element, { kind: 'meeting', id: meetingId }, 'live');
    watching.value = begun;
    const unfollow = begun.state.subscribe((state) => {
      onPosition(state.phase === 'opening' ? null : Math.round(state.positionMs));
    });
    return () => {
      unfollow();
      begun.stop();
      forgetViewing(meetingId);
      onPosition(null);
    };
  }, [meetingId, isRecording]);
  const now = watching.value;
  const state = now?.state.value ?? firstState();
  const words = wordsOf(state);
  return (
    <>
      <div class="preview-stage" data-phase={state.phase} data-mode={state.mode}>
        <video ref={video} class="preview-video" aria-label={t('studio.preview')} playsInline preload="auto" />
        {words && (
          <p class="preview-words" role="status">
            {t(words)}
          </p>
        )}
      </div>
      {now && <Bar state={state} watching={now} />}
    </>
  );
}
