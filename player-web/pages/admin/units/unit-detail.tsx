import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { Facts, Figures } from '../../../components/card.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { AppointmentRow } from '../../../shared/contract/rights.ts';
import type { PlaceRow, UnitDetail } from '../../../shared/contract/units.ts';
import { dayTextOf } from '../../../shared/days.ts';
import { wholeNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { mayAt } from '../../../shared/reach.ts';
import { may } from '../../../shared/self.ts';
import { levelName, units } from '../../../shared/units.ts';
import { go, linkTo } from '../../../shared/hash-route.ts';
import { UnitSpace } from './course-space.tsx';
import { closeUnit } from './unit-actions.ts';
import { MoveDialog, UnitForm } from './unit-dialogs.tsx';

type OpenDialog = 'none' | 'edit' | 'below' | 'move';

function Path({ unit }: { unit: UnitDetail }) {
  return (
    <nav class="unit-steps" aria-label={t('units.path')}>
      {unit.path.slice(0, -1).map((step) => (
        <span key={step.id} class="unit-step">
          <a href={linkTo('units', step.id)}>{step.name}</a>
        </span>
      ))}
    </nav>
  );
}

/* Names at a name: 站点管理员 李秀英, 王芳. */
function NameList({ names, none }: { names: readonly string[]; none: string }) {
  if (names.length === 0) return <span class="soft">{none}</span>;
  return (
    <ul>
      {names.map((name, i) => (
        <li key={i}>{name}</li>
      ))}
    </ul>
  );
}

/* Places and clerks: asked for besides, so that the unit itself is there at once. */
function Around({ id }: { id: string }) {
  const places = useSignal<readonly PlaceRow[] | null>(null);
  const people = useSignal<readonly AppointmentRow[] | null>(null);
  const seesPeople = may('appointment.see');
  useEffect(() => {
    void call('GET /api/v1/places', { query: { unit: id } }).then((result) => {
      if (result.ok) places.value = result.value;
    });
    if (!seesPeople) return;
    void call('GET /api/v1/appointments', { query: { unit: id } }).then((result) => {
      if (result.ok) people.value = result.value;
    });
  }, [id]);
  const rows: [string, preact.ComponentChildren][] = [];
  if (places.value) {
    const names = places.value.map((place) => place.name);
    rows.push([t('units.places'), <NameList names={names} none={t('units.no_places')} />]);
  }
  if (people.value) {
    const names = people.value.map((row) => `${t(`role.${row.role}`)} ${row.display_name}`);
    rows.push([t('units.clerks'), <NameList names={names} none={t('units.no_clerks')} />]);
  }
  return rows.length === 0 ? null : <Facts rows={rows} />;
}

function Past({ unit }: { unit: UnitDetail }) {
  if (unit.past.length === 0) return null;
  return (
    <section class="unit-past" aria-label={t('units.past')}>
      <h3>{t('units.past')}</h3>
      <ol class="timeline">
        {unit.past.map((state) => (
          <li key={state.from}>
            <p class="timeline-what">
              {state.parent_name ? `${state.parent_name} › ${state.name}` : state.name}
              {state.code && <span class="soft"> {state.code}</span>}
            </p>
            <p class="timeline-when">
              {t('units.past_span', { from: dayTextOf(state.from), until: dayTextOf(state.until) })}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Actions({ unit, open }: { unit: UnitDetail; open: (dialog: OpenDialog) => void }) {
  const onClose = () =>
    void closeUnit(unit.id, unit.name).then((closed) => {
      if (closed) go('units', unit.path[unit.path.length - 2]?.id ?? '');
    });
  return (
    <div class="unit-actions">
      {may('member.see') && (
        <ButtonLink icon="people" href={linkTo('members', '', { unit: unit.id })}>
          {t('units.to_members')}
        </ButtonLink>
      )}
      {mayAt('unit.change', unit.id) && (
        <>
          <Button icon="add" onPress={() => open('below')}>
            {t('units.new_below')}
          </Button>
          <Button icon="edit" onPress={() => open('edit')}>
            {t('units.edit')}
          </Button>
          <Button icon="move" onPress={() => open('move')}>
            {t('units.move')}
          </Button>
          <Button kind="danger" icon="cross" onPress={onClose}>
            {t('units.close')}
          </Button>
        </>
      )}
    </div>
  );
}

function UnitBody({ unit, reload }: { unit: UnitDetail; reload: () => void }) {
  const dialog = useSignal<OpenDialog>('none');
  const close = () => (dialog.value = 'none');
  const level = levelName(unit.level_id);
  return (
    <>
      <Path unit={unit} />
      <h2 class="unit-name">{unit.name}</h2>
      {unit.closed_at && (
        <Notice tone="warn">{t('units.closed_on', { day: dayTextOf(unit.closed_at) })}</Notice>
      )}
      <Figures
        rows={[
          [t('units.members'), wholeNumber(unit.members)],
          [t('units.members_below'), wholeNumber(unit.members_below)],
        ]}
      />
      {!unit.closed_at && <Actions unit={unit} open={(next) => (dialog.value = next)} />}
      <Facts
        rows={[
          [t('units.level'), level || t('units.no_level')],
          [t('units.code'), unit.code ?? t('units.no_code')],
          [t('units.since'), dayTextOf(unit.created_at)],
        ]}
      />
      <UnitSpace unit={unit} />
      <Around id={unit.id} />
      <Past unit={unit} />
      {dialog.value === 'edit' && (
        <UnitForm
          parent=""
          unit={unit}
          onClose={close}
          onDone={() => {
            close();
            reload();
          }}
        />
      )}
      {dialog.value === 'below' && (
        <UnitForm
          parent={unit.id}
          onClose={close}
          onDone={(id) => {
            close();
            go('units', id);
          }}
        />
      )}
      {dialog.value === 'move' && <MoveDialog id={unit.id} onClose={close} />}
    </>
  );
}

/* What is known of the chosen unit, and what can be done with it. */
export function UnitDetailPane({ id }: { id: string }) {
  const unit = useSignal<UnitDetail | null>(null);
  const failure = useSignal<Failure | null>(null);
  const wanted = useSignal(id);
  wanted.value = id;
  const load = () =>
    void call('GET /api/v1/units/{id}', { path: { id } }).then((result) => {
      if (wanted.peek() !== id) return;
      failure.value = result.ok ? null : result.failure;
      if (result.ok) unit.value = result.value;
    });
  /* The tree was asked for again: something may have changed here too. */
  useEffect(load, [id, units.value]);
  const now = unit.value?.id === id ? unit.value : null;
  return (
    <section class="unit-detail" aria-label={now?.name ?? t('units.detail')}>
      <a class="back-link" href={linkTo('units')}>
        {t('units.back')}
      </a>
      {failure.value && <FailureNotice failure={failure.value} />}
      {!now && !failure.value && <SkeletonLines count={6} />}
      {now && <UnitBody key={id} unit={now} reload={load} />}
    </section>
  );
}
