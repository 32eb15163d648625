import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button, ButtonLink } from '../../components/button.tsx';
import { failureText } from '../../components/failure-notice.tsx';
import { Field, focusField } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { bareCode, groupCode } from '../../shared/activation-code.ts';
import { call } from '../../shared/api-client.ts';
import type { ActivationState } from '../../shared/contract/activation.ts';
import { t } from '../../shared/i18n/locale.ts';
import { codeRefusal, codeTrouble, type Trouble } from './trouble.ts';

interface CodeFormProps {
  code: string; // of the link; checked at once
  onFound: (code: string, state: ActivationState) => void;
}

/* The first step: the characters on the slip. */
export function CodeForm({ code, onFound }: CodeFormProps) {
  const typed = useSignal(groupCode(bareCode(code)));
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | null>(null);

  async function check(): Promise<void> {
    if (busy.value) return;
    trouble.value = codeTrouble(typed.value);
    if (trouble.value) return focusField('code');
    busy.value = true;
    const sent = groupCode(bareCode(typed.value));
    const result = await call('POST /api/v1/activation/check', { body: { code: sent } });
    busy.value = false;
    if (result.ok) return onFound(sent, result.value);
    const { failure } = result;
    trouble.value = codeRefusal(failure) ?? { field: null, text: () => failureText(failure) };
    focusField('code');
  }

  useEffect(() => {
    if (code !== '') void check();
    else focusField('code');
  }, []);

  const wrong = trouble.value;
  return (
    <form
      class="activate-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void check();
      }}
    >
      {wrong && wrong.field === null && <Notice tone="bad">{wrong.text()}</Notice>}
      <div class="activate-code">
        <Field
          id="code"
          label={t('activate.code')}
          hint={t('activate.code_hint')}
          value={typed.value}
          error={wrong?.field === 'code' ? wrong.text() : null}
          onInput={(value) => (typed.value = value)}
        />
      </div>
      <Button type="submit" kind="primary" wide busy={busy.value}>
        {busy.value ? t('activate.checking') : t('activate.check')}
      </Button>
      <ButtonLink href="/login">{t('activate.have_account')}</ButtonLink>
    </form>
  );
}
