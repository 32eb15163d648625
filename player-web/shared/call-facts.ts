/* What every call of the server's API carries, here without the contract and the words of a page. */
import type { LocaleTag } from './contract.ts';
import { deviceName } from './device-name.ts';

export const CALL_TIMEOUT_MS = 15000;

/* X-Tongping-Request marks our own scripts for browsers that send neither Origin nor
 * Sec-Fetch-Site. The server tells what went wrong in the page's language, not in the browser's. */
export function callHeaders(method: string, hasBody: boolean, locale: LocaleTag): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': locale };
  if (method !== 'GET') headers['X-Tongping-Request'] = '1';
  if (hasBody) headers['Content-Type'] = 'application/json';
  return headers;
}

/* The wish for a viewing of a lesson. */
export function lessonWish(lessonId: string): { lesson_id: string; device: string } {
  return { lesson_id: lessonId, device: (deviceName(navigator.userAgent) ?? '').slice(0, 120) };
}
