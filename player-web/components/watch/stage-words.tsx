import type { ComponentChildren } from 'preact';

import type { PlayerState, Trouble } from '../../player/player-state.ts';
import type { Player } from '../../player/player.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { Icon } from '../icon.tsx';

/* What is said differs by what is watched. */
export interface StageTexts {
  opening: PlainKey;
  trouble: Record<Trouble, PlainKey>;
}

export const MEETING_TEXTS: StageTexts = {
  opening: 'watch.opening',
  trouble: {
    line: 'watch.trouble_line',
    closed: 'watch.trouble_closed',
    denied: 'watch.trouble_denied',
    busy: 'watch.trouble_busy',
    unsupported: 'watch.trouble_unsupported',
    stuck: 'watch.trouble_stuck',
  },
};

interface MeetingEndedProps {
  state: PlayerState;
  player: Player | null;
  hasRecording: boolean;
  onRecording: () => void;
}

export function MeetingEnded({ state, player, hasRecording, onRecording }: MeetingEndedProps) {
  const isRecording = state.mode === 'recording';
  return (
    <div class="stage-words" role="status">
      <p class="stage-words-title">{t('watch.ended')}</p>
      {!isRecording && !hasRecording && <p>{t('watch.ended_wait')}</p>}
      {(isRecording || hasRecording) && (
        <button
          type="button"
          class="stage-words-button"
          onClick={() => (isRecording ? player?.seek(state.startMs) : onRecording())}
        >
          <Icon name="play" />
          <span>{isRecording ? t('watch.ended_again') : t('watch.ended_watch')}</span>
        </button>
      )}
    </div>
  );
}

interface StageWordsProps {
  state: PlayerState;
  player: Player | null;
  texts: StageTexts;
  ended: ComponentChildren;
}

/* What lies over the picture: the big play button, one plain sentence, or nothing. */
export function StageWords({ state, player, texts, ended }: StageWordsProps) {
  if (state.trouble) {
    return (
      <div class="stage-words" role="status" data-trouble={state.trouble}>
        <p>{t(texts.trouble[state.trouble])}</p>
      </div>
    );
  }
  if (state.phase === 'ended') return <>{ended}</>;
  if (state.phase === 'touch') {
    return (
      <button type="button" class="stage-touch" onClick={() => player?.play()}>
        <span class="stage-touch-sign">
          <Icon name="play" />
        </span>
        <span>{t('watch.big_play')}</span>
      </button>
    );
  }
  if (state.isSoundOnly) {
    return (
      <div class="stage-words stage-sound">
        <Icon name="headphones" />
        <p>{t('watch.sound_only_now')}</p>
      </div>
    );
  }
  if (state.phase !== 'opening' && state.phase !== 'waiting') return null;
  return (
    <div class="stage-wait" role="status">
      <span class="stage-wait-ring" aria-hidden="true" />
      <span>{state.phase === 'opening' ? t(texts.opening) : t('watch.waiting')}</span>
    </div>
  );
}
