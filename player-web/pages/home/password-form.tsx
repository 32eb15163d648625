import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { failureText, serverSentence } from '../../components/failure-notice.tsx';
import { Check, Field, focusField } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { sessionsVersion } from '../../components/sessions-card.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import { t } from '../../shared/i18n/locale.ts';
import { isTooShort, PASSWORD_MIN_CHARACTERS } from '../../shared/password-rule.ts';

interface Trouble {
  field: 'old' | 'new' | 'again' | null;
  text: () => string;
}

/* 403 and 401 both mean here that the old password did not match: the session itself is fine. */
function troubleOf(failure: Failure): Trouble {
  const wrong = failure.code === 'unauthenticated' || failure.code === 'forbidden';
  if (wrong) return { field: 'old', text: () => t('password.wrong') };
  if (failure.code === 'invalid') return { field: 'new', text: () => serverSentence(failure) ?? t('password.weak') };
  return { field: null, text: () => failureText(failure) };
}

interface PasswordFormProps {
  accountName: string;
  onDone: (changed: boolean) => void;
}

export function PasswordForm({ accountName, onDone }: PasswordFormProps) {
  const values = { old: useSignal(''), fresh: useSignal(''), again: useSignal('') };
  const shown = useSignal(false);
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | null>(null);
  useEffect(() => focusField('old-password'), []);

  function findTrouble(): Trouble | null {
    const count = PASSWORD_MIN_CHARACTERS;
    if (values.old.value === '') return { field: 'old', text: () => t('login.empty_password') };
    if (isTooShort(values.fresh.value)) {
      return { field: 'new', text: () => t('password.short', { count }) };
    }
    if (values.fresh.value !== values.again.value) {
      return { field: 'again', text: () => t('password.differ') };
    }
    return null;
  }

  function complain(found: Trouble | null): boolean {
    trouble.value = found;
    if (found?.field) focusField(`${found.field}-password`);
    return found !== null;
  }

  async function submit(): Promise<void> {
    if (busy.value || complain(findTrouble())) return;
    busy.value = true;
    const result = await call('POST /api/v1/password', {
      body: { old_password: values.old.value, new_password: values.fresh.value },
    });
    busy.value = false;
    if (!result.ok) {
      complain(troubleOf(result.failure));
      return;
    }
    sessionsVersion.value += 1;
    onDone(true);
  }

  const wrong = trouble.value;
  const type = shown.value ? 'text' : 'password';
  const errorAt = (field: Trouble['field']) => (wrong?.field === field ? wrong.text() : null);
  return (
    <form
      class="password-form"
      noValidate
      aria-label={t('password.heading')}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {wrong && wrong.field === null && <Notice tone="bad">{wrong.text()}</Notice>}
      <input type="text" name="username" autocomplete="username" value={accountName} hidden />
      <Field
        id="old-password"
        label={t('password.old')}
        value={values.old.value}
        type={type}
        autocomplete="current-password"
        error={errorAt('old')}
        onInput={(value) => (values.old.value = value)}
      />
      <Field
        id="new-password"
        label={t('password.new')}
        value={values.fresh.value}
        type={type}
        autocomplete="new-password"
        hint={t('password.hint', { count: PASSWORD_MIN_CHARACTERS })}
        error={errorAt('new')}
        onInput={(value) => (values.fresh.value = value)}
      />
      <Field
        id="again-password"
        label={t('password.again')}
        value={values.again.value}
        type={type}
        autocomplete="new-password"
        error={errorAt('again')}
        onInput={(value) => (values.again.value = value)}
      />
      <Check
        id="show-passwords"
        label={t('password.show')}
        checked={shown.value}
        onChange={(checked) => (shown.value = checked)}
      />
      <div class="form-actions">
        <Button type="submit" kind="primary" busy={busy.value}>
          {busy.value ? t('password.saving') : t('password.save')}
        </Button>
        <Button onPress={() => onDone(false)}>{t('password.cancel')}</Button>
      </div>
    </form>
  );
}
