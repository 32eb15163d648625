import './watch.css';
import '../../shared/i18n/words-watch.ts';

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

import { call } from '../../shared/api-client.ts';
import type { Meeting, MeetingRow } from '../../shared/contract/live.ts';
import { dayTextOf } from '../../shared/days.ts';
import { t } from '../../shared/i18n/locale.ts';
import { session } from '../../shared/session.ts';
import { Button, ButtonLink } from '../button.tsx';
import { AboutMeeting, AgendaList, chaptersOf } from './about-meeting.tsx';
import { ControlBar, PhoneChoices } from './control-bar.tsx';
import { MEETING_KEYS } from './shortcuts.ts';
import { MEETING_TEXTS, MeetingEnded, StageWords } from './stage-words.tsx';
import { Stage } from './stage.tsx';
import { TakeHome } from './take-home.tsx';
import { useStage } from './use-stage.ts';

/* The agenda and the slate change while the meeting runs. */
const REFRESH_MS = 10000;

export interface WatchViewProps {
  meetingId: string;
  row: MeetingRow | null; // as the list has it; null: not in it (any more)
  client: 'pc' | 'phone';
  onBack: () => void;
  besides: (viewing: () => string) => ComponentChildren; // who watches along on this screen
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

/* A meeting or its recording: picture with controls, the agenda beside or below. */
export function WatchView({ meetingId, row, client, onBack, besides }: WatchViewProps) {
  const meeting = useMeeting(meetingId);
  const isPhone = client === 'phone';
  const title = meeting?.title ?? row?.title ?? '';
  const link = useStage({ what: { kind: 'meeting', id: meetingId }, client, title, keys: MEETING_KEYS });
  const { player, state } = link;
  const chapters = chaptersOf(meeting, state.chapters);
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
      <Stage
        link={link}
        label={t('watch.stage')}
        words={
          <>
            {meeting?.recording_removed_at ? (
              <div class="stage-words" role="status">
                <p>{t('watch.recording_removed', { day: dayTextOf(meeting.recording_removed_at) })}</p>
              </div>
            ) : (
              <StageWords
                state={state}
                player={player}
                texts={MEETING_TEXTS}
                ended={
                  <MeetingEnded
                    state={state}
                    player={player}
                    hasRecording={row?.has_recording ?? false}
                    onRecording={link.again}
                  />
                }
              />
            )}
            {words && <p class="stage-slate" role="status">{words}</p>}
          </>
        }
        bar={
          player && (
            <ControlBar
              state={state}
              player={player}
              chapters={chapters}
              isPhone={isPhone}
              isFull={link.isFull}
              onFull={link.fill}
            />
          )
        }
      />
      {isPhone && player && <PhoneChoices state={state} player={player} />}
      <div class="watch-side">
        <AgendaList meeting={meeting} state={state} onSeek={(ms) => player?.seek(ms)} />
        {row?.may_download && player?.viewing() && (
          <TakeHome area="watch" url={() => `${player.viewing()?.base_url ?? ''}download.mp4`} label={t('watch.download')} />
        )}
        {player && besides(() => player.viewing()?.id ?? '')}
        {row && <AboutMeeting row={row} hasKeys={!isPhone} />}
      </div>
    </div>
  );
}
