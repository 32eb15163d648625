import './pair.css';
import '../../shared/i18n/words-desk.ts';
import '../../shared/i18n/words-pair.ts';
import '../../shared/theme/theme.css';

import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Field } from '../../components/field.tsx';
import { Loading } from '../../components/loading.tsx';
import { Notice } from '../../components/notice.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import type { PairingRow, ScreenRow } from '../../shared/contract/screens.ts';
import { t } from '../../shared/i18n/locale.ts';
import { requireSession, sessionFailure } from '../../shared/session.ts';
import { DecisionForm } from './decision-form.tsx';

const query = new URLSearchParams(location.search);
const replaces = query.get('replaces') ?? '';

/* The address line follows, so that the page can be loaded again. */
const code = signal(query.get('code') ?? '');

type Outcome = { kind: 'paired'; screen: ScreenRow } | { kind: 'refused' } | null;

function CodeForm({ onCode }: { onCode: (code: string) => void }) {
  const typed = useSignal('');
  const isEmpty = useSignal(false);
  return (
    <form
      class="pair-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        isEmpty.value = typed.value.trim() === '';
        if (!isEmpty.value) onCode(typed.value.trim());
      }}
    >
      <Field
        id="code"
        label={t('pair.code')}
        hint={t('pair.code_hint')}
        error={isEmpty.value ? t('pair.code_empty') : null}
        value={typed.value}
        onInput={(value) => (typed.value = value)}
      />
      <Button type="submit" kind="primary" wide>
        {t('pair.continue')}
      </Button>
    </form>
  );
}

/* What a wrong or late code means, in words that help. */
function CodeTrouble({ failure }: { failure: Failure }) {
  if (failure.status === 404 || failure.code === 'invalid') {
    return (
      <Notice tone="warn" title={t('pair.unknown_title')}>
        {t('pair.unknown_text')}
      </Notice>
    );
  }
  if (failure.code === 'conflict') return <Notice tone="warn">{t('pair.decided')}</Notice>;
  if (failure.code === 'forbidden') return <Notice tone="bad">{t('pair.not_clerk')}</Notice>;
  return <FailureNotice failure={failure} />;
}

function Result({ outcome }: { outcome: NonNullable<Outcome> }) {
  if (outcome.kind === 'refused') {
    return (
      <Notice tone="info" title={t('pair.refused_title')}>
        {t('pair.refused_text')}
      </Notice>
    );
  }
  const { screen } = outcome;
  return (
    <Notice tone="ok" title={t('pair.done_title', { name: screen.name })}>
      {t('pair.done_text', { unit: screen.unit_name })}
    </Notice>
  );
}

function PairPage() {
  const isReady = useSignal(false);
  const row = useSignal<PairingRow | null>(null);
  const failure = useSignal<Failure | null>(null);
  const outcome = useSignal<Outcome>(null);

  async function look(wanted: string): Promise<void> {
    code.value = wanted;
    const search = new URLSearchParams({ code: wanted, ...(replaces ? { replaces } : {}) });
    history.replaceState(null, '', `${location.pathname}?${search}`);
    row.value = failure.value = null;
    const result = await call('GET /api/v1/pairings/{code}', { path: { code: wanted } });
    if (result.ok) row.value = result.value;
    else failure.value = result.failure;
  }

  useEffect(() => {
    void requireSession().then((signedIn) => {
      isReady.value = signedIn;
      if (signedIn && code.value) void look(code.value);
    });
  }, []);

  const needsCode = isReady.value && (!code.value || failure.value !== null);
  const isLooking = code.value !== '' && !row.value && !failure.value;
  return (
    <AppShell page="other">
      <div class="pair">
        <h1>{t('pair.heading')}</h1>
        {sessionFailure.value && <FailureNotice failure={sessionFailure.value} />}
        {outcome.value && <Result outcome={outcome.value} />}
        {outcome.value && (
          <div class="pair-links">
            <ButtonLink kind="primary" href="/pair">
              {t('pair.another')}
            </ButtonLink>
            <ButtonLink href="/admin#screens">{t('pair.all_screens')}</ButtonLink>
          </div>
        )}
        {!outcome.value && failure.value && <CodeTrouble failure={failure.value} />}
        {!outcome.value && needsCode && (
          <>
            <p class="pair-lead">{t('pair.lead')}</p>
            <CodeForm onCode={(wanted) => void look(wanted)} />
          </>
        )}
        {isLooking && !sessionFailure.value && <Loading />}
        {!outcome.value && row.value && (
          <DecisionForm
            row={row.value}
            replaces={replaces || (row.value.former_id ?? '')}
            onPaired={(screen) => (outcome.value = { kind: 'paired', screen })}
            onRefused={() => (outcome.value = { kind: 'refused' })}
          />
        )}
      </div>
    </AppShell>
  );
}

mountPage(PairPage, 'title.pair');
