import type { PlayerState } from '../../player/player-state.ts';
import type { Player } from '../../player/player.ts';
import type { CueSize } from '../../player/cues/cue-view.ts';
import type { LessonTrack } from '../../shared/contract/courses.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { ChoiceMenu, type MenuRow } from '../watch/choice-menu.tsx';
import { CUE_SIZES, keepChoice, RATES } from './choices.ts';
import { trackName } from './track-name.ts';

const SIZE_WORDS: Record<CueSize, PlainKey> = {
  s: 'lesson.size_s',
  m: 'lesson.size_m',
  l: 'lesson.size_l',
  xl: 'lesson.size_xl',
};
const SIZE_ROW = 'size:';

interface SubtitleMenuProps {
  tracks: readonly LessonTrack[];
  chosen: string; // id of the asset; '': off
  size: CueSize;
  onChoose: (assetId: string) => void;
  onSize: (size: CueSize) => void;
}

/* Which subtitles, and how large. */
export function SubtitleMenu({ tracks, chosen, size, onChoose, onSize }: SubtitleMenuProps) {
  if (tracks.length === 0) return null;
  const now = tracks.find((track) => track.asset_id === chosen);
  const rows: MenuRow[] = [
    { id: '', label: t('lesson.subtitles_off') },
    ...tracks.map((track) => ({ id: track.asset_id, language: track.language, ...trackName(track) })),
  ];
  const sizes = CUE_SIZES.map((one) => ({ id: SIZE_ROW + one, label: t(SIZE_WORDS[one]) }));
  return (
    <>
      <ChoiceMenu
        icon="subtitles"
        label={t('lesson.subtitles')}
        rows={rows}
        chosen={chosen}
        shown={now?.autonym ?? t('lesson.subtitles_off')}
        shownLanguage={now?.language}
        onChoose={onChoose}
      />
      {now && (
        <ChoiceMenu
          icon="letters"
          label={t('lesson.size')}
          rows={sizes}
          chosen={SIZE_ROW + size}
          shown={t(SIZE_WORDS[size])}
          onChoose={(id) => onSize(CUE_SIZES.find((one) => SIZE_ROW + one === id) ?? 'm')}
        />
      )}
    </>
  );
}

export function SpeedMenu({ state, player }: { state: PlayerState; player: Player }) {
  const label = (rate: number) => t('lesson.rate_times', { rate });
  return (
    <ChoiceMenu
      icon="pulse"
      label={t('lesson.rate')}
      rows={RATES.map((rate) => ({ id: String(rate), label: label(rate) }))}
      chosen={String(state.rate)}
      shown={label(state.rate)}
      onChoose={(id) => {
        keepChoice('rate', id);
        player.setRate(Number(id));
      }}
    />
  );
}
