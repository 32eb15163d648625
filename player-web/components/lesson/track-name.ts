import type { LessonTrack } from '../../shared/contract/courses.ts';
import { locale } from '../../shared/i18n/locale.ts';

/* A language in its own name, with the name that the reader of the page knows beside it. */
export function trackName(track: LessonTrack): { label: string; note: string } {
  const known = locale.value === 'en' ? track.name_en || track.name_zh : track.name_zh;
  const parts = [known === track.autonym ? '' : known, track.label].filter((part) => part !== '');
  return { label: track.autonym || track.language, note: parts.join(' · ') };
}
