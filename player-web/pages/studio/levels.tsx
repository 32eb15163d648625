import { Icon } from '../../components/icon.tsx';
import type { LevelHealth } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import { oneDecimal } from './figures.ts';
import { autonymOf } from './languages.ts';
import { loudnessOf, placeOf, SCALE_WIDTH, TARGET_LUFS, ZONE, type Loudness } from './level-scale.ts';

const ICONS = { silent: 'muted', quiet: 'alert', good: 'check', loud: 'alert', clipping: 'cross' } as const;

function Bar({ level, loudness }: { level: LevelHealth; loudness: Loudness }) {
  const now = placeOf(level.momentary_lufs);
  const short = placeOf(level.short_term_lufs);
  const peak = placeOf(level.peak_dbfs);
  return (
    <svg class={`level-bar level-${loudness}`} viewBox={`0 0 ${SCALE_WIDTH} 20`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="level-ground" width={SCALE_WIDTH} height="20" />
      <rect class="level-zone" x={placeOf(ZONE.from)} width={placeOf(ZONE.to) - placeOf(ZONE.from)} height="20" />
      <rect class="level-now" width={now} y="4" height="12" />
      <rect class="level-target" x={placeOf(TARGET_LUFS) - 1} width="2" height="20" />
      <rect class="level-short" x={Math.max(0, short - 3)} width="6" height="20" />
      <rect class="level-peak" x={Math.max(0, peak - 2)} width="3" height="20" />
    </svg>
  );
}

function Level({ level }: { level: LevelHealth }) {
  const loudness = loudnessOf(level.short_term_lufs, level.peak_dbfs);
  return (
    <li class="level" data-language={level.language} data-loudness={loudness}>
      <span class="level-name">{autonymOf(level.language)}</span>
      <Bar level={level} loudness={loudness} />
      <span class="level-figures numbers">
        <strong>{oneDecimal(level.short_term_lufs)}</strong>
        {' LUFS'}
        <span class="soft">{t('studio.peak', { value: oneDecimal(level.peak_dbfs) })}</span>
      </span>
      <span class={`level-word level-word-${loudness}`}>
        <Icon name={ICONS[loudness]} />
        {t(`studio.loudness_${loudness}`)}
      </span>
    </li>
  );
}

/* The programme's sound by language: bar now, line of the last three seconds, dot of the peak. */
export function Levels({ levels }: { levels: readonly LevelHealth[] }) {
  return (
    <section class="levels" aria-label={t('studio.levels')}>
      <ul>
        {levels.map((level) => (
          <Level key={level.language} level={level} />
        ))}
      </ul>
    </section>
  );
}
