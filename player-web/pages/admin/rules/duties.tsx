import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { DutyRow } from '../../../shared/contract/policies.ts';
import { addDays, dayText } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { may } from '../../../shared/self.ts';
import { loadUnits } from '../../../shared/units.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { DutyForm } from './duty-form.tsx';
import { DutyStatusCard } from './duty-status.tsx';
import { oftenText, owerText } from './duty-words.ts';

function daysText(row: DutyRow): string {
  const from = dayText(row.from);
  return row.until
    ? t('rules.from_until', { from, until: dayText(addDays(row.until, -1)) })
    : t('rules.from_on', { from });
}

function dutyText(row: DutyRow): string {
  return t('rules.duty_line', { type: row.type_name, often: oftenText(row) });
}

function columnsFor(acts: { change: (row: DutyRow) => void; end: (row: DutyRow) => void } | null) {
  const columns: Column<DutyRow>[] = [
    { id: 'who', title: t('rules.ower'), cell: owerText, lead: true },
    { id: 'what', title: t('rules.duty'), cell: dutyText },
    { id: 'days', title: t('rules.days'), cell: daysText },
  ];
  if (!acts) return columns;
  const words = (row: DutyRow) => ({ unit: owerText(row), type: row.type_name });
  columns.push({
    id: 'acts',
    title: t('rules.acts'),
    end: true,
    cell: (row) =>
      row.until ? null : (
        <span class="duty-acts">
          <Button label={t('rules.change_duty_label', words(row))} onPress={() => acts.change(row)}>
            {t('rules.change_duty')}
          </Button>
          <Button kind="danger" label={t('rules.end_duty_label', words(row))} onPress={() => acts.end(row)}>
            {t('rules.end_duty')}
          </Button>
        </span>
      ),
  });
  return columns;
}

/* Which meetings units owe and how they stand. */
export function Duties() {
  const loaded = useLoaded(() => call('GET /api/v1/duties'));
  const editing = useSignal<DutyRow | 'new' | null>(null);
  const failure = useSignal<Failure | null>(null);
  const revision = useSignal(0);
  useEffect(() => void loadUnits(), []);
  const again = () => {
    revision.value += 1;
    void loaded.reload();
  };

  async function end(row: DutyRow): Promise<void> {
    const yes = await ask({
      title: t('rules.end_title', { type: row.type_name, unit: owerText(row) }),
      text: t('rules.end_text'),
      yes: t('rules.end_duty'),
      danger: true,
    });
    if (!yes) return;
    const result = await call('DELETE /api/v1/duties/{id}', { path: { id: row.id } });
    failure.value = result.ok ? null : result.failure;
    if (result.ok) showToast(t('rules.ended', { type: row.type_name, unit: owerText(row) }));
    again();
  }

  const mayChange = may('duty.change');
  return (
    <>
      <p class="section-lead">{t('rules.duties_lead')}</p>
      <DutyStatusCard revision={revision.value} />
      <section class="card" aria-labelledby="duty-list-title">
        <div class="card-head">
          <h2 class="card-title" id="duty-list-title">
            {t('rules.duty_list')}
          </h2>
          {mayChange && (
            <Button kind="primary" icon="add" onPress={() => (editing.value = 'new')}>
              {t('rules.add_duty')}
            </Button>
          )}
        </div>
        {failure.value && <FailureNotice failure={failure.value} />}
        {loaded.failure && <FailureNotice failure={loaded.failure} />}
        <DataTable
          caption={t('rules.duty_list')}
          columns={columnsFor(mayChange ? { change: (row) => (editing.value = row), end: (row) => void end(row) } : null)}
          rows={loaded.value?.duties ?? []}
          keyOf={(row) => row.id}
          loading={loaded.isBusy && !loaded.value}
          empty={loaded.failure ? null : <Empty icon="calendar" title={t('rules.no_duties')} />}
        />
      </section>
      {editing.value && loaded.value && (
        <DutyForm
          list={loaded.value}
          before={editing.value === 'new' ? null : editing.value}
          onChanged={again}
          onClose={() => (editing.value = null)}
        />
      )}
    </>
  );
}
