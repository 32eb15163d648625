import './places.css';
import '../../../shared/i18n/words-places.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice, failureText } from '../../../components/failure-notice.tsx';
import { Icon } from '../../../components/icon.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { ScreenRow } from '../../../shared/contract/screens.ts';
import type { PlaceRow } from '../../../shared/contract/units.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { mayAt } from '../../../shared/reach.ts';
import { may } from '../../../shared/self.ts';
import { forest, loadUnits } from '../../../shared/units.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { PlaceForm } from './place-form.tsx';

async function closePlace(place: PlaceRow): Promise<boolean> {
  const yes = await ask({
    title: t('places.close_title', { name: place.name }),
    text: t('places.close_text'),
    yes: t('places.close'),
    danger: true,
  });
  if (!yes) return false;
  const result = await call('DELETE /api/v1/places/{id}', { path: { id: place.id } });
  if (result.ok) showToast(t('places.closed', { name: place.name }));
  else showToast(failureText(result.failure), { tone: 'bad', sticky: true });
  return result.ok;
}

function Screens({ place, screens }: { place: PlaceRow; screens: readonly ScreenRow[] }) {
  const here = screens.filter((row) => row.place_id === place.id);
  if (here.length === 0) {
    return <span class="soft">{place.screens > 0 ? String(place.screens) : t('places.no_screens')}</span>;
  }
  return (
    <ul>
      {here.map((row) => (
        <li key={row.id} class="place-screen">
          <Icon name="tv" />
          <span>
            {row.name} <span class="soft">{t(row.online ? 'places.online' : 'places.offline')}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function nameOf(unitId: string): string {
  return forest.value.byId.get(unitId)?.name ?? '';
}

interface Actions {
  edit: (place: PlaceRow) => void;
  close: (place: PlaceRow) => void;
}

function columns(screens: readonly ScreenRow[], actions: Actions): Column<PlaceRow>[] {
  return [
    {
      id: 'name',
      title: t('places.name'),
      lead: true,
      cell: (row) => (
        <>
          {row.name}
          {row.address && <p class="plain-note">{row.address}</p>}
        </>
      ),
    },
    {
      id: 'unit',
      title: t('places.unit'),
      cell: (row) => <a href={linkTo('units', row.unit_id)}>{nameOf(row.unit_id)}</a>,
    },
    {
      id: 'serves',
      title: t('places.serves_too'),
      spare: true,
      cell: (row) => {
        const others = row.serves.filter((one) => one.id !== row.unit_id);
        return others.length === 0 ? (
          <span class="soft">{t('places.serves_own')}</span>
        ) : (
          <ul class="place-units">
            {others.map((one) => (
              <li key={one.id}>{one.name}</li>
            ))}
          </ul>
        );
      },
    },
    {
      id: 'screens',
      title: t('places.screens'),
      cell: (row) => <Screens place={row} screens={screens} />,
    },
    {
      id: 'actions',
      title: t('places.actions'),
      end: true,
      cell: (row) =>
        mayAt('place.change', row.unit_id) && (
          <span class="pills">
            <Button
              kind="quiet"
              icon="edit"
              label={t('places.edit_title', { name: row.name })}
              onPress={() => actions.edit(row)}
            >
              {t('places.edit')}
            </Button>
            <Button
              kind="quiet"
              label={t('places.close_title', { name: row.name })}
              onPress={() => actions.close(row)}
            >
              {t('places.close')}
            </Button>
          </span>
        ),
    },
  ];
}

/* Rooms where people come together, which units they serve, which screens hang there. */
export default function PlacesSection() {
  const places = useSignal<readonly PlaceRow[] | null>(null);
  const screens = useSignal<readonly ScreenRow[]>([]);
  const failure = useSignal<Failure | null>(null);
  const unit = useSignal('');
  const form = useSignal<PlaceRow | 'new' | null>(null);

  async function load(): Promise<void> {
    const result = await call('GET /api/v1/places', { query: { unit: unit.value } });
    failure.value = result.ok ? null : result.failure;
    if (result.ok) places.value = result.value;
  }
  useEffect(() => {
    void loadUnits();
    void load();
    if (!may('screen.see')) return;
    void call('GET /api/v1/screens').then((result) => {
      if (result.ok) screens.value = result.value;
    });
  }, []);

  const actions: Actions = {
    edit: (place) => (form.value = place),
    close: (place) => void closePlace(place).then((closed) => (closed ? load() : undefined)),
  };
  const add = () => (form.value = 'new');
  const now = form.value;
  return (
    <>
      <div class="section-head">
        <h1 class="section-title">{t('admin.places')}</h1>
        {may('place.change') && (
          <Button icon="add" kind="primary" onPress={add}>
            {t('places.add')}
          </Button>
        )}
      </div>
      <div class="filters">
        <UnitPicker
          label={t('places.unit')}
          placeholder={t('places.all_units')}
          value={unit.value}
          inBar
          optional
          onPick={(picked) => {
            unit.value = picked;
            void load();
          }}
        />
      </div>
      {failure.value && <FailureNotice failure={failure.value} />}
      <div class="sheet">
        <DataTable
          caption={t('admin.places')}
          columns={columns(screens.value, actions)}
          rows={places.value ?? []}
          keyOf={(row) => row.id}
          loading={places.value === null && !failure.value}
          empty={
            failure.value ? null : (
              <Empty icon="place" title={t('places.empty_title')}>
                <p>{t('places.empty_text')}</p>
                {may('place.change') && (
                  <Button kind="primary" icon="add" onPress={add}>
                    {t('places.add')}
                  </Button>
                )}
              </Empty>
            )
          }
        />
      </div>
      {now && (
        <PlaceForm
          {...(now === 'new' ? {} : { place: now })}
          unit={unit.value}
          onClose={() => (form.value = null)}
          onDone={() => {
            form.value = null;
            void load();
          }}
        />
      )}
    </>
  );
}
