import './setup.css';
import '../../shared/theme/theme.css';

import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { FailureNotice, failureText, serverSentence } from '../../components/failure-notice.tsx';
import { Field, focusField } from '../../components/field.tsx';
import { Loading } from '../../components/loading.tsx';
import { NewPassword } from '../../components/new-password.tsx';
import { Notice } from '../../components/notice.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import { t } from '../../shared/i18n/locale.ts';
import { isTooShort, PASSWORD_MIN_CHARACTERS } from '../../shared/password-rule.ts';
import { setSignedInHint } from '../../shared/settings.ts';

/* The token travels in the fragment, which browsers never send; it is taken out of the address line
 * so that it does not stay in the history. */
const token = signal(decodeURIComponent(location.hash.replace(/^#(token=)?/, '')));
if (location.hash) history.replaceState(null, '', location.pathname);

interface Trouble {
  field: 'name' | 'password' | 'again' | null;
  text: () => string;
}

function troubleOf(failure: Failure): Trouble {
  const badToken = failure.code === 'unauthenticated' || failure.code === 'forbidden';
  if (badToken) return { field: null, text: () => t('setup.bad_token') };
  if (failure.code === 'invalid' && /password|密码/i.test(failure.detail)) {
    return { field: 'password', text: () => serverSentence(failure) ?? t('password.weak') };
  }
  return { field: null, text: () => failureText(failure) };
}

function SetupForm() {
  const displayName = useSignal('');
  const name = useSignal('');
  const password = useSignal('');
  const again = useSignal('');
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | null>(null);

  function findTrouble(): Trouble | null {
    const count = PASSWORD_MIN_CHARACTERS;
    if (name.value.trim() === '') return { field: 'name', text: () => t('setup.empty_name') };
    if (isTooShort(password.value)) {
      return { field: 'password', text: () => t('password.short', { count }) };
    }
    if (password.value !== again.value) {
      return { field: 'again', text: () => t('setup.differ') };
    }
    return null;
  }

  function complain(found: Trouble | null): boolean {
    trouble.value = found;
    if (found?.field) focusField(found.field);
    return found !== null;
  }

  async function submit(): Promise<void> {
    if (busy.value || complain(findTrouble())) return;
    busy.value = true;
    const shownName = displayName.value.trim();
    const result = await call('POST /api/v1/setup', {
      body: {
        token: token.value,
        name: name.value.trim(),
        password: password.value,
        ...(shownName ? { display_name: shownName } : {}),
      },
    });
    busy.value = false;
    if (result.ok) {
      setSignedInHint(true);
      location.replace('/admin'); // of an empty server: its guide
    } else {
      complain(troubleOf(result.failure));
    }
  }

  const wrong = trouble.value;
  const errorAt = (field: Trouble['field']) => (wrong?.field === field ? wrong.text() : null);
  return (
    <form
      class="setup-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {wrong && wrong.field === null && <Notice tone="bad">{wrong.text()}</Notice>}
      <Field
        id="display-name"
        label={t('setup.display_name')}
        hint={t('setup.display_hint')}
        value={displayName.value}
        autocomplete="name"
        onInput={(value) => (displayName.value = value)}
      />
      <Field
        id="name"
        label={t('setup.name')}
        hint={t('setup.name_hint')}
        value={name.value}
        autocomplete="username"
        error={errorAt('name')}
        onInput={(value) => (name.value = value)}
      />
      <NewPassword
        password={password}
        again={again}
        label={t('setup.password')}
        hint={t('password.hint', { count: PASSWORD_MIN_CHARACTERS })}
        againLabel={t('setup.again')}
        errorAt={errorAt}
      />
      <Button type="submit" kind="primary" wide busy={busy.value}>
        {busy.value ? t('setup.submitting') : t('setup.submit')}
      </Button>
    </form>
  );
}

function SetupPage() {
  const needed = useSignal<boolean | null>(null);
  const failure = useSignal<Failure | null>(null);
  useEffect(() => {
    void call('GET /api/v1/setup').then((result) => {
      if (result.ok) needed.value = result.value.needed;
      else failure.value = result.failure;
    });
  }, []);
  return (
    <AppShell page="other" nav={false}>
      <div class="setup">
        <h1>{t('setup.heading')}</h1>
        {failure.value && <FailureNotice failure={failure.value} />}
        {needed.value === null && !failure.value && <Loading />}
        {needed.value === false && (
          <>
            <Notice tone="ok" title={t('setup.done_title')}>
              {t('setup.done_text')}
            </Notice>
            <div>
              <ButtonLink kind="primary" href="/login">
                {t('setup.done_link')}
              </ButtonLink>
            </div>
          </>
        )}
        {needed.value === true && token.value === '' && (
          <Notice tone="warn" title={t('setup.no_token_title')}>
            {t('setup.no_token_text')}
          </Notice>
        )}
        {needed.value === true && token.value !== '' && (
          <>
            <p class="setup-lead">{t('setup.lead')}</p>
            <SetupForm />
          </>
        )}
      </div>
    </AppShell>
  );
}

mountPage(SetupPage, 'title.setup');
