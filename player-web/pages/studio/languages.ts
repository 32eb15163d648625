/* Languages of a meeting's sound by their own names. */
import { LANGUAGES } from '../../shared/i18n/languages.ts';

/* Those that a form offers; others come with meetings that were made elsewhere. */
export const LANGUAGE_TAGS = ['zh', 'bo', 'mn', 'ug', 'kk', 'ko', 'ii', 'za', 'yue', 'ky', 'ru', 'en'] as const;

/* A tag of somewhere else stands for itself. */
export function autonymOf(tag: string): string {
  return LANGUAGES.find((one) => one.tag === tag)?.autonym ?? tag;
}
