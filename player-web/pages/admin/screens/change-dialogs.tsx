import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { Field } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { ScreenPatch, ScreenRow } from '../../../shared/contract/screens.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';

interface ChangeProps {
  screen: ScreenRow;
  onDone: (screen: ScreenRow) => void;
  onClose: () => void;
}

function usePatch({ screen, onDone }: ChangeProps) {
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  async function send(patch: ScreenPatch): Promise<void> {
    busy.value = true;
    const result = await call('PATCH /api/v1/screens/{id}', { path: { id: screen.id }, body: patch });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) onDone(result.value);
  }
  return { busy, failure, send };
}

export function RenameDialog(props: ChangeProps) {
  const { busy, failure, send } = usePatch(props);
  const name = useSignal(props.screen.name);
  const isEmpty = useSignal(false);
  return (
    <FormDialog
      title={t('screens.rename_title', { name: props.screen.name })}
      submit={t('screens.save')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => {
        isEmpty.value = name.value.trim() === '';
        if (!isEmpty.value) void send({ name: name.value.trim() });
      }}
      onClose={props.onClose}
    >
      <Field
        id="screen-name"
        label={t('screens.name')}
        hint={t('screens.name_hint')}
        error={isEmpty.value ? t('screens.name_empty') : null}
        value={name.value}
        onInput={(value) => (name.value = value)}
      />
    </FormDialog>
  );
}

/* Places of the unit; a place of another unit may serve it too: the server's list knows. */
function PlaceChoice(props: { unitId: string; value: string; onChange: (id: string) => void }) {
  const places = useLoaded(
    () => call('GET /api/v1/places', { query: { unit: props.unitId } }),
    props.unitId,
  );
  const choices = [
    { value: '', text: t('screens.no_place') },
    ...(places.value ?? []).map((place) => ({ value: place.id, text: place.name })),
  ];
  return (
    <Select
      label={t('screens.place')}
      value={props.value}
      choices={choices}
      onChange={props.onChange}
    />
  );
}

export function MoveDialog(props: ChangeProps) {
  const { busy, failure, send } = usePatch(props);
  const unit = useSignal(props.screen.unit_id);
  const place = useSignal(props.screen.place_id ?? '');
  return (
    <FormDialog
      title={t('screens.move_title', { name: props.screen.name })}
      submit={t('screens.move')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void send({ unit_id: unit.value, place_id: place.value })}
      onClose={props.onClose}
    >
      <UnitPicker
        label={t('screens.unit')}
        value={unit.value}
        onPick={(id) => {
          unit.value = id;
          place.value = '';
        }}
      />
      <PlaceChoice unitId={unit.value} value={place.value} onChange={(id) => (place.value = id)} />
    </FormDialog>
  );
}
