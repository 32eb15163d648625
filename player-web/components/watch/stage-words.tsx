import type { PlayerState, Trouble } from '../../player/player-state.ts';
import type { Player } from '../../player/player.ts';
import { dayTextOf } from '../../shared/days.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { Icon } from '../icon.tsx';

const TROUBLE_TEXTS: Record<Trouble, PlainKey> = {
  line: 'watch.trouble_line',
  closed: 'watch.trouble_closed',
  denied: 'watch.trouble_denied',
  busy: 'watch.trouble_busy',
  unsupported: 'watch.trouble_unsupported',
  stuck: 'watch.trouble_stuck',
};

interface StageWordsProps {
  state: PlayerState;
  player: Player | null;
  hasRecording: boolean;
  removedAt: string | null; // the recording, by the retention rule
  onRecording: () => void;
}

function Ended({ state, player, hasRecording, onRecording }: StageWordsProps) {
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

/* What lies over the picture: the big play button, one plain sentence, or nothing. */
export function StageWords(props: StageWordsProps) {
  const { state, player } = props;
  if (props.removedAt) {
    return (
      <div class="stage-words" role="status">
        <p>{t('watch.recording_removed', { day: dayTextOf(props.removedAt) })}</p>
      </div>
    );
  }
  if (state.trouble) {
    return (
      <div class="stage-words" role="status" data-trouble={state.trouble}>
        <p>{t(TROUBLE_TEXTS[state.trouble])}</p>
      </div>
    );
  }
  if (state.phase === 'ended') return <Ended {...props} />;
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
      <span>{state.phase === 'opening' ? t('watch.opening') : t('watch.waiting')}</span>
    </div>
  );
}
