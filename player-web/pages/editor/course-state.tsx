import { Icon, type IconName } from '../../components/icon.tsx';
import { StatusPill, type PillTone } from '../../components/status-pill.tsx';
import type { CourseState } from '../../shared/contract/courses.ts';
import { t } from '../../shared/i18n/locale.ts';
import { autonymOf } from './languages.ts';

const TONES: Readonly<Record<CourseState, PillTone>> = { draft: 'calm', published: 'ok', withdrawn: 'warn' };
const ICONS = { draft: 'edit', published: 'check', withdrawn: 'eye_off' } as const;

export function CourseStatePill({ state }: { state: CourseState }) {
  return <StatusPill tone={TONES[state]} icon={ICONS[state]} text={t(`editor.state_${state}`)} />;
}

/* Autonyms, each in its own script. */
export function Autonyms({ tags }: { tags: readonly string[] }) {
  return (
    <span class="autonyms">
      {tags.map((tag) => (
        <span key={tag} class="autonym-chip autonym" lang={tag} dir="auto">
          {autonymOf(tag)}
        </span>
      ))}
    </span>
  );
}

/* The picture of a course or lesson; in place of one the title's first sign, or the sign of the lesson's kind. */
export function Poster({ url, title, icon }: { url: string; title: string; icon?: IconName }) {
  return (
    <span class="poster" aria-hidden="true">
      {url !== '' && <img class="poster-picture" src={url} alt="" loading="lazy" />}
      {url === '' && <span class="poster-sign">{icon ? <Icon name={icon} /> : [...title.trim()][0]}</span>}
    </span>
  );
}
