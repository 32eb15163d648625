import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Facts } from '../../../components/card.tsx';
import { FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { UnitCourseSpace } from '../../../shared/contract/courses.ts';
import type { UnitDetail } from '../../../shared/contract/units.ts';
import { amountText } from '../../../shared/amount.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';

const GB = 1e9;
const MAX_GB = 1_000_000;

function words({ used_bytes, left_bytes, quota_bytes }: UnitCourseSpace): string {
  const used = amountText(used_bytes);
  if (left_bytes === undefined) return t('units.space_used', { used });
  const left = amountText(left_bytes);
  return quota_bytes === undefined
    ? t('units.space_left', { used, left })
    : t('units.space_quota', { used, quota: amountText(quota_bytes), left });
}

interface QuotaFormProps {
  unit: UnitDetail;
  space: UnitCourseSpace;
  onDone: () => void;
  onClose: () => void;
}

function QuotaForm({ unit, space, onDone, onClose }: QuotaFormProps) {
  const text = useSignal(space.quota_bytes === undefined ? '' : String(space.quota_bytes / GB));
  const isWrong = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  async function submit(): Promise<void> {
    const wanted = text.value.trim();
    isWrong.value = !/^[0-9]*[.]?[0-9]*$/.test(wanted) || Number(wanted) > MAX_GB || wanted === '.';
    if (isWrong.value) return focusField('unit-quota');
    busy.value = true;
    const path = { id: unit.id };
    const result =
      wanted === ''
        ? await call('DELETE /api/v1/units/{id}/course-quota', { path })
        : await call('PUT /api/v1/units/{id}/course-quota', { path, body: { bytes: Math.round(Number(wanted) * GB) } });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('units.space_saved'));
    onDone();
  }
  return (
    <FormDialog
      title={t('units.space_title', { name: unit.name })}
      submit={t('units.save')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p>{t('units.space_text')}</p>
      <Field
        id="unit-quota"
        label={t('units.space_gb')}
        value={text.value}
        error={isWrong.value ? t('units.space_wrong') : null}
        onInput={(value) => (text.value = value)}
      />
    </FormDialog>
  );
}

/* What the courses of a unit and all below it take on the disk; whoever looks after the unit above bounds it. */
export function UnitSpace({ unit }: { unit: UnitDetail }) {
  const loaded = useLoaded(() => call('GET /api/v1/units/{id}/course-space', { path: { id: unit.id } }), unit.id);
  const isOpen = useSignal(false);
  const space = loaded.value;
  if (!space) return null;
  const rows = [[t('units.space'), <span class="numbers">{words(space)}</span>]] as const;
  return (
    <div data-unit-space>
      <Facts rows={rows} />
      {space.may_set && !unit.closed_at && (
        <Button kind="quiet" icon="edit" onPress={() => (isOpen.value = true)}>
          {t('units.space_set')}
        </Button>
      )}
      {isOpen.value && (
        <QuotaForm
          unit={unit}
          space={space}
          onClose={() => (isOpen.value = false)}
          onDone={() => {
            isOpen.value = false;
            void loaded.reload();
          }}
        />
      )}
    </div>
  );
}
