import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { UnitDetail } from '../../../shared/contract/units.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { childrenOf, pathOf } from '../../../shared/unit-tree.ts';
import { forest, levels, reloadUnits, unitPath } from '../../../shared/units.ts';
import { isPossible, moveUnit, spotOf } from './unit-actions.ts';
import { unfoldAbove } from './units-state.ts';

/* The level below the parent's: what a new unit most likely is. */
function likelyLevel(parent: string): string {
  const level = forest.value.byId.get(parent)?.level_id;
  const at = levels.value.findIndex((row) => row.id === level);
  return levels.value[parent === '' ? 0 : at + 1]?.id ?? level ?? '';
}

interface UnitFormProps {
  parent: string; // of a new unit; empty: a root
  unit?: UnitDetail; // absent: a new one
  onDone: (id: string) => void;
  onClose: () => void;
}

/* A new unit, or the name, level and code of one that is there. */
export function UnitForm({ parent, unit, onDone, onClose }: UnitFormProps) {
  const name = useSignal(unit?.name ?? '');
  const code = useSignal(unit?.code ?? '');
  const level = useSignal(unit ? (unit.level_id ?? '') : likelyLevel(parent));
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const isNameless = useSignal(false);

  async function submit(): Promise<void> {
    isNameless.value = name.value.trim() === '';
    if (isNameless.value) return focusField('unit-name');
    busy.value = true;
    const body = { name: name.value.trim(), level_id: level.value, code: code.value.trim() };
    const result = unit
      ? await call('PATCH /api/v1/units/{id}', { path: { id: unit.id }, body })
      : await call('POST /api/v1/units', {
          body: {
            name: body.name,
            ...(parent ? { parent_id: parent } : {}),
            ...(body.level_id ? { level_id: body.level_id } : {}),
            ...(body.code ? { code: body.code } : {}),
          },
        });
    failure.value = result.ok ? null : result.failure;
    if (result.ok) {
      await reloadUnits();
      unfoldAbove(result.value.id);
      showToast(t(unit ? 'units.saved' : 'units.made', { name: body.name }));
      onDone(result.value.id);
    }
    busy.value = false;
  }

  return (
    <FormDialog
      title={unit ? t('units.edit_title') : t('units.new_title')}
      submit={unit ? t('units.save') : t('units.make')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {!unit && parent !== '' && (
        <p class="unit-path">{t('units.below', { path: unitPath(parent) })}</p>
      )}
      <Field
        id="unit-name"
        label={t('units.name')}
        value={name.value}
        error={isNameless.value ? t('units.name_missing') : null}
        onInput={(value) => (name.value = value)}
      />
      <Select
        label={t('units.level')}
        value={level.value}
        choices={[
          { value: '', text: t('units.no_level') },
          ...levels.value.map((row) => ({ value: row.id, text: row.name })),
        ]}
        onChange={(value) => (level.value = value)}
      />
      <Field
        id="unit-code"
        label={t('units.code')}
        hint={t('units.code_hint')}
        value={code.value}
        onInput={(value) => (code.value = value)}
      />
    </FormDialog>
  );
}

/* Moving without a pointer: the new unit above, and the place among its units. */
export function MoveDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const tree = forest.value;
  const start = spotOf(id);
  const parent = useSignal(start.parent);
  const before = useSignal(start.before);
  const isSame = useSignal(false);
  const siblings = childrenOf(tree, parent.value || undefined).filter((row) => row.id !== id);

  async function submit(): Promise<void> {
    const spot = { parent: parent.value, before: before.value };
    isSame.value = !isPossible(id, spot);
    if (!isSame.value && (await moveUnit(id, spot))) onClose();
  }

  return (
    <FormDialog
      title={t('units.move_title', { name: tree.byId.get(id)?.name ?? '' })}
      submit={t('units.move_next')}
      busy={false}
      failure={null}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p class="unit-path">{t('units.move_now', { path: unitPath(id) })}</p>
      <UnitPicker
        label={t('units.move_to')}
        value={parent.value}
        accepts={(unit) => !pathOf(tree, unit.id).some((one) => one.id === id)}
        hint={t('units.move_root_hint')}
        error={isSame.value ? t('units.move_same') : null}
        optional
        onPick={(picked) => {
          parent.value = picked;
          before.value = '';
        }}
      />
      <Select
        label={t('units.move_order')}
        value={before.value}
        choices={[
          ...siblings.map((row) => ({ value: row.id, text: t('units.move_before', { name: row.name }) })),
          { value: '', text: t('units.move_last') },
        ]}
        onChange={(value) => (before.value = value)}
      />
    </FormDialog>
  );
}
