import './home.css';
import '../../shared/theme/theme.css';

import { effect, signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { PlainHttpNotice } from '../../components/plain-http-notice.tsx';
import { SessionsCard } from '../../components/sessions-card.tsx';
import { afterPicture, expectPicture } from '../../shared/after-picture.ts';
import { call } from '../../shared/api-client.ts';
import type { CurrentSession, ServerInfo } from '../../shared/contract.ts';
import { clockTime, fullDate } from '../../shared/format.ts';
import { t, type MessageKey } from '../../shared/i18n/locale.ts';
import { serverNowMs, startLive } from '../../shared/live.ts';
import { later } from '../../shared/later.ts';
import { signedInHint } from '../../shared/settings.ts';
import { hasTaken, hasUntold } from '../../shared/taken-hint.ts';
import {
  goToSignIn,
  requireSession,
  session,
  sessionFailure,
  signOut,
} from '../../shared/session.ts';
import { AccountCard } from './account-card.tsx';
import { CoursesSlot, fetchCourses, fetchLesson, LibrarySlot } from './courses-slot.tsx';
import { GuestHome } from './guest-home.tsx';
import { HoursSlot } from './hours-slot.tsx';
import { isEmptyLibrary, keepLibrary, library, loadLibrary } from './library.ts';
import { Meetings } from './meetings.tsx';
import { isEmpty, keepNow, loadNow, now, nowFailure } from './now.ts';
import { changePlace, place } from './place.ts';
import { PresenceCard } from './presence-card.tsx';
import { RollSlot } from './roll-slot.tsx';
import { RoomsSlot } from './rooms-slot.tsx';
import { ServerCard } from './server-card.tsx';
import { fetchPlayer, WatchSlot } from './watch-slot.tsx';

type Greeting = 'home.morning' | 'home.noon' | 'home.afternoon' | 'home.evening';

function greetingFor(hour: number): Greeting & MessageKey {
  if (hour >= 4 && hour < 11) return 'home.morning';
  if (hour >= 11 && hour < 13) return 'home.noon';
  if (hour >= 13 && hour < 18) return 'home.afternoon';
  return 'home.evening';
}

function Welcome({ current }: { current: CurrentSession }) {
  const nowMs = serverNowMs.value;
  const leaving = useSignal(false);
  const name = current.account.display_name || current.account.name;
  return (
    <div class="welcome">
      <div class="welcome-words">
        <h1>{t(greetingFor(new Date(nowMs).getHours()), { name })}</h1>
        <p class="welcome-roles">
          {current.account.roles.map((role) => t(`role.${role}`)).join(' · ')}
        </p>
      </div>
      <div class="welcome-time">
        <p class="welcome-clock numbers" role="timer" aria-label={t('home.server_time')}>
          {clockTime(nowMs)}
        </p>
        <p class="welcome-date">{fullDate(nowMs)}</p>
      </div>
      <Button
        icon="sign_out"
        busy={leaving.value}
        onPress={() => {
          leaving.value = true;
          void signOut().then(() => (leaving.value = false));
        }}
      >
        {leaving.value ? t('home.signing_out') : t('home.sign_out')}
      </Button>
    </div>
  );
}

/* Nobody is signed in, and there is something public. */
const isGuest = signal(false);

function HomePage({ client }: { client: 'pc' | 'phone' }) {
  const server = useSignal<ServerInfo | null>(null);
  useEffect(() => {
    afterPicture(() => {
      void call('GET /api/v1/server').then((result) => {
        if (result.ok) server.value = result.value;
      });
    });
  }, []);
  const current = session.value;
  const here = place.value;
  if (here.kind === 'roll' && current) {
    return (
      <AppShell page="home">
        <RollSlot id={here.id} />
      </AppShell>
    );
  }
  /* What was taken along needs neither a line nor a sign-in. */
  if (here.kind === 'taken' || (here.kind !== 'home' && here.kind !== 'roll' && (current || isGuest.value))) {
    return (
      <AppShell page="home" nav={current !== null} broad>
        {here.kind === 'meeting' ? <WatchSlot id={here.id} client={client} /> : <CoursesSlot client={client} />}
      </AppShell>
    );
  }
  if (isGuest.value) return <GuestHome />;
  return (
    <AppShell page="home">
      {sessionFailure.value && <FailureNotice failure={sessionFailure.value} />}
      {!current && !sessionFailure.value && <Loading />}
      {current && (
        <div class="home">
          <Welcome current={current} />
          <div class="home-notice">
            <PlainHttpNotice server={server.value} />
          </div>
          <RollSlot />
          <RoomsSlot />
          {now.value && <Meetings list={now.value} />}
          <LibrarySlot />
          <HoursSlot />
          <div class="home-main">
            <PresenceCard />
            <SessionsCard />
          </div>
          <div class="home-side">
            <ServerCard server={server.value} />
            <AccountCard account={current.account} />
          </div>
        </div>
      )}
    </AppShell>
  );
}

/* The server may be starting: try again until it answers or asks to sign in. */
const RETRY_MS = 3000;

/* Without a sign-in there is the list of what is public, when there is something. */
async function enterAsGuest(): Promise<boolean> {
  if (signedInHint()) return false;
  /* What the address names says by itself who may see it. */
  if (place.value.kind === 'roll') return false;
  if (place.value.kind !== 'home' && place.value.kind !== 'taken') {
    isGuest.value = true;
    afterPicture(loadLists);
    return true;
  }
  const [list, rows] = await Promise.all([loadNow(), loadLibrary()]);
  isGuest.value = list !== null && (!isEmpty(list) || !isEmptyLibrary(rows) || place.value.kind === 'taken');
  if (isGuest.value) fetchWhenNeeded();
  return isGuest.value;
}

function loadLists(): void {
  void loadNow();
  void loadLibrary();
  fetchWhenNeeded();
}

function fetchWhenNeeded(): void {
  keepNow();
  keepLibrary();
  effect(() => {
    if (place.value.kind === 'meeting' || (now.value?.on_air.length ?? 0) > 0) fetchPlayer();
    if (!isEmptyLibrary(library.value)) void fetchCourses();
  });
}

/* Without a line there is what was taken along, for guests too. */
function showTaken(): boolean {
  if (!hasTaken()) return false;
  if (place.value.kind === 'home') changePlace({ kind: 'taken' });
  return place.value.kind === 'taken';
}

/* A player tells by itself what an earlier one could not. */
function tellUntold(): void {
  const { kind } = place.value;
  if (kind === 'lesson' || kind === 'meeting' || !hasUntold()) return;
  void later(() => import('../../player/web-host.ts')).then((module) => module.tellLeftOver());
}

async function enter(client: 'pc' | 'phone'): Promise<void> {
  if (await enterAsGuest()) return;
  const isGuestAway = !signedInHint() && nowFailure.value?.status === 0;
  if (isGuestAway && showTaken()) return void setTimeout(() => void enter(client), RETRY_MS);
  if (await requireSession()) {
    startLive(client, () => goToSignIn('ended'));
    afterPicture(loadLists);
    tellUntold();
  } else if (sessionFailure.value) {
    showTaken();
    setTimeout(() => void enter(client), RETRY_MS);
  }
}

/* A lesson is drawn once, with its player; on a slow line the page comes first. */
const DRAW_AFTER_MS = 600;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

export function startHome(client: 'pc' | 'phone'): void {
  const here = place.value;
  const mount = () => mountPage(() => <HomePage client={client} />, 'title.home');
  if (here.kind === 'lesson') expectPicture();
  const entering = enter(client);
  if (here.kind !== 'lesson') return mount();
  void Promise.race([Promise.all([entering, fetchLesson(here.id)]), pause(DRAW_AFTER_MS)]).then(mount);
}
