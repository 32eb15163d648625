import './activate.css';
import '../../shared/theme/theme.css';
import '../../shared/i18n/words-activate.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { ButtonLink } from '../../components/button.tsx';
import type { CurrentSession } from '../../shared/contract.ts';
import type { ActivationKind, ActivationState } from '../../shared/contract/activation.ts';
import { pageForUserAgent } from '../../shared/device.ts';
import { t } from '../../shared/i18n/locale.ts';
import { loadPeopleHere } from '../../shared/people-here.ts';
import { session } from '../../shared/session.ts';
import { setSignedInHint } from '../../shared/settings.ts';
import { CodeForm } from './code-form.tsx';
import { WishForm } from './wish-form.tsx';

/* The code of a slip's QR code stands in the fragment, which browsers never send; it is taken out of
 * the address line so that it does not stay in the history. */
function takeCode(): string {
  const found =
    /^#code=(.*)$/.exec(location.hash)?.[1] ?? new URLSearchParams(location.search).get('code') ?? '';
  if (location.hash || location.search) history.replaceState(null, '', location.pathname);
  try {
    return decodeURIComponent(found);
  } catch {
    return '';
  }
}

const codeOfLink = takeCode();

interface Found {
  code: string;
  state: ActivationState;
}

function Done({ current, kind }: { current: CurrentSession; kind: ActivationKind }) {
  return (
    <div class="activate-done" role="status">
      <h1>{t('activate.done', { name: current.account.display_name })}</h1>
      <p>{kind === 'activate' ? t('activate.done_new') : t('activate.done_reset')}</p>
      <p class="activate-result">{current.account.name}</p>
      <p>{current.shared ? t('activate.done_shared') : t('activate.done_stay')}</p>
      <ButtonLink kind="primary" href={pageForUserAgent(navigator.userAgent)}>
        {t('activate.enter')}
      </ButtonLink>
    </div>
  );
}

function ActivatePage() {
  const found = useSignal<Found | null>(null);
  const done = useSignal<CurrentSession | null>(null);
  const fromLink = useSignal(codeOfLink);
  useEffect(() => void loadPeopleHere(), []);
  const { code, state } = found.value ?? { code: '', state: null };
  return (
    <AppShell page="other" nav={false}>
      <div class="activate">
        {done.value && state && <Done current={done.value} kind={state.kind} />}
        {!done.value && (
          <>
            <h1>{t('activate.heading')}</h1>
            {!state && <p class="activate-lead">{t('activate.lead')}</p>}
            {state ? (
              <WishForm
                code={code}
                state={state}
                onBack={() => {
                  fromLink.value = '';
                  found.value = null;
                }}
                onDone={(current) => {
                  setSignedInHint(true);
                  session.value = current; // a shared computer is watched from here on
                  done.value = current;
                }}
              />
            ) : (
              <CodeForm
                code={fromLink.value}
                onFound={(sent, answer) => (found.value = { code: sent, state: answer })}
              />
            )}
          </>
        )}
      </div>
    </AppShell>
  );
}

mountPage(ActivatePage, 'title.activate');
