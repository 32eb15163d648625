import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field } from '../../../components/field.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { Indicator } from '../../../shared/contract/indicators.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { may, mayEverywhere } from '../../../shared/self.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { numberText } from './indicator-cells.ts';
import { IndicatorForm, type IndicatorPlace } from './indicator-form.tsx';

const TONES: Record<Indicator['state'], PillTone> = { draft: 'warn', published: 'ok', withdrawn: 'calm' };

function whoText(row: Indicator): string {
  if (row.withdrawn_by) return t('reports.indicator_withdrawn_by', { who: row.withdrawn_by, reason: row.withdrawn_reason ?? '' });
  if (row.published_by) return t('reports.indicator_published_by', { made: row.made_by, who: row.published_by });
  return t('reports.indicator_made_by', { made: row.made_by });
}

interface WithdrawFormProps {
  row: Indicator;
  onDone: () => void;
  onClose: () => void;
}

/* A draft goes; what is published needs a reason. */
function WithdrawForm({ row, onDone, onClose }: WithdrawFormProps) {
  const isDraft = row.state === 'draft';
  const reason = useSignal('');
  const isWrong = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  async function submit(): Promise<void> {
    isWrong.value = !isDraft && reason.value.trim() === '';
    if (isWrong.value) return;
    busy.value = true;
    const query = isDraft ? {} : { reason: reason.value.trim() };
    const result = await call('DELETE /api/v1/indicators/{id}', { path: { id: row.id }, query });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) onDone();
  }
  return (
    <FormDialog
      title={t(isDraft ? 'reports.indicator_remove_title' : 'reports.indicator_withdraw_title', { name: row.name })}
      submit={t(isDraft ? 'reports.indicator_remove' : 'reports.indicator_withdraw')}
      busy={busy.value}
      failure={failure.value}
      danger
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {!isDraft && (
        <Field
          id="indicator-reason"
          label={t('reports.indicator_reason')}
          value={reason.value}
          error={isWrong.value ? t('reports.indicator_missing') : null}
          onInput={(text) => (reason.value = text)}
        />
      )}
    </FormDialog>
  );
}

interface IndicatorItemProps {
  row: Indicator;
  onEdit: () => void;
  onPublish: () => void;
  onWithdraw: () => void;
}

function IndicatorItem({ row, onEdit, onPublish, onWithdraw }: IndicatorItemProps) {
  const isDraft = row.state === 'draft';
  const better = t(row.is_higher_better ? 'reports.indicator_higher' : 'reports.indicator_lower');
  return (
    <li data-indicator={row.id}>
      <p>
        <b>{row.name}</b> <span class="numbers">× {row.weight}</span> <StatusPill tone={TONES[row.state]} text={t(`reports.indicator_${row.state}`)} />
      </p>
      <p class="soft">{t('reports.indicator_line', { better, source: row.source, who: whoText(row) })}</p>
      <details>
        <summary>{t('reports.indicator_values', { count: row.values.length })}</summary>
        <ul>
          {row.values.map((one) => (
            <li key={one.unit_id} class="numbers">
              {one.unit_name} {numberText(one.value)}
              {row.measure} {one.note}
            </li>
          ))}
        </ul>
      </details>
      {may('policy.change') && row.state !== 'withdrawn' && (
        <div class="card-actions">
          {isDraft && !row.is_own && <Button onPress={onPublish}>{t('reports.indicator_publish')}</Button>}
          {isDraft && row.is_own && <span class="soft">{t('reports.indicator_other')}</span>}
          {isDraft && <Button onPress={onEdit}>{t('reports.indicator_edit')}</Button>}
          <Button kind="danger" onPress={onWithdraw}>
            {t(isDraft ? 'reports.indicator_remove' : 'reports.indicator_withdraw')}
          </Button>
        </div>
      )}
    </li>
  );
}

/* The indicators of the unit's year, whatever their state, and what may be done with them. */
export function IndicatorList({ place, onChanged }: { place: IndicatorPlace; onChanged: () => void }) {
  const query = { year: String(place.year), ...(place.unit === '' ? {} : { unit: place.unit }) };
  const loaded = useLoaded(() => call('GET /api/v1/indicators', { query }), JSON.stringify(query));
  const editing = useSignal<Indicator | 'new' | null>(null);
  const leaving = useSignal<Indicator | null>(null);
  const failure = useSignal<Failure | null>(null);
  const again = () => {
    editing.value = null;
    leaving.value = null;
    void loaded.reload();
    onChanged();
  };
  async function publish(row: Indicator): Promise<void> {
    const result = await call('POST /api/v1/indicators/{id}/publish', { path: { id: row.id }, body: { revision: row.revision } });
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('reports.indicator_done'));
    again();
  }
  const mayAdd = may('policy.change') && (place.unit !== '' || mayEverywhere('policy.change'));
  const problem = failure.value ?? loaded.failure;
  return (
    <section class="report-indicators" aria-labelledby="report-indicators-title">
      <h3 id="report-indicators-title">{t('reports.indicators')}</h3>
      {problem && <FailureNotice failure={problem} />}
      {loaded.value?.length === 0 && <p class="soft">{t('reports.indicators_none')}</p>}
      <ul>
        {loaded.value?.map((row) => (
          <IndicatorItem
            key={row.id}
            row={row}
            onEdit={() => (editing.value = row)}
            onPublish={() => void publish(row)}
            onWithdraw={() => (leaving.value = row)}
          />
        ))}
      </ul>
      {mayAdd && <Button onPress={() => (editing.value = 'new')}>{t('reports.indicator_add')}</Button>}
      {editing.value && (
        <IndicatorForm
          place={editing.value === 'new' ? place : { unit: editing.value.unit_id ?? '', year: editing.value.year }}
          row={editing.value === 'new' ? null : editing.value}
          onStored={again}
          onClose={() => (editing.value = null)}
        />
      )}
      {leaving.value && <WithdrawForm row={leaving.value} onDone={again} onClose={() => (leaving.value = null)} />}
    </section>
  );
}
