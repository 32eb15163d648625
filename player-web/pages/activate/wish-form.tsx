import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { Check, Field, focusField } from '../../components/field.tsx';
import { NewPassword } from '../../components/new-password.tsx';
import { Notice } from '../../components/notice.tsx';
import { call } from '../../shared/api-client.ts';
import type { CurrentSession } from '../../shared/contract.ts';
import type { ActivationState } from '../../shared/contract/activation.ts';
import { deviceName } from '../../shared/device-name.ts';
import { dayText } from '../../shared/format.ts';
import { t } from '../../shared/i18n/locale.ts';
import { isTooShort, PASSWORD_MIN_CHARACTERS } from '../../shared/password-rule.ts';
import { peopleHere } from '../../shared/people-here.ts';
import { wishRefusal, type Trouble, type TroubleField } from './trouble.ts';

interface WishFormProps {
  code: string;
  state: ActivationState;
  onBack: () => void;
  onDone: (session: CurrentSession) => void;
}

function Person({ state, onBack }: Pick<WishFormProps, 'state' | 'onBack'>) {
  return (
    <div class="activate-person">
      <p class="activate-ask">{t('activate.you_are')}</p>
      <p class="activate-who">{state.member_name}</p>
      <p class="activate-unit">{state.unit_name}</p>
      <p class="activate-valid">
        {t('activate.valid_until', { day: dayText(Date.parse(state.expires_at)) })}
      </p>
      <button type="button" class="activate-not-me" onClick={onBack}>
        {t('activate.not_me')}
      </button>
    </div>
  );
}

/* The second step: name and password, typed twice, with the rule in sight. */
export function WishForm({ code, state, onBack, onDone }: WishFormProps) {
  const isNew = state.kind === 'activate';
  const name = useSignal(state.account_name);
  const password = useSignal('');
  const again = useSignal('');
  const shared = useSignal(false);
  const consent = useSignal(!isNew);
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | null>(null);
  useEffect(() => focusField('password'), []);

  function findTrouble(): Trouble | null {
    const count = PASSWORD_MIN_CHARACTERS;
    if (name.value.trim() === '') return { field: 'name', text: () => t('activate.empty_name') };
    if (isTooShort(password.value)) {
      return { field: 'password', text: () => t('password.short', { count }) };
    }
    if (password.value !== again.value) return { field: 'again', text: () => t('setup.differ') };
    if (!consent.value) return { field: 'consent', text: () => t('activate.need_consent') };
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
    const device = deviceName(navigator.userAgent);
    /* Who is signed in on this phone stays so: several people use it. */
    const keep = !shared.value && peopleHere.value.some((person) => person.current);
    const result = await call('POST /api/v1/activation', {
      body: {
        code,
        password: password.value,
        ...(isNew ? { name: name.value.trim() } : {}),
        ...(device ? { device } : {}),
        ...(shared.value ? { shared: true } : {}),
        ...(keep ? { keep: true } : {}),
      },
    });
    busy.value = false;
    if (result.ok) onDone(result.value);
    else complain(wishRefusal(result.failure));
  }

  const wrong = trouble.value;
  const errorAt = (field: TroubleField) => (wrong?.field === field ? wrong.text() : null);
  const isAtField = wrong !== null && ['name', 'password', 'again'].includes(wrong.field ?? '');
  return (
    <form
      class="activate-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Person state={state} onBack={onBack} />
      <h2>{isNew ? t('activate.new_heading') : t('activate.reset_heading')}</h2>
      {!isNew && <Notice tone="info">{t('activate.reset_note')}</Notice>}
      {isNew ? (
        <Field
          id="name"
          label={t('activate.name')}
          hint={t('activate.name_hint')}
          value={name.value}
          autocomplete="username"
          error={errorAt('name')}
          onInput={(value) => (name.value = value)}
        />
      ) : (
        <p class="activate-account">
          {t('activate.your_name')} <strong>{state.account_name}</strong>
        </p>
      )}
      <NewPassword
        password={password}
        again={again}
        label={t('activate.password')}
        hint={t('activate.rule', { count: PASSWORD_MIN_CHARACTERS })}
        againLabel={t('activate.again')}
        errorAt={errorAt}
      />
      <Check
        id="shared"
        label={t('login.shared')}
        hint={t('login.shared_hint')}
        checked={shared.value}
        onChange={(checked) => (shared.value = checked)}
      />
      {isNew && (
        <Check
          id="consent"
          label={t('activate.consent')}
          checked={consent.value}
          onChange={(checked) => (consent.value = checked)}
        />
      )}
      {wrong && !isAtField && <Notice tone="bad">{wrong.text()}</Notice>}
      <Button type="submit" kind="primary" wide busy={busy.value}>
        {busy.value
          ? t('activate.submitting')
          : isNew
            ? t('activate.submit')
            : t('activate.submit_reset')}
      </Button>
    </form>
  );
}
