import type { Failure } from '../shared/api-client.ts';
import { t } from '../shared/i18n/locale.ts';
import { Notice } from './notice.tsx';

/* What went wrong, in the reader's language. The server's own sentence is added only where it says
 * something about the reader's input. */
export function failureText(failure: Failure): string {
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

export function FailureNotice({ failure }: { failure: Failure }) {
  return <Notice tone="bad">{failureText(failure)}</Notice>;
}
