/* Languages of a meeting's sound by their own names. */
import { findText } from '../../shared/i18n/locale.ts';

export const LANGUAGE_TAGS = ['zh', 'bo', 'mn', 'ug', 'kk', 'ko', 'ii', 'za', 'yue', 'ky', 'ru', 'en'] as const;

/* A tag of somewhere else stands for itself. */
export function autonymOf(tag: string): string {
  return findText(`studio.language_${tag}`) ?? tag;
}
