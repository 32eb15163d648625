import { Card } from '../../../components/card.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import { call } from '../../../shared/api-client.ts';
import type { DutyPeriodRow, DutyStatus } from '../../../shared/contract/policies.ts';
import { today } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';

const TONES: Record<DutyPeriodRow['standing'], PillTone> = {
  none: 'calm',
  done: 'ok',
  coming: 'calm',
  due: 'warn',
  overdue: 'bad',
};

/* The period that goes on; of a year that is over the last one. */
function currentOf(row: DutyStatus): DutyPeriodRow | undefined {
  const day = today();
  return row.periods.find((one) => one.from <= day && day < one.until) ?? row.periods[row.periods.length - 1];
}

function DutyRow({ row }: { row: DutyStatus }) {
  const now = currentOf(row);
  const missed = row.periods.filter((one) => one.standing === 'overdue' && one !== now).length;
  return (
    <li>
      <div class="plain-words">
        <p>{row.type_name}</p>
        <p class="plain-note">
          {row.unit_name} · {t(`mine.duty_${row.period}`, { times: row.times })}
          {now && ` · ${t('mine.duty_held', { held: now.held })}`}
        </p>
        {missed > 0 && <p class="plain-note">{t('mine.duty_missed', { count: missed })}</p>}
      </div>
      {now && <StatusPill tone={TONES[now.standing]} text={t(`mine.standing_${now.standing}`)} />}
    </li>
  );
}

/* What the member's own units owe; nothing when nobody has said so. */
export function DutyCard({ year }: { year: number }) {
  const { value } = useLoaded(() => call('GET /api/v1/me/duties', { query: { year } }), String(year));
  if (!value || value.length === 0) return null;
  return (
    <Card id="mine-duties" title={t('mine.duties')}>
      <p class="plain-note">{t('mine.duties_lead')}</p>
      <ul class="plain-list">
        {value.map((row) => (
          <DutyRow key={`${row.duty_id} ${row.unit_id}`} row={row} />
        ))}
      </ul>
    </Card>
  );
}
