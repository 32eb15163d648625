import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Check, Field, focusField } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { ExportRow, ImportKind, SheetFormat } from '../../../shared/contract/sheets.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { may } from '../../../shared/self.ts';

/* Asking costs nothing: the answer says whether another person must allow it first. */
export function AskForm({ onAsked }: { onAsked: (row: ExportRow) => void }) {
  const kind = useSignal<ImportKind>('members');
  const unit = useSignal('');
  const format = useSignal<SheetFormat>('xlsx');
  const withNumbers = useSignal(false);
  const reason = useSignal('');
  const isMissing = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const isAboutNumbers = kind.value === 'members' && withNumbers.value;

  async function submit(): Promise<void> {
    isMissing.value = isAboutNumbers && reason.value.trim() === '';
    if (isMissing.value) focusField('export-reason');
    if (isMissing.value || busy.value) return;
    busy.value = true;
    const result = await call('POST /api/v1/exports', {
      body: {
        kind: kind.value,
        format: format.value,
        with_numbers: isAboutNumbers,
        ...(unit.value === '' ? {} : { unit_id: unit.value }),
        ...(reason.value.trim() === '' ? {} : { reason: reason.value.trim() }),
      },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    reason.value = '';
    withNumbers.value = false;
    onAsked(result.value);
  }

  return (
    <form
      class="card export-form"
      aria-labelledby="export-ask-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 class="card-title" id="export-ask-title">
        {t('exports.ask')}
      </h2>
      {failure.value && <FailureNotice failure={failure.value} />}
      <div class="export-fields">
        <Select
          label={t('exports.kind')}
          value={kind.value}
          choices={[
            { value: 'members', text: t('exports.kind_members') },
            { value: 'units', text: t('exports.kind_units') },
          ]}
          onChange={(value) => (kind.value = value === 'units' ? 'units' : 'members')}
        />
        <Select
          label={t('exports.format')}
          value={format.value}
          choices={[
            { value: 'xlsx', text: t('exports.format_xlsx') },
            { value: 'csv', text: t('exports.format_csv') },
          ]}
          onChange={(value) => (format.value = value === 'csv' ? 'csv' : 'xlsx')}
        />
      </div>
      <UnitPicker
        label={t('exports.unit')}
        hint={t('exports.unit_hint')}
        optional
        value={unit.value}
        onPick={(id) => (unit.value = id)}
      />
      {kind.value === 'members' && may('member.numbers') && (
        <Check
          id="export-numbers"
          label={t('exports.with_numbers')}
          checked={withNumbers.value}
          onChange={(checked) => (withNumbers.value = checked)}
        />
      )}
      <Field
        id="export-reason"
        label={isAboutNumbers ? t('exports.reason_needed') : t('exports.reason')}
        hint={t('exports.reason_hint')}
        error={isMissing.value ? t('exports.reason_missing') : null}
        value={reason.value}
        onInput={(value) => (reason.value = value)}
      />
      {isAboutNumbers && <Notice tone="info">{t('exports.two_people')}</Notice>}
      <div>
        <Button type="submit" kind="primary" busy={busy.value}>
          {busy.value ? t('exports.asking') : t('exports.submit')}
        </Button>
      </div>
    </form>
  );
}
