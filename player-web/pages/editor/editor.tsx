import '../../shared/theme/theme.css';
import '../../components/desk/desk.css';
import '../../shared/i18n/words-desk.ts';

import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { QuestionHost } from '../../components/desk/dialog.tsx';
import { SkeletonLines } from '../../components/desk/empty.tsx';
import { ToastHost } from '../../components/desk/toast.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { t } from '../../shared/i18n/locale.ts';
import { later } from '../../shared/later.ts';
import { startLive } from '../../shared/live.ts';
import { loadSelf } from '../../shared/self.ts';
import { goToSignIn, requireSession, session, sessionFailure } from '../../shared/session.ts';
import { signedInHint } from '../../shared/settings.ts';

const loadDesk = () => import('./desk.tsx');

/* The roles and rights are known, or could not be asked for. */
function EditorPage() {
  const isReady = useSignal(false);
  const loaded = useSignal<{ it: ComponentType } | null>(null);
  useSignalEffect(() => {
    if (session.value && !isReady.peek()) void loadSelf().then(() => (isReady.value = true));
  });
  useEffect(() => void later(loadDesk).then((module) => (loaded.value = { it: module.default })), []);
  const Desk = isReady.value ? loaded.value?.it : undefined;
  return (
    <AppShell page="editor" wide>
      {sessionFailure.value && <FailureNotice failure={sessionFailure.value} />}
      {Desk ? (
        <Desk />
      ) : (
        <>
          <h1 class="visually-hidden">{t('title.editor')}</h1>
          <SkeletonLines count={6} />
        </>
      )}
      <ToastHost />
      <QuestionHost />
    </AppShell>
  );
}

const RETRY_MS = 3000;

/* What will be needed is asked for together with the session, not after it. */
function askAhead(): void {
  if (!signedInHint()) return;
  void loadSelf();
  void loadDesk()
    .then((desk) => desk.askAhead())
    .catch(() => undefined); /* asked for again by the page */
}

async function enter(): Promise<void> {
  if (await requireSession()) startLive('admin', () => goToSignIn('ended'));
  else if (sessionFailure.value) setTimeout(() => void enter(), RETRY_MS);
}

askAhead();
mountPage(EditorPage, 'title.editor');
void enter();
