import './clerks.css';
import '../../../shared/i18n/words-rights.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { AppointmentRow } from '../../../shared/contract/rights.ts';
import { calendarDay } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { onNews } from '../../../shared/live.ts';
import { may } from '../../../shared/self.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { AppointDialog } from './appoint-dialog.tsx';
import { RightsMatrix } from './rights-matrix.tsx';

function nameOf(row: AppointmentRow): string {
  return row.display_name || row.account_name;
}

function whereOf(row: AppointmentRow): string {
  return row.unit_name ?? t('clerks.event');
}

function columnsFor(onDismiss: (row: AppointmentRow) => void): readonly Column<AppointmentRow>[] {
  return [
    { id: 'name', title: t('clerks.person'), cell: nameOf, lead: true },
    { id: 'role', title: t('clerks.role'), cell: (row) => t(`role.${row.role}`) },
    { id: 'unit', title: t('clerks.unit'), cell: whereOf },
    {
      id: 'by',
      title: t('clerks.by'),
      cell: (row) => t('clerks.by_on', { name: row.appointed_by, day: calendarDay(Date.parse(row.appointed_at)) }),
      spare: true,
    },
    {
      id: 'dismiss',
      title: t('clerks.dismiss'),
      end: true,
      cell: (row) => (
        <Button
          kind="danger"
          label={t('clerks.dismiss_label', { name: nameOf(row), role: t(`role.${row.role}`) })}
          onPress={() => onDismiss(row)}
        >
          {t('clerks.dismiss')}
        </Button>
      ),
    },
  ];
}

function Appointments() {
  const unit = useSignal('');
  const appointing = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const loaded = useLoaded(
    () => call('GET /api/v1/appointments', { query: { unit: unit.value } }),
    unit.value,
  );
  useEffect(() => onNews(['rights.changed'], () => void loaded.reload()), [unit.value]);

  async function dismiss(row: AppointmentRow): Promise<void> {
    const words = { name: nameOf(row), role: t(`role.${row.role}`), unit: whereOf(row) };
    const yes = await ask({
      title: t('clerks.dismiss_title', words),
      text: t('clerks.dismiss_text', words),
      yes: t('clerks.dismiss'),
      danger: true,
    });
    if (!yes) return;
    const result = await call('DELETE /api/v1/appointments/{id}', { path: { id: row.id } });
    failure.value = result.ok || result.failure.status === 404 ? null : result.failure;
    if (result.ok) showToast(t('clerks.dismissed', words));
    await loaded.reload();
  }

  const mayChange = may('appointment.change');
  const columns = columnsFor((row) => void dismiss(row));
  const shown = mayChange ? columns : columns.filter((column) => column.id !== 'dismiss');
  return (
    <section class="card" aria-labelledby="clerks-list-title">
      <div class="card-head">
        <h2 class="card-title" id="clerks-list-title">
          {t('clerks.list')}
        </h2>
        {mayChange && (
          <Button kind="primary" icon="add" onPress={() => (appointing.value = true)}>
            {t('clerks.appoint')}
          </Button>
        )}
      </div>
      <UnitPicker
        label={t('clerks.filter')}
        hint={t('clerks.filter_hint')}
        optional
        value={unit.value}
        onPick={(id) => (unit.value = id)}
      />
      {failure.value && <FailureNotice failure={failure.value} />}
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      <DataTable
        caption={t('clerks.list')}
        columns={shown}
        rows={loaded.value ?? []}
        keyOf={(row) => row.id}
        loading={loaded.isBusy && loaded.value === null}
        empty={
          loaded.failure ? null : (
            <Empty icon="badge" title={t('clerks.none')}>
              {t('clerks.none_text')}
            </Empty>
          )
        }
      />
      {appointing.value && (
        <AppointDialog
          unitId={unit.value}
          onClose={() => (appointing.value = false)}
          onDone={(row) => {
            appointing.value = false;
            showToast(
              t('clerks.appointed', { name: nameOf(row), role: t(`role.${row.role}`), unit: whereOf(row) }),
            );
            void loaded.reload();
          }}
        />
      )}
    </section>
  );
}

/* Who looks after which unit, and what each role may do. */
export default function ClerksSection() {
  return (
    <div class="section clerks">
      <div class="section-head">
        <h1 class="section-title">{t('clerks.heading')}</h1>
      </div>
      <p class="section-lead">{t('clerks.lead')}</p>
      <Appointments />
      <RightsMatrix />
    </div>
  );
}
