/* Beside the ticks: heads that were counted, and the clerk's confirmations. */
import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { ConfirmationStep, RegisterPage } from '../../../shared/contract/registers.ts';
import { hourAndMinute } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { newUuid } from '../../../shared/uuid.ts';

interface NotesProps {
  page: RegisterPage;
  placeId: string;
  reload: () => void;
}

const STEPS_RUNNING: readonly ConfirmationStep[] = ['begin', 'middle', 'end'];
const STEPS_OVER: readonly ConfirmationStep[] = ['end', 'late'];
const HEADS_MAX = 9999;

export function HeadCount({ page, placeId, reload }: NotesProps) {
  const typed = useSignal('');
  const isWrong = useSignal(false);
  const isBusy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const counts = page.counts.filter((one) => one.place_id === placeId);

  async function send(): Promise<void> {
    const heads = /^\d{1,4}$/.test(typed.value.trim()) ? Number(typed.value) : HEADS_MAX + 1;
    isWrong.value = heads > HEADS_MAX;
    if (isWrong.value) return;
    isBusy.value = true;
    const body = { id: newUuid(), place_id: placeId, heads };
    const result = await call('POST /api/v1/registers/{id}/counts', { path: { id: page.register.id }, body });
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) typed.value = '';
    reload();
  }

  return (
    <Card id="roll-heads" title={t('roll.heads')}>
      <form
        class="roll-heads"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Field
          id="heads"
          type="number"
          label={t('roll.heads_label')}
          value={typed.value}
          error={isWrong.value ? t('roll.heads_wrong') : null}
          onInput={(value) => (typed.value = value)}
        />
        <Button type="submit" busy={isBusy.value}>{t('roll.heads_send')}</Button>
      </form>
      {failure.value && <FailureNotice failure={failure.value} />}
      <ul class="roll-said">
        {counts.map((one) => (
          <li key={one.id}>{t('roll.heads_said', { time: hourAndMinute(Date.parse(one.at)), heads: one.heads, by: one.by })}</li>
        ))}
      </ul>
    </Card>
  );
}

export function Confirmations({ page, placeId, reload }: NotesProps) {
  const busy = useSignal<ConfirmationStep | null>(null);
  const failure = useSignal<Failure | null>(null);
  const said = page.confirmations.filter((one) => one.place_id === placeId);

  async function confirm(step: ConfirmationStep): Promise<void> {
    busy.value = step;
    const body = { id: newUuid(), place_id: placeId, step };
    const result = await call('POST /api/v1/registers/{id}/confirmations', { path: { id: page.register.id }, body });
    busy.value = null;
    failure.value = result.ok ? null : result.failure;
    reload();
  }

  return (
    <Card id="roll-confirm" title={t('roll.confirm')}>
      <div class="roll-steps">
        {(page.register.ended_at ? STEPS_OVER : STEPS_RUNNING).map((step) => (
          <Button key={step} busy={busy.value === step} onPress={() => void confirm(step)}>{t(`roll.confirm_${step}`)}</Button>
        ))}
      </div>
      {failure.value && <FailureNotice failure={failure.value} />}
      <ul class="roll-said">
        {said.map((one) => (
          <li key={one.id}>
            {t(`roll.confirmed_${one.step}`, { time: hourAndMinute(Date.parse(one.at)), count: one.present, by: one.by })}
          </li>
        ))}
      </ul>
    </Card>
  );
}
