/* A meeting in which all may speak: /room#/{meeting}. */
import '../../shared/theme/theme.css';

import { useSignal } from '@preact/signals';
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
import { signedInHint } from '../../shared/settings.ts';

const loadPlace = (): Promise<{ Place: ComponentType }> => import('./place.tsx');

function Waiting() {
  return (
    <>
      <h1 class="visually-hidden">{t('title.room')}</h1>
      <Loading />
    </>
  );
}

function RoomPage() {
  const loaded = useSignal<{ it: ComponentType } | null>(null);
  useEffect(() => {
    void later(loadPlace).then(({ Place }) => (loaded.value = { it: Place }));
  }, []);
  const now = loaded.value;
  return (
    <AppShell page="other" nav={false} broad>
      {sessionFailure.value && <FailureNotice failure={sessionFailure.value} />}
      {now && session.value ? <now.it /> : <Waiting />}
    </AppShell>
  );
}

const RETRY_MS = 3000;

async function enter(): Promise<void> {
  const client = pageForUserAgent(navigator.userAgent) === '/phone' ? 'phone' : 'pc';
  if (await requireSession()) startLive(client, () => goToSignIn('ended'));
  else if (sessionFailure.value) setTimeout(() => void enter(), RETRY_MS);
}

/* Asked for together with the session, not after it. */
if (signedInHint()) loadPlace().catch(() => undefined);
mountPage(RoomPage, 'title.room');
void enter();
