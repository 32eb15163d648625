import '../../shared/theme/theme.css';
import '../../components/desk/desk.css';
import './admin.css';
import '../../shared/i18n/words-admin.ts';
import '../../shared/i18n/words-desk.ts';

import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { QuestionHost } from '../../components/desk/dialog.tsx';
import { Empty, SkeletonLines } from '../../components/desk/empty.tsx';
import { ToastHost } from '../../components/desk/toast.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { t } from '../../shared/i18n/locale.ts';
import { startLive } from '../../shared/live.ts';
import { loadSelf, may } from '../../shared/self.ts';
import { goToSignIn, requireSession, session, sessionFailure } from '../../shared/session.ts';
import { signedInHint } from '../../shared/settings.ts';
import { units } from '../../shared/units.ts';
import { BottomMenu, SideMenu } from './menu.tsx';
import { linkTo, route } from '../../shared/hash-route.ts';
import type { SectionProps } from './section-props.ts';
import { SECTIONS, type SectionRow } from './sections.ts';

/* The server may be starting: try again until it answers or asks to sign in. */
const RETRY_MS = 3000;

type Loaded =
  | { kind: 'loading' }
  | { kind: 'failed' }
  | { kind: 'ready'; id: string; Section: ComponentType<SectionProps> };

/* Nothing is lost by a second try: a module that did not come is asked for again. */
function SectionFrame({ row }: { row: SectionRow }) {
  const loaded = useSignal<Loaded>({ kind: 'loading' });
  const load = () => {
    loaded.value = { kind: 'loading' };
    row.load().then(
      (module) => (loaded.value = { kind: 'ready', id: row.id, Section: module.default }),
      () => (loaded.value = { kind: 'failed' }),
    );
  };
  useEffect(load, [row.id]);
  const now = loaded.value;
  if (now.kind === 'failed') {
    return (
      <Empty icon="alert" title={t('admin.load_failed_title')}>
        <p>{t('admin.load_failed_text')}</p>
        <Button kind="primary" onPress={() => location.reload()}>
          {t('admin.reload')}
        </Button>
      </Empty>
    );
  }
  if (now.kind === 'loading' || now.id !== row.id) {
    return (
      <>
        <h1 class="section-title">{t(row.title)}</h1>
        <SkeletonLines count={6} />
      </>
    );
  }
  return <now.Section route={route.value} />;
}

function NoSection() {
  return (
    <>
      <h1 class="visually-hidden">{t('title.admin')}</h1>
      <Empty icon="lock" title={t('admin.no_section_title')}>
        <p>{t('admin.no_section_text')}</p>
        <ButtonLink href="/me">{t('admin.to_me')}</ButtonLink>
      </Empty>
    </>
  );
}

function AdminDesk() {
  const sections = SECTIONS.filter((row) => may(row.right));
  const here = sections.find((row) => row.id === route.value.section) ?? sections[0];
  if (!here) return <NoSection />;
  return (
    <div class="desk">
      <SideMenu sections={sections} current={here.id} />
      <div class="desk-main">
        <SectionFrame key={here.id} row={here} />
      </div>
      <BottomMenu sections={sections} current={here.id} />
    </div>
  );
}

/* The first picture does not wait for it. */
function followNews(): void {
  import('./news.ts').then(
    (news) => news.followNews(),
    () => setTimeout(followNews, RETRY_MS),
  );
}

/* The roles and rights are known, or could not be asked for. */
function AdminPage() {
  const isReady = useSignal(false);
  useSignalEffect(() => {
    if (!session.value || isReady.peek()) return;
    void loadSelf().then(() => {
      isReady.value = true;
      followNews();
    });
  });
  /* On an empty server the first steps come first, unless the reader has chosen a section. */
  useSignalEffect(() => {
    const isEmpty = isReady.value && units.value?.length === 0;
    if (isEmpty && route.value.section === '' && may('guide.see')) location.replace(linkTo('guide'));
  });
  return (
    <AppShell page="admin" wide>
      {sessionFailure.value && <FailureNotice failure={sessionFailure.value} />}
      {isReady.value ? (
        <AdminDesk />
      ) : (
        <div class="desk-waiting">
          <h1 class="section-title">{t('title.admin')}</h1>
          <SkeletonLines count={6} />
        </div>
      )}
      <ToastHost />
      <QuestionHost />
    </AppShell>
  );
}

const FIRST_SECTION = SECTIONS[0]?.id;

/* What will be needed is asked for together with the session, not after it. */
function askAhead(): void {
  if (!signedInHint()) return;
  void loadSelf();
  import('./news.ts').catch(() => undefined); /* followNews() tries again */
  const row = SECTIONS.find((one) => one.id === (route.value.section || FIRST_SECTION));
  row?.load().catch(() => undefined); /* its frame tries again, and says so */
}

async function enter(): Promise<void> {
  if (await requireSession()) startLive('admin', () => goToSignIn('ended'));
  else if (sessionFailure.value) setTimeout(() => void enter(), RETRY_MS);
}

askAhead();
mountPage(AdminPage, 'title.admin');
void enter();
