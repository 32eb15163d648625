import { useSignal, type Signal } from '@preact/signals';

import { t } from '../shared/i18n/locale.ts';
import { Check, Field } from './field.tsx';

interface NewPasswordProps {
  password: Signal<string>;
  again: Signal<string>;
  label: string;
  hint: string;
  againLabel: string;
  errorAt: (field: 'password' | 'again') => string | null;
}

/* A password that is typed twice, with a switch to see it. */
export function NewPassword({ password, again, label, hint, againLabel, errorAt }: NewPasswordProps) {
  const shown = useSignal(false);
  const type = shown.value ? 'text' : 'password';
  return (
    <>
      <Field
        id="password"
        label={label}
        hint={hint}
        value={password.value}
        type={type}
        autocomplete="new-password"
        error={errorAt('password')}
        onInput={(value) => (password.value = value)}
      />
      <Field
        id="again"
        label={againLabel}
        value={again.value}
        type={type}
        autocomplete="new-password"
        error={errorAt('again')}
        onInput={(value) => (again.value = value)}
      />
      <Check
        id="show-password"
        label={t('login.show_password')}
        checked={shown.value}
        onChange={(checked) => (shown.value = checked)}
      />
    </>
  );
}
