/* Who is signed in on this page, and the ways in and out. */
import { signal } from '@preact/signals';

import { call, type Failure, type Result } from './api-client.ts';
import type { CurrentSession, LocaleTag } from './contract.ts';
import { changeDisplay, display } from './display.ts';
import { forgetEverything } from './forget.ts';
import { signInPath } from './next-path.ts';
import { setSignedInHint, signedInHint } from './settings.ts';
import { countTakenBy, dropTakenBy } from './taken-hint.ts';

export const session = signal<CurrentSession | null>(null);
export const sessionFailure = signal<Failure | null>(null);

/* What must end before the page changes its person: live connections. */
const leaveHooks: (() => void)[] = [];

export function onLeave(hook: () => void): void {
  leaveHooks.push(hook);
}

export function runLeaveHooks(): void {
  for (const hook of leaveHooks) hook();
}

export function goToSignIn(reason: 'ended' | 'signed_out' | 'none'): void {
  setSignedInHint(false);
  if (session.value?.shared) void forgetEverything();
  const here = location.pathname + location.search + location.hash;
  const url = signInPath(here) + (reason === 'none' ? '' : '&why=' + reason);
  location.replace(url);
}

/* For pages that need a person: false when there is none (`onNobody` was called; without one the browser is on its way to
 * /login) or nobody knows (sessionFailure). */
export async function requireSession(onNobody: typeof goToSignIn = goToSignIn): Promise<boolean> {
  if (!signedInHint()) {
    onNobody('none');
    return false;
  }
  const result = await call('GET /api/v1/session');
  if (!result.ok) {
    if (result.failure.status === 401) onNobody('ended');
    else sessionFailure.value = result.failure;
    return false;
  }
  sessionFailure.value = null;
  enter(result.value);
  return true;
}

/* The session may say something else now: other roles, or nobody any more. */
export async function refreshSession(): Promise<void> {
  const result = await call('GET /api/v1/session');
  if (result.ok) session.value = result.value;
  else if (result.failure.status === 401) goToSignIn('ended');
}

/* The language that the account has chosen follows the person to a new device. */
function enter(current: CurrentSession): void {
  session.value = current;
  setSignedInHint(true);
  const chosen = current.account.locale;
  if (chosen && chosen !== display.value.locale) changeDisplay({ locale: chosen });
}

/* On a shared computer nothing stays behind, even when the server cannot be told; on one's own, what was taken along
 * goes with the person. */
export async function leave(why: 'signed_out' | 'quiet'): Promise<Result<null>> {
  const shared = session.value?.shared ?? false;
  const owner = session.value?.account.id ?? '';
  runLeaveHooks();
  const result = await call('DELETE /api/v1/session');
  if (shared) await forgetEverything();
  if (shared || result.ok || result.failure.status === 401) {
    await dropTakenBy(owner).catch(() => undefined);
    session.value = null;
    setSignedInHint(false);
    location.replace(`/login?why=${why}`);
  }
  return result;
}

/* How many lessons signing out would delete here, while the person is asked. */
export const leavingTaken = signal<{ count: number; answer: (goes: boolean) => void } | null>(null);

export async function signOut(): Promise<void> {
  const count = countTakenBy(session.value?.account.id ?? '');
  const goes = count === 0 || (await new Promise<boolean>((answer) => (leavingTaken.value = { count, answer })));
  leavingTaken.value = null;
  if (goes) await leave('signed_out');
}

/* Kept on this device at once; the account remembers it when somebody is signed in. */
export function switchLocale(locale: LocaleTag): void {
  changeDisplay({ locale });
  const current = session.value;
  if (!current) return;
  session.value = { ...current, account: { ...current.account, locale } };
  void call('PATCH /api/v1/session', { body: { locale } });
}
