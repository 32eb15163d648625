/* What the server tells this person while the page is open: a toast in one sentence, and what is shown
 * is asked for again. */
import '../../shared/i18n/words-news.ts';

import { effect } from '@preact/signals';

import { showToast } from '../../components/desk/toast.tsx';
import type { AppointmentRow } from '../../shared/contract/rights.ts';
import { t } from '../../shared/i18n/locale.ts';
import { onNews } from '../../shared/live.ts';
import { loadSelf, may, me } from '../../shared/self.ts';
import { refreshSession } from '../../shared/session.ts';
import { reloadUnits } from '../../shared/units.ts';
import { go } from '../../shared/hash-route.ts';
import { loadQueueCount, waitingInQueue } from './queue/queue-state.ts';
import { decide, loadTransfers, transfers, waitingForMe } from './transfers/transfers-state.ts';
import { setWaiting } from './waiting.ts';

/* The pop-up of the receiving clerk: it stays until she has answered or put it away. */
async function transferAsked(id: string): Promise<void> {
  await loadTransfers();
  const row = transfers.value?.find((one) => one.id === id);
  if (!row?.mine_to_decide) return;
  showToast(
    t('admin.transfer_asked', { from: row.from_unit.name, name: row.member_name, to: row.to_unit.name }),
    {
      tone: 'info',
      sticky: true,
      actions: [
        { text: t('admin.accept'), run: () => void decide(row, true) },
        { text: t('admin.look'), run: () => go('transfers') },
      ],
    },
  );
}

async function transferDecided(id: string): Promise<void> {
  await loadTransfers();
  const row = transfers.value?.find((one) => one.id === id);
  if (!row || row.mine_to_decide) return;
  const params = { name: row.member_name, to: row.to_unit.name };
  if (row.state === 'accepted') showToast(t('admin.transfer_was_accepted', params), { tone: 'info' });
  if (row.state === 'refused') showToast(t('admin.transfer_was_refused', params), { tone: 'info' });
}

function appointmentText(key: 'admin.appointed' | 'admin.dismissed', row: AppointmentRow): string {
  return t(key, { unit: row.unit_name ?? t('admin.everywhere'), role: t(`role.${row.role}`) });
}

/* What is new and what is gone, by the appointments before and after. */
function changeText(before: readonly AppointmentRow[], after: readonly AppointmentRow[]): string {
  const isIn = (list: readonly AppointmentRow[], row: AppointmentRow) =>
    list.some((one) => one.id === row.id);
  const fresh = after.find((row) => !isIn(before, row));
  const gone = before.find((row) => !isIn(after, row));
  if (fresh) return appointmentText('admin.appointed', fresh);
  if (gone) return appointmentText('admin.dismissed', gone);
  return t('admin.rights_changed');
}

async function rightsChanged(): Promise<void> {
  const before = me.value?.appointments ?? [];
  await Promise.all([refreshSession(), loadSelf()]);
  showToast(changeText(before, me.value?.appointments ?? []), { tone: 'info', sticky: true });
  await reloadUnits();
}

/* Somebody has objected, asked for leave or a correction, or has answered. */
function followQueue(): void {
  if (!may('objection.decide')) return;
  void loadQueueCount();
  effect(() => setWaiting('queue', waitingInQueue()));
  onNews(['attendance.changed'], () => void loadQueueCount());
}

/* An empty subject means that the line is up again: what was missed is asked for, silently. */
export function followNews(): void {
  const sees = () => may('transfer.see');
  if (sees()) void loadTransfers();
  effect(() => setWaiting('transfers', waitingForMe.value));
  followQueue();
  onNews(['transfer.asked'], (_kind, id) => {
    if (id !== '') void transferAsked(id);
    else if (sees()) void loadTransfers();
  });
  onNews(['transfer.decided'], (_kind, id) => {
    if (id !== '') void transferDecided(id);
  });
  onNews(['transfer.asked', 'rights.changed'], (kind) => {
    if (kind === 'rights.changed') void rightsChanged();
  });
}
