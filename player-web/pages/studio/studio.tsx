import '../../shared/theme/theme.css';
import '../../components/desk/desk.css';
import './studio.css';
import '../../shared/i18n/words-desk.ts';

import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { QuestionHost } from '../../components/desk/dialog.tsx';
import { SkeletonLines } from '../../components/desk/empty.tsx';
import { ToastHost } from '../../components/desk/toast.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { route } from '../../shared/hash-route.ts';
import { t } from '../../shared/i18n/locale.ts';
import { later } from '../../shared/later.ts';
import { startLive } from '../../shared/live.ts';
import { loadSelf, may } from '../../shared/self.ts';
import { goToSignIn, requireSession, session, sessionFailure } from '../../shared/session.ts';
import { signedInHint } from '../../shared/settings.ts';

type Module = { default: ComponentType };

/* The list and the desk come when they are asked for, with their words and styles. */
const PLACES = {
  list: (): Promise<Module> => import('./meeting-lists.tsx'),
  meeting: (): Promise<Module> => import('./desk.tsx'),
  denied: (): Promise<Module> => import('./denied.tsx'),
};
type PlaceName = keyof typeof PLACES;

function placeNow(): PlaceName {
  const { section, id } = route.value;
  return section === 'meeting' && id !== '' ? 'meeting' : 'list';
}

function Waiting() {
  return (
    <>
      <h1 class="studio-title">{t('title.studio')}</h1>
      <SkeletonLines count={6} />
    </>
  );
}

function Place() {
  const loaded = useSignal<{ name: PlaceName; it: ComponentType } | null>(null);
  const name = may('meeting.run') ? placeNow() : 'denied';
  useEffect(() => {
    let isLeft = false;
    void later(PLACES[name]).then((module) => {
      if (!isLeft) loaded.value = { name, it: module.default };
    });
    return () => void (isLeft = true);
  }, [name]);
  const now = loaded.value;
  return now?.name === name ? <now.it /> : <Waiting />;
}

/* The roles and rights are known, or could not be asked for. */
function StudioPage() {
  const isReady = useSignal(false);
  useSignalEffect(() => {
    if (session.value && !isReady.peek()) void loadSelf().then(() => (isReady.value = true));
  });
  return (
    <AppShell page="studio" wide>
      {sessionFailure.value && <FailureNotice failure={sessionFailure.value} />}
      <div class="studio">
        {isReady.value ? (
          <Place />
        ) : (
          <Waiting />
        )}
      </div>
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
  PLACES[placeNow()]().catch(() => undefined); /* asked for again by its place */
}

async function enter(): Promise<void> {
  if (await requireSession()) startLive('studio', () => goToSignIn('ended'));
  else if (sessionFailure.value) setTimeout(() => void enter(), RETRY_MS);
}

askAhead();
mountPage(StudioPage, 'title.studio');
void enter();
