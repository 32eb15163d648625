/* What a refusal means to somebody with a slip in the hand. */
import { failureText } from '../../components/failure-notice.tsx';
import type { Failure } from '../../shared/api-client.ts';
import { bareCode, findCodeFault } from '../../shared/activation-code.ts';
import { t } from '../../shared/i18n/locale.ts';

export type TroubleField = 'code' | 'name' | 'password' | 'again' | 'consent' | null;

export interface Trouble {
  field: TroubleField;
  text: () => string; // evaluated while drawing, so that it follows the language
}

export function codeTrouble(typed: string): Trouble | null {
  const fault = findCodeFault(typed);
  if (fault === null) return null;
  const count = Array.from(bareCode(typed)).length;
  const text = fault === 'length' ? () => t('activate.length', { count }) : () => t(`activate.${fault}`);
  return { field: 'code', text };
}

/* Null when the refusal is not about the code. */
export function codeRefusal(failure: Failure): Trouble | null {
  switch (failure.code) {
    case 'not_found':
      return { field: 'code', text: () => t('activate.unknown') };
    case 'stale':
      return { field: 'code', text: () => t('activate.expired') };
    case 'conflict':
      return { field: 'code', text: () => t('activate.used') };
    case 'rate_limited': {
      const seconds = failure.retryAfterS ?? 0;
      return { field: 'code', text: () => t('activate.throttled', { seconds }) };
    }
    default:
      return null;
  }
}

/* The sentences of the server that are about one field, in its languages. */
const ABOUT: readonly (readonly [RegExp, TroubleField, () => string])[] = [
  [/name is taken|登录账号.*已有人使用/, 'name', () => t('activate.taken')],
  [/sign-in name|account name|^登录账号/, 'name', () => t('activate.bad_name')],
  [/password must have nothing|密码中不能含有/, 'password', () => t('activate.personal')],
  [/password|密码/i, 'password', () => t('password.weak')],
];

export function wishRefusal(failure: Failure): Trouble {
  if (failure.code === 'invalid' || failure.code === 'conflict') {
    const row = ABOUT.find(([pattern]) => pattern.test(failure.detail));
    if (row && !/was used|已经用过/.test(failure.detail)) return { field: row[1], text: row[2] };
  }
  return codeRefusal(failure) ?? { field: null, text: () => failureText(failure) };
}
