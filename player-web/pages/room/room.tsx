/* Meetings in which all may speak: /room is their list, /room#/{meeting} one of them. */
import '../../shared/theme/theme.css';

import { effect, signal, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { pageForUserAgent } from '../../shared/device.ts';
import { t } from '../../shared/i18n/locale.ts';
import '../../shared/i18n/words-room.ts';
import { later } from '../../shared/later.ts';
import { startLive } from '../../shared/live.ts';
import { goToSignIn, requireSession, session, sessionFailure } from '../../shared/session.ts';
import { setSignedInHint, signedInHint } from '../../shared/settings.ts';
import { askGuest, dropGuest, guest, hideLink, link } from './link.ts';

const PLACES = {
  list: (): Promise<ComponentType> => import('./list.tsx').then((module) => module.RoomList),
  room: (): Promise<ComponentType> => import('./place.tsx').then((module) => module.Place),
  guest: (): Promise<ComponentType> => import('./guest-door.tsx').then((module) => module.GuestDoor),
};
/* By the address itself: what reads it for offices is not needed first. */
const nameHere = () => (/^#\/[^/?]/.test(location.hash) ? 'room' : 'list');
const here = signal<keyof typeof PLACES>(nameHere());
/* Not signed in, and here by a link. */
const isNobody = signal(false);

/* Other fragments (#main of the skip link) are no places; a guest is known to one room only. */
window.addEventListener('hashchange', () => {
  if (!/^(#\/|$)/.test(location.hash)) return;
  if (isNobody.value) location.reload();
  else here.value = nameHere();
});

function Waiting() {
  return (
    <>
      <h1 class="visually-hidden">{t('title.room')}</h1>
      <Loading />
    </>
  );
}

function RoomPage() {
  const loaded = useSignal<{ name: keyof typeof PLACES; it: ComponentType } | null>(null);
  const name = isNobody.value && !guest.value ? 'guest' : here.value;
  useEffect(() => {
    let isPast = false;
    void later(PLACES[name]).then((it) => isPast || (loaded.value = { name, it }));
    return () => void (isPast = true);
  }, [name]);
  const now = loaded.value?.name === name ? loaded.value : null;
  return (
    <AppShell page="room" nav={name === 'list'} broad>
      {sessionFailure.value && <FailureNotice failure={sessionFailure.value} />}
      {now && (session.value || isNobody.value) ? <now.it /> : <Waiting />}
    </AppShell>
  );
}

const RETRY_MS = 3000;

/* The address that one comes back to must not carry the link to the server. */
function signInAgain(): void {
  hideLink();
  goToSignIn('ended');
}

/* With a link and without an account: a line as soon as there is a name. */
function enterAsNobody(client: 'phone' | 'pc'): void {
  setSignedInHint(false);
  sessionFailure.value = null;
  isNobody.value = true;
  const stop = effect(() => {
    if (!guest.value) return;
    queueMicrotask(() => stop());
    startLive(client, () => {
      dropGuest();
      location.reload();
    }, askGuest);
  });
}

async function enter(): Promise<void> {
  const client = pageForUserAgent(navigator.userAgent) === '/phone' ? 'phone' : 'pc';
  const onNobody: typeof goToSignIn = (why) => (link.value === '' ? goToSignIn(why) : enterAsNobody(client));
  if (await requireSession(onNobody)) startLive(client, signInAgain);
  else if (sessionFailure.value) setTimeout(() => void enter(), RETRY_MS);
}

/* Asked for together with the session, not after it. */
if (signedInHint()) PLACES[here.value]().catch(() => undefined);
mountPage(RoomPage, 'title.room');
void enter();
