/* Behind the code on a television (/j?c=…): the member says with one press that he is there. The code is good for
 * less than a minute, so an old one says what to do. */
import './join.css';
import '../../shared/i18n/words-join.ts';
import '../../shared/theme/theme.css';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { Notice } from '../../components/notice.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import type { CodeEntered } from '../../shared/contract/registers.ts';
import { hourAndMinute } from '../../shared/format.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { requireSession, session, sessionFailure } from '../../shared/session.ts';
import { newUuid } from '../../shared/uuid.ts';

const code = new URLSearchParams(location.search).get('c') ?? '';
const id = newUuid(); // pressed twice, it counts once

const BY_STATUS: Readonly<Record<number, PlainKey>> = { 400: 'join.wrong', 404: 'join.wrong', 410: 'join.old' };

function Trouble({ failure }: { failure: Failure }) {
  const key = BY_STATUS[failure.status];
  return key ? <Notice tone="warn">{t(key)}</Notice> : <FailureNotice failure={failure} />;
}

function Done({ entered }: { entered: CodeEntered }) {
  const { presence, title } = entered;
  const account = session.value?.account;
  const name = presence.name || account?.display_name || account?.name || '';
  const heading = presence.outcome === 'already' ? t('join.already') : t('join.done', { title });
  return (
    <Notice tone="ok" title={heading}>
      {t('join.done_text', { name, place: presence.place_name ?? '', time: hourAndMinute(Date.parse(presence.from)) })}
    </Notice>
  );
}

function JoinPage() {
  const isReady = useSignal(false);
  const isBusy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const entered = useSignal<CodeEntered | null>(null);

  useEffect(() => {
    void requireSession().then((isSignedIn) => (isReady.value = isSignedIn));
  }, []);

  async function press(): Promise<void> {
    isBusy.value = true;
    const result = await call('POST /api/v1/presences/code', { body: { code, id } });
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) entered.value = result.value;
  }

  /* What no second press can heal. */
  const isFinal = code === '' || (failure.value !== null && (failure.value.status === 409 || BY_STATUS[failure.value.status] !== undefined));
  return (
    <AppShell page="other">
      <div class="join">
        <h1>{t('join.heading')}</h1>
        {sessionFailure.value && <FailureNotice failure={sessionFailure.value} />}
        {!isReady.value && !sessionFailure.value && <Loading />}
        {isReady.value && code === '' && <Notice tone="warn">{t('join.wrong')}</Notice>}
        {failure.value && <Trouble failure={failure.value} />}
        {entered.value && <Done entered={entered.value} />}
        {isReady.value && !entered.value && !isFinal && (
          <>
            <p class="join-lead">{t('join.lead')}</p>
            <div class="join-press">
              <Button kind="primary" icon="check" wide busy={isBusy.value} onPress={() => void press()}>
                {t(isBusy.value ? 'join.pressing' : 'join.press')}
              </Button>
            </div>
          </>
        )}
        {(entered.value || isFinal) && <ButtonLink href="/">{t('join.home')}</ButtonLink>}
      </div>
    </AppShell>
  );
}

mountPage(JoinPage, 'title.join');
