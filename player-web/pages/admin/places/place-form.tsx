import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { PlaceRow } from '../../../shared/contract/units.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { mayAt } from '../../../shared/reach.ts';
import { unitPath } from '../../../shared/units.ts';

interface PlaceFormProps {
  place?: PlaceRow; // absent: a new one
  unit: string; // of a new one, may be empty
  onDone: () => void;
  onClose: () => void;
}

/* The units that a place serves besides its own. */
function Serves(props: { ids: readonly string[]; own: string; onChange: (ids: string[]) => void }) {
  const { ids, own, onChange } = props;
  return (
    <div class="serves">
      <UnitPicker
        label={t('places.serves_too')}
        hint={t('places.serves_hint')}
        value=""
        accepts={(row) => row.id !== own && !ids.includes(row.id)}
        onPick={(id) => onChange([...ids, id])}
      />
      <ul class="serves-list">
        {ids.map((id) => (
          <li key={id} class="serves-one">
            <span>{unitPath(id)}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={t('places.serves_remove', { name: unitPath(id) })}
              onClick={() => onChange(ids.filter((one) => one !== id))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function PlaceForm({ place, unit: firstUnit, onDone, onClose }: PlaceFormProps) {
  const name = useSignal(place?.name ?? '');
  const unit = useSignal(place?.unit_id ?? firstUnit);
  const address = useSignal(place?.address ?? '');
  const others = (place?.serves ?? []).map((one) => one.id).filter((id) => id !== place?.unit_id);
  const serves = useSignal<string[]>(others);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const missing = useSignal<'' | 'name' | 'unit'>('');

  async function submit(): Promise<void> {
    missing.value = name.value.trim() === '' ? 'name' : unit.value === '' ? 'unit' : '';
    if (missing.value === 'name') focusField('place-name');
    if (missing.value !== '') return;
    busy.value = true;
    const body = { name: name.value.trim(), address: address.value.trim(), serves: serves.value };
    const result = place
      ? await call('PATCH /api/v1/places/{id}', { path: { id: place.id }, body })
      : await call('POST /api/v1/places', { body: { ...body, unit_id: unit.value } });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('places.saved', { name: body.name }));
    onDone();
  }

  return (
    <FormDialog
      title={place ? t('places.edit_title', { name: place.name }) : t('places.add')}
      submit={t('places.save')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field
        id="place-name"
        label={t('places.name')}
        hint={t('places.name_hint')}
        value={name.value}
        error={missing.value === 'name' ? t('places.name_missing') : null}
        onInput={(value) => (name.value = value)}
      />
      {!place && (
        <UnitPicker
          label={t('places.unit')}
          value={unit.value}
          accepts={(row) => mayAt('place.change', row.id)}
          error={missing.value === 'unit' ? t('places.unit_missing') : null}
          onPick={(picked) => (unit.value = picked)}
        />
      )}
      <Field
        id="place-address"
        label={t('places.address')}
        value={address.value}
        onInput={(value) => (address.value = value)}
      />
      <Serves ids={serves.value} own={unit.value} onChange={(ids) => (serves.value = ids)} />
    </FormDialog>
  );
}
