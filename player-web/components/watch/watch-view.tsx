import './watch.css';
import '../../shared/i18n/words-watch.ts';

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { firstState } from '../../player/player-state.ts';
import { call } from '../../shared/api-client.ts';
import type { Meeting, MeetingRow } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import { session } from '../../shared/session.ts';
import { Button, ButtonLink } from '../button.tsx';
import { AboutMeeting, AgendaList, chaptersOf } from './about-meeting.tsx';
import { ControlBar, PhoneChoices } from './control-bar.tsx';
import { isFull, toggleFull } from './full-picture.ts';
import { onShortcut } from './shortcuts.ts';
import { StageWords } from './stage-words.tsx';
import { TakeHome } from './take-home.tsx';
import { watch, type Watching } from './watching.ts';

/* The agenda and the slate change while the meeting runs. */
const REFRESH_MS = 10000;
/* Without a touch of anything the controls leave the picture. */
const QUIET_MS = 3000;

export interface WatchViewProps {
  meetingId: string;
  row: MeetingRow | null; // as the list has it; null: not in it (any more)
  client: 'pc' | 'phone';
  onBack: () => void;
}

function useMeeting(meetingId: string): Meeting | null {
  const meeting = useSignal<Meeting | null>(null);
  const isSignedIn = session.value !== null;
  useEffect(() => {
    if (!isSignedIn) return;
    const refresh = () =>
      void call('GET /api/v1/meetings/{id}', { path: { id: meetingId } }).then((result) => {
        if (result.ok) meeting.value = result.value;
      });
    refresh();
    const timer = setInterval(refresh, REFRESH_MS);
    return () => clearInterval(timer);
  }, [meetingId, isSignedIn]);
  return meeting.value;
}

/* True while the mouse rests and the picture runs. */
function useQuiet(stage: { current: HTMLElement | null }): boolean {
  const quiet = useSignal(false);
  useEffect(() => {
    const element = stage.current;
    let timer = 0;
    const wake = () => {
      quiet.value = false;
      clearTimeout(timer);
      timer = window.setTimeout(() => (quiet.value = true), QUIET_MS);
    };
    const events = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;
    for (const name of events) element?.addEventListener(name, wake);
    wake();
    return () => {
      clearTimeout(timer);
      for (const name of events) element?.removeEventListener(name, wake);
    };
  }, []);
  return quiet.value;
}

function nameSession(title: string, watching: Watching): () => void {
  if (!('mediaSession' in navigator) || typeof MediaMetadata === 'undefined') return () => undefined;
  navigator.mediaSession.metadata = new MediaMetadata({ title });
  navigator.mediaSession.setActionHandler('play', () => watching.player.play());
  navigator.mediaSession.setActionHandler('pause', () => watching.player.pause());
  return () => {
    navigator.mediaSession.metadata = null;
    for (const name of ['play', 'pause'] as const) navigator.mediaSession.setActionHandler(name, null);
  };
}

/* A meeting or its recording: picture with controls, the agenda beside or below. */
export function WatchView({ meetingId, row, client, onBack }: WatchViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const watching = useSignal<Watching | null>(null);
  const round = useSignal(0); // counts up when the same meeting is opened anew
  const full = useSignal(false);
  const quiet = useQuiet(stage);
  const meeting = useMeeting(meetingId);
  const isPhone = client === 'phone';
  const title = meeting?.title ?? row?.title ?? '';

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const begun = watch(element, meetingId, isPhone ? 'phone' : 'live');
    watching.value = begun;
    return () => begun.stop();
  }, [meetingId, round.value]);

  useEffect(() => {
    const now = watching.value;
    return now ? nameSession(title, now) : undefined;
  }, [watching.value, title]);

  useEffect(() => {
    const onFull = () => (full.value = isFull());
    const onKey = (event: KeyboardEvent) => {
      const now = watching.value;
      if (now && !isPhone) onShortcut(event, { player: now.player, toggleFull: fill });
    };
    document.addEventListener('fullscreenchange', onFull);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('fullscreenchange', onFull);
      document.removeEventListener('keydown', onKey);
    };
  }, []);

  function fill(): void {
    if (stage.current && video.current) toggleFull(stage.current, video.current);
  }

  const player = watching.value?.player ?? null;
  const state = watching.value?.state.value ?? firstState();
  const chapters = chaptersOf(meeting, state.chapters);
  const hidesBar = quiet && state.phase === 'playing';
  const words = state.phase === 'ended' || state.trouble || !meeting?.is_slate ? null : t('watch.slate');
  return (
    <div class={`watch watch-${client}`}>
      <div class="watch-head">
        <Button icon="undo" kind="quiet" onPress={onBack}>
          {t('watch.back')}
        </Button>
        <h1 class="watch-title">{title || t('watch.title')}</h1>
        {session.value === null && (
          <ButtonLink href={`/login?next=${encodeURIComponent(location.pathname + location.search)}`}>
            {t('watch.sign_in')}
          </ButtonLink>
        )}
      </div>
      <div
        class={`stage${hidesBar ? ' stage-quiet' : ''}${full.value ? ' stage-full' : ''}`}
        ref={stage}
        data-phase={state.phase}
        data-mode={state.mode}
      >
        <video
          ref={video}
          class="stage-video"
          aria-label={t('watch.stage')}
          playsInline
          {...{ 'webkit-playsinline': '', 'x5-playsinline': '', 'x5-video-player-type': 'h5-page' }}
          preload="auto"
          onClick={() => player?.toggle()}
        />
        <StageWords
          state={state}
          player={player}
          hasRecording={row?.has_recording ?? false}
          removedAt={meeting?.recording_removed_at ?? null}
          onRecording={() => (round.value += 1)}
        />
        {words && <p class="stage-slate" role="status">{words}</p>}
        {player && (
          <ControlBar
            state={state}
            player={player}
            chapters={chapters}
            isPhone={isPhone}
            isFull={full.value}
            onFull={fill}
          />
        )}
      </div>
      {isPhone && player && <PhoneChoices state={state} player={player} />}
      <div class="watch-side">
        <AgendaList meeting={meeting} state={state} onSeek={(ms) => player?.seek(ms)} />
        {row?.may_download && player?.viewing() && (
          <TakeHome area="watch" url={() => `${player.viewing()?.base_url ?? ''}download.mp4`} label={t('watch.download')} />
        )}
        {row && <AboutMeeting row={row} hasKeys={!isPhone} />}
      </div>
    </div>
  );
}
