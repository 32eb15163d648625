/* Several people on one device: who is signed in here, and going on as somebody else. */
import { signal } from '@preact/signals';

import { call, type Result } from './api-client.ts';
import type { CurrentSession } from './contract.ts';
import type { PersonHere } from './contract/activation.ts';
import { runLeaveHooks } from './session.ts';
import { setSignedInHint } from './settings.ts';

export const peopleHere = signal<readonly PersonHere[]>([]);

export async function loadPeopleHere(): Promise<void> {
  const result = await call('GET /api/v1/session/people');
  if (result.ok) peopleHere.value = result.value;
}

/* The page starts anew as the other person: nothing of the one before stays in it. */
export async function switchTo(sessionId: string, path: string): Promise<Result<CurrentSession>> {
  const result = await call('POST /api/v1/session/switch', { body: { session_id: sessionId } });
  if (result.ok) {
    runLeaveHooks();
    setSignedInHint(true);
    location.replace(path);
  } else {
    void loadPeopleHere();
  }
  return result;
}

/* Somebody else signs in beside the one who is; both can be switched to. */
export function addPersonPath(): string {
  return '/login?add=1';
}
