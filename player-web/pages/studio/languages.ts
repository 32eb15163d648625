/* Languages of a meeting's sound. */
export { autonymOf } from '../../shared/i18n/languages.ts';

/* Those that a form offers; others come with meetings that were made elsewhere. */
export const LANGUAGE_TAGS = ['zh', 'bo', 'mn', 'ug', 'kk', 'ko', 'ii', 'za', 'yue', 'ky', 'ru', 'en'] as const;
