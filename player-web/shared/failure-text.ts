/* What went wrong as a text of the page. */
import type { Failure } from './api-client.ts';
import type { LocaleTag } from './contract.ts';
import { locale, t } from './i18n/locale.ts';

/* Where the page's words say more than the server's. */
const IN_OUR_WORDS: ReadonlySet<Failure['code']> = new Set([
  'unreachable',
  'timeout',
  'unauthenticated',
  'overloaded',
  'internal',
  'io',
  'corrupt',
  'config',
  'newer',
]);
const FULL_STOP: Readonly<Record<LocaleTag, string>> = { 'zh-CN': '。', en: '.' };

/* The server's own sentence, or null when it is not in the page's language. */
export function serverSentence(failure: Failure): string | null {
  const { code, detail, language } = failure;
  if (IN_OUR_WORDS.has(code) || detail === '' || language !== locale.value) return null;
  const sentence = detail.charAt(0).toUpperCase() + detail.slice(1);
  return /[.?!。？！]$/.test(sentence) ? sentence : sentence + FULL_STOP[locale.value];
}

/* What went wrong, in the reader's language: in the server's own sentence or, where it is in another
 * language, as much as the kind of the failure says. */
export function failureText(failure: Failure): string {
  return serverSentence(failure) ?? kindText(failure);
}

function kindText(failure: Failure): string {
  const detail = failure.detail;
  switch (failure.code) {
    case 'unreachable':
    case 'timeout':
      return t('error.unreachable');
    case 'invalid':
    case 'too_large':
      return t('error.invalid', { detail });
    case 'conflict':
      return t('error.conflict', { detail });
    case 'unauthenticated':
      return t('error.unauthenticated');
    case 'forbidden':
      return t('error.forbidden');
    case 'not_found':
      return t('error.not_found');
    case 'rate_limited':
      return t('error.rate_limited');
    case 'overloaded':
      return t('error.overloaded');
    case 'unavailable':
      return t('error.unavailable');
    case 'internal':
    case 'io':
    case 'corrupt':
    case 'config':
    case 'newer':
      return t('error.internal');
    default:
      return t('error.other', { detail });
  }
}
