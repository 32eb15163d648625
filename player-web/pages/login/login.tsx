import './login.css';
import '../../shared/theme/theme.css';

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { mountPage } from '../../components/app-shell.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { DisplaySwitches } from '../../components/display-switches.tsx';
import { failureText } from '../../components/failure-notice.tsx';
import { Check, Field, focusField } from '../../components/field.tsx';
import { HeroArt } from '../../components/hero-art.tsx';
import { NameMark } from '../../components/name-mark.tsx';
import { Notice } from '../../components/notice.tsx';
import { PlainHttpNotice } from '../../components/plain-http-notice.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import type { ServerInfo } from '../../shared/contract.ts';
import { deviceName } from '../../shared/device-name.ts';
import { pageForUserAgent } from '../../shared/device.ts';
import { t } from '../../shared/i18n/locale.ts';
import { safeNextPath } from '../../shared/next-path.ts';
import { loadPeopleHere } from '../../shared/people-here.ts';
import { setSignedInHint } from '../../shared/settings.ts';
import { PeopleHere } from './people-here.tsx';

const query = new URLSearchParams(location.search);
/* Somebody else signs in beside the one who is. */
const adding = query.get('add') !== null;
const next = safeNextPath(query.get('next'), pageForUserAgent(navigator.userAgent));

interface Trouble {
  text: () => string; // evaluated while drawing, so that it follows the language
  field: 'name' | 'password' | null;
}

function troubleOf(failure: Failure, waitS: () => number): Trouble {
  if (failure.code === 'unauthenticated') return { text: () => t('login.wrong'), field: null };
  if (failure.retryAfterS !== null) {
    const key = failure.code === 'rate_limited' ? 'login.throttled' : 'login.busy';
    return { text: () => t(key, { seconds: waitS() }), field: null };
  }
  return { text: () => failureText(failure), field: null };
}

function SignInForm() {
  const name = useSignal('');
  const password = useSignal('');
  const shown = useSignal(false);
  const shared = useSignal(false);
  const busy = useSignal(false);
  const waitS = useSignal(0);
  const trouble = useSignal<Trouble | null>(null);

  useEffect(() => focusField('name'), []);
  useSignalEffect(() => {
    if (waitS.value === 0) return undefined;
    const timer = setTimeout(() => {
      waitS.value -= 1;
      if (waitS.value === 0) trouble.value = null;
    }, 1000);
    return () => clearTimeout(timer);
  });

  function complain(field: 'name' | 'password', text: () => string): void {
    trouble.value = { field, text };
    focusField(field);
  }

  async function submit(): Promise<void> {
    if (busy.value || waitS.value > 0) return;
    if (name.value.trim() === '') return complain('name', () => t('login.empty_name'));
    if (password.value === '') return complain('password', () => t('login.empty_password'));
    busy.value = true;
    const device = deviceName(navigator.userAgent);
    const result = await call('POST /api/v1/session', {
      body: {
        name: name.value.trim(),
        password: password.value,
        ...(device ? { device } : {}),
        ...(shared.value ? { shared: true } : {}),
        ...(adding && !shared.value ? { keep: true } : {}),
      },
    });
    if (result.ok) {
      setSignedInHint(true);
      location.replace(next);
      return;
    }
    busy.value = false;
    waitS.value = result.failure.retryAfterS ?? 0;
    trouble.value = troubleOf(result.failure, () => waitS.value);
    focusField('password');
  }

  const wrong = trouble.value;
  return (
    <form
      class="login-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {wrong && wrong.field === null && <Notice tone="bad">{wrong.text()}</Notice>}
      <Field
        id="name"
        label={t('login.name')}
        value={name.value}
        autocomplete="username"
        error={wrong?.field === 'name' ? wrong.text() : null}
        onInput={(value) => (name.value = value)}
      />
      <div>
        <Field
          id="password"
          label={t('login.password')}
          value={password.value}
          type={shown.value ? 'text' : 'password'}
          autocomplete="current-password"
          error={wrong?.field === 'password' ? wrong.text() : null}
          onInput={(value) => (password.value = value)}
        />
        <Check
          id="show-password"
          label={t('login.show_password')}
          checked={shown.value}
          onChange={(checked) => (shown.value = checked)}
        />
      </div>
      {!adding && (
        <Check
          id="shared"
          label={t('login.shared')}
          hint={t('login.shared_hint')}
          checked={shared.value}
          onChange={(checked) => (shared.value = checked)}
        />
      )}
      <Button type="submit" kind="primary" wide busy={busy.value || waitS.value > 0}>
        {busy.value ? t('login.submitting') : t('login.submit')}
      </Button>
      <ButtonLink icon="slip" href="/activate">
        {t('login.slip')}
      </ButtonLink>
      {adding && <ButtonLink href={next}>{t('login.back')}</ButtonLink>}
      <p class="login-help">{t('login.forgot')}</p>
    </form>
  );
}

function Greeting({ server }: { server: ServerInfo | null }) {
  const why = query.get('why');
  return (
    <>
      {why === 'signed_out' && <Notice tone="ok">{t('login.signed_out')}</Notice>}
      {why === 'quiet' && <Notice tone="info">{t('login.quiet')}</Notice>}
      {why === 'ended' && <Notice tone="warn">{t('login.ended')}</Notice>}
      {server?.setup_needed && <Notice tone="info">{t('login.setup')}</Notice>}
      {server?.demo && <Notice tone="info">{t('login.demo')}</Notice>}
    </>
  );
}

function LoginPage() {
  const server = useSignal<ServerInfo | null>(null);
  useEffect(() => {
    void loadPeopleHere();
    void call('GET /api/v1/server').then((result) => {
      if (result.ok) server.value = result.value;
    });
  }, []);
  return (
    <div class="login">
      <aside class="login-hero">
        <NameMark />
        <p class="login-tagline">{t('brand.tagline')}</p>
        <HeroArt />
      </aside>
      <div class="login-side">
        <header class="login-switches">
          <DisplaySwitches />
        </header>
        <main class="login-main">
          <div class="login-heading">
            <h1>{adding ? t('login.add_heading') : t('login.heading')}</h1>
            <p class="login-server">
              {adding ? t('login.add_lead') : (server.value?.name ?? t('login.lead'))}
            </p>
          </div>
          <Greeting server={server.value} />
          <PeopleHere next={next} />
          <SignInForm />
          <PlainHttpNotice server={server.value} />
        </main>
      </div>
    </div>
  );
}

mountPage(LoginPage, 'title.login');
