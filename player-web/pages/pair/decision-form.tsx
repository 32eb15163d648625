import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/card.tsx';
import { Select } from '../../components/desk/select.tsx';
import { UnitPicker } from '../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Check, Field } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import type { PairingDecision, PairingRow, ScreenRow } from '../../shared/contract/screens.ts';
import type { PlaceRow } from '../../shared/contract/units.ts';
import { ago } from '../../shared/format.ts';
import { t } from '../../shared/i18n/locale.ts';
import { forest, loadUnits, units } from '../../shared/units.ts';
import { modelOf, proposedName } from './words.ts';

interface DecisionProps {
  row: PairingRow;
  replaces: string; // id of the screen that is probably being replaced; empty: none
  onPaired: (screen: ScreenRow) => void;
  onRefused: () => void;
}

/* Enough to notice that the code belongs to a screen somewhere else (RFC 8628 §5.4). */
function WhatWaits({ row }: { row: PairingRow }) {
  const { probe } = row;
  const facts: [string, string][] = [
    [t('pair.kind'), t(`pair.kind_${row.kind}`)],
    [t('pair.asked'), ago(Date.parse(row.asked_at), Date.now())],
    [t('pair.peer'), row.peer],
  ];
  if (probe) facts.push([t('pair.model'), modelOf(probe)]);
  return (
    <section class="pair-card" aria-labelledby="pair-question">
      <p class="pair-code">{row.user_code}</p>
      <h2 class="pair-question" id="pair-question">
        {t('pair.question')}
      </h2>
      <Facts rows={facts} />
    </section>
  );
}

/* The places of a unit and its screens; asked for again when the unit is another. */
function useOfUnit(unitId: () => string) {
  const places = useSignal<readonly PlaceRow[]>([]);
  const screens = useSignal<readonly ScreenRow[]>([]);
  useSignalEffect(() => {
    const unit = unitId();
    places.value = screens.value = [];
    if (!unit) return;
    void call('GET /api/v1/places', { query: { unit } }).then((result) => {
      if (result.ok && unit === unitId()) places.value = result.value;
    });
    void call('GET /api/v1/screens', { query: { unit } }).then((result) => {
      if (result.ok && unit === unitId()) screens.value = result.value;
    });
  });
  return { places, screens };
}

export function DecisionForm(props: DecisionProps) {
  const { row } = props;
  const unit = useSignal('');
  const place = useSignal<string | null>(null); // null: not chosen, the unit's first one
  const name = useSignal<string | null>(null); // null: as proposed
  const takesPlace = useSignal(props.replaces !== '');
  const replaced = useSignal(props.replaces);
  const busy = useSignal<'approve' | 'refuse' | null>(null);
  const failure = useSignal<Failure | null>(null);
  const isIncomplete = useSignal(false);
  const { places, screens } = useOfUnit(() => unit.value);
  const placeId = useComputed(() => place.value ?? places.value[0]?.id ?? '');
  const replacedId = useComputed(() => replaced.value || (screens.value[0]?.id ?? ''));
  const shownName = useComputed(() => {
    const unitName = forest.value.byId.get(unit.value)?.name ?? '';
    const placeName = places.value.find(({ id }) => id === placeId.value)?.name ?? '';
    return name.value ?? proposedName(unitName, placeName, t(`pair.kind_${row.kind}`));
  });

  /* Who looks after one unit need not choose it. */
  useEffect(() => {
    void loadUnits().then(() => {
      const all = units.value ?? [];
      if (!unit.value && all.length === 1 && all[0]) unit.value = all[0].id;
    });
    if (!props.replaces) return;
    void call('GET /api/v1/screens/{id}', { path: { id: props.replaces } }).then((result) => {
      if (result.ok) unit.value = result.value.unit_id;
      else takesPlace.value = false;
    });
  }, []);

  async function decide(decision: PairingDecision): Promise<void> {
    if (busy.value) return;
    busy.value = decision.approve ? 'approve' : 'refuse';
    const path = { code: row.user_code };
    const result = await call('POST /api/v1/pairings/{code}', { path, body: decision });
    busy.value = null;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    if (result.value) props.onPaired(result.value);
    else props.onRefused();
  }

  function approve(): void {
    if (takesPlace.value && replacedId.value) {
      void decide({ approve: true, replaces: replacedId.value });
      return;
    }
    isIncomplete.value = unit.value === '' || shownName.value.trim() === '';
    if (isIncomplete.value) return;
    void decide({
      approve: true,
      unit_id: unit.value,
      name: shownName.value.trim(),
      ...(placeId.value ? { place_id: placeId.value } : {}),
    });
  }

  const pickUnit = (id: string) => {
    unit.value = id;
    place.value = null;
    replaced.value = '';
    isIncomplete.value = false;
  };
  return (
    <>
      <WhatWaits row={row} />
      {row.former_name && (
        <Notice tone="info">{t('pair.former', { name: row.former_name })}</Notice>
      )}
      <form
        class="pair-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          approve();
        }}
      >
        {failure.value && <FailureNotice failure={failure.value} />}
        <UnitPicker
          label={t('pair.unit')}
          value={unit.value}
          error={isIncomplete.value && unit.value === '' ? t('pair.unit_empty') : null}
          onPick={pickUnit}
        />
        {screens.value.length > 0 && (
          <Check
            id="takes-place"
            label={t('pair.takes_place')}
            checked={takesPlace.value}
            onChange={(checked) => (takesPlace.value = checked)}
          />
        )}
        {takesPlace.value && screens.value.length > 0 ? (
          <Select
            label={t('pair.replaced')}
            value={replacedId.value}
            choices={screens.value.map(({ id, name: text }) => ({ value: id, text }))}
            hint={t('pair.replaced_hint')}
            onChange={(id) => (replaced.value = id)}
          />
        ) : (
          <>
            <Select
              label={t('pair.place')}
              value={placeId.value}
              choices={[
                ...places.value.map(({ id, name: text }) => ({ value: id, text })),
                { value: '', text: t('pair.no_place') },
              ]}
              onChange={(id) => (place.value = id)}
            />
            <Field
              id="screen-name"
              label={t('pair.name')}
              hint={t('pair.name_hint')}
              error={isIncomplete.value && shownName.value.trim() === '' ? t('pair.name_empty') : null}
              value={shownName.value}
              onInput={(value) => (name.value = value)}
            />
          </>
        )}
        <div class="pair-buttons">
          <Button type="submit" kind="primary" wide busy={busy.value !== null}>
            {busy.value === 'approve' ? t('pair.approving') : t('pair.approve')}
          </Button>
          <Button kind="quiet" wide busy={busy.value !== null} onPress={() => void decide({ approve: false })}>
            {t('pair.refuse')}
          </Button>
        </div>
      </form>
    </>
  );
}
