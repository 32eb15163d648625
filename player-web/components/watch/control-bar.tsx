import type { ComponentChildren } from 'preact';

import type { Chapter } from '../../player/engine.ts';
import type { PlayerState } from '../../player/player-state.ts';
import type { Player } from '../../player/player.ts';
import { tagOfSound } from '../../player/sound-ids.ts';
import { t } from '../../shared/i18n/locale.ts';
import { keepSound } from '../../shared/kept-sound.ts';
import { Icon, type IconName } from '../icon.tsx';
import { ChoiceMenu } from './choice-menu.tsx';
import { TimeBar, type PreviewOf } from './time-bar.tsx';
import { clockLength, secondsOf } from './times.ts';

const MS_PER_MINUTE = 60000;

interface BarButtonProps {
  icon: IconName;
  label: string;
  word?: string;
  pressed?: boolean;
  onPress: () => void;
}

function BarButton({ icon, label, word, pressed, onPress }: BarButtonProps) {
  return (
    <button
      type="button"
      class="watch-button"
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      onClick={onPress}
    >
      <Icon name={icon} />
      {word && <span class="watch-button-word">{word}</span>}
    </button>
  );
}

/* Where one is: live with its delay, or so far behind, or the place in the recording. */
function Place({ state, player }: { state: PlayerState; player: Player }) {
  if (state.mode === 'recording') {
    const whole = clockLength(state.edgeMs - state.startMs);
    return (
      <span class="watch-place numbers">
        {clockLength(state.positionMs - state.startMs)} / {whole}
      </span>
    );
  }
  if (state.mode === 'behind') {
    return (
      <button type="button" class="watch-live watch-live-behind" onClick={() => player.goLive()}>
        <i class="watch-dot" aria-hidden="true" />
        <span>{t('watch.go_live')}</span>
        <span class="watch-live-note numbers">−{clockLength(state.edgeMs - state.positionMs)}</span>
      </button>
    );
  }
  const seconds = state.latencyMs === null ? null : secondsOf(state.latencyMs);
  return (
    <span class="watch-live" title={seconds === null ? undefined : t('watch.latency_label', { seconds })}>
      <i class="watch-dot" aria-hidden="true" />
      <span>{t('watch.live')}</span>
      {seconds !== null && state.phase === 'playing' && (
        <span class="watch-live-note numbers" data-latency={state.latencyMs}>
          {t('watch.latency', { seconds })}
        </span>
      )}
    </span>
  );
}

/* How much of it counts so far, in whole minutes; the record says it for good. */
function Credited({ state }: { state: PlayerState }) {
  const minutes = Math.floor(state.creditedMs / MS_PER_MINUTE);
  if (minutes < 1) return null;
  return (
    <span class="watch-credited numbers" title={t('watch.credited_label')}>
      {t('watch.credited', { minutes })}
    </span>
  );
}

/* Of a sound, by its id. */
export interface SoundName {
  label: string;
  note: string;
}

interface LanguageMenuProps {
  state: PlayerState;
  player: Player;
  nameOf?: ((id: string) => SoundName | null) | undefined;
}

function LanguageMenu({ state, player, nameOf }: LanguageMenuProps) {
  if (state.languages.length < 2) return null;
  const rows = state.languages.map((row) => ({ ...row, ...nameOf?.(row.id), language: tagOfSound(row.id) }));
  const now = rows.find((row) => row.id === state.language);
  return (
    <ChoiceMenu
      icon="language"
      label={t('watch.language')}
      rows={rows}
      chosen={state.language}
      shown={now?.label ?? ''}
      shownLanguage={now?.language}
      onOpen={() => player.prepareLanguages()}
      onChoose={(id) => {
        keepSound(id);
        player.setLanguage(id);
      }}
    />
  );
}

function QualityMenu({ state, player }: { state: PlayerState; player: Player }) {
  if (state.qualities.length < 2 || state.isSoundOnly) return null;
  const auto = state.height > 0 ? t('watch.quality_auto_now', { height: state.height }) : t('watch.quality_auto');
  const rows = [{ id: '', label: auto }, ...state.qualities];
  const now = state.qualities.find((row) => row.id === state.quality);
  return (
    <ChoiceMenu
      icon="speed"
      label={t('watch.quality')}
      rows={rows}
      chosen={state.quality}
      shown={now?.label ?? t('watch.quality_auto')}
      onChoose={(id) => player.setQuality(id)}
    />
  );
}

function Volume({ state, player }: { state: PlayerState; player: Player }) {
  const isSilent = state.isMuted || state.volume === 0;
  return (
    <div class="watch-volume">
      <BarButton
        icon={isSilent ? 'muted' : 'sound'}
        label={isSilent ? t('watch.unmute') : t('watch.mute')}
        onPress={() => player.setVolume(state.volume === 0 ? 1 : state.volume, !isSilent)}
      />
      <input
        class="watch-volume-input"
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={isSilent ? 0 : state.volume}
        aria-label={t('watch.volume')}
        onInput={(event) => player.setVolume(Number(event.currentTarget.value), false)}
      />
    </div>
  );
}

interface ControlBarProps {
  state: PlayerState;
  player: Player;
  nameOf?: (id: string) => SoundName | null;
  previewOf?: PreviewOf | undefined;
  more?: ComponentChildren; // before the full screen
  chapters: readonly Chapter[];
  isPhone: boolean;
  isFull: boolean;
  onFull: () => void;
}

export function ControlBar(props: ControlBarProps) {
  const { state, player, isPhone, isFull } = props;
  const isGoing = state.phase === 'playing' || state.phase === 'waiting' || state.phase === 'opening';
  return (
    <div class="watch-bar" role="group" aria-label={t('watch.controls')}>
      <TimeBar state={state} chapters={props.chapters} previewOf={props.previewOf} onSeek={(ms) => player.seek(ms)} />
      <div class="watch-bar-row">
        <BarButton
          icon={isGoing ? 'pause' : 'play'}
          label={isGoing ? t('watch.pause') : t('watch.play')}
          onPress={() => player.toggle()}
        />
        {!isPhone && <Volume state={state} player={player} />}
        <Place state={state} player={player} />
        <Credited state={state} />
        <span class="watch-bar-gap" />
        <LanguageMenu state={state} player={player} nameOf={props.nameOf} />
        {props.more}
        {!isPhone && <QualityMenu state={state} player={player} />}
        <BarButton icon="full" label={isFull ? t('watch.leave_full') : t('watch.full')} onPress={props.onFull} />
      </div>
    </div>
  );
}

/* What a phone has below the picture: choices for a slow or dear line. */
export function PhoneChoices(props: { state: PlayerState; player: Player; hasQuality?: boolean }) {
  const { state, player, hasQuality = true } = props;
  return (
    <div class="watch-choices">
      {(state.canSoundOnly || state.isSoundOnly) && (
        <BarButton
          icon="headphones"
          label={state.isSoundOnly ? t('watch.with_picture') : t('watch.sound_only')}
          word={state.isSoundOnly ? t('watch.with_picture') : t('watch.sound_only')}
          pressed={state.isSoundOnly}
          onPress={() => player.setSoundOnly(!state.isSoundOnly)}
        />
      )}
      <BarButton
        icon="leaf"
        label={t('watch.save_data')}
        word={t('watch.save_data')}
        pressed={state.isSaving}
        onPress={() => player.saveData(!state.isSaving)}
      />
      {hasQuality && <QualityMenu state={state} player={player} />}
    </div>
  );
}
