import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/desk/dialog.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field } from '../../../components/field.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { RecordSample } from '../../../shared/contract/policies.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { lengthText, STATE_TONES, stateText } from './plain-words.ts';

const MOST = 200;
const FIRST_COUNT = 10;

function Drawn({ sample, register, onGo }: { sample: RecordSample; register: string; onGo: () => void }) {
  return (
    <>
      <p class="attend-origin" role="status">
        {t('attend.sample_drawn', { seed: sample.seed, count: sample.records.length })}
      </p>
      <ul class="plain-list">
        {sample.records.map((row) => (
          <li key={row.id}>
            <span class="plain-words">
              <a href={linkTo('attendance', register, { record: row.id })} onClick={onGo}>
                {row.name}
              </a>{' '}
              <span class="plain-note">{row.unit_name}</span>
            </span>
            <StatusPill tone={STATE_TONES[row.state]} text={stateText(row.state)} />
            <span class="numbers">{lengthText(row.credited_ms)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/* So many records at random, from a seed that anybody can draw with again. */
export function SampleDialog({ register, onClose }: { register: string; onClose: () => void }) {
  const count = useSignal(String(FIRST_COUNT));
  const seed = useSignal('');
  const isBusy = useSignal(false);
  const wrong = useSignal<string | null>(null);
  const failure = useSignal<Failure | null>(null);
  const sample = useSignal<RecordSample | null>(null);
  async function draw(): Promise<void> {
    const isGood = /^[0-9]{1,3}$/.test(count.value) && Number(count.value) >= 1 && Number(count.value) <= MOST;
    wrong.value = isGood ? null : t('attend.sample_count_wrong');
    if (!isGood || isBusy.value) return;
    isBusy.value = true;
    const query = { count: Number(count.value), seed: seed.value.trim() || undefined };
    const result = await call('GET /api/v1/registers/{id}/sample', { path: { id: register }, query });
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) sample.value = result.value;
  }
  return (
    <Dialog title={t('attend.sample_title')} onClose={onClose}>
      <form
        class="attend-sample"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void draw();
        }}
      >
        <p class="soft">{t('attend.sample_lead')}</p>
        <div class="form-pair">
          <Field
            id="sample-count"
            label={t('attend.sample_count')}
            value={count.value}
            error={wrong.value}
            onInput={(value) => (count.value = value)}
          />
          <Field
            id="sample-seed"
            label={t('attend.sample_seed')}
            value={seed.value}
            onInput={(value) => (seed.value = value)}
          />
        </div>
        {failure.value && <FailureNotice failure={failure.value} />}
        {sample.value && <Drawn sample={sample.value} register={register} onGo={onClose} />}
        <div class="card-actions">
          <Button type="submit" kind="primary" busy={isBusy.value}>
            {t('attend.sample_draw')}
          </Button>
          <Button onPress={onClose}>{t('attend.close')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
