/* The transfers that concern this person, and how many of them wait for his answer. */
import '../../../shared/i18n/words-news.ts';

import { computed, signal } from '@preact/signals';

import { showToast } from '../../../components/desk/toast.tsx';
import { failureText } from '../../../components/failure-notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { TransferRow } from '../../../shared/contract/members.ts';
import { t } from '../../../shared/i18n/locale.ts';

/* null: not asked for yet. */
export const transfers = signal<readonly TransferRow[] | null>(null);
export const transfersFailure = signal<Failure | null>(null);

export const waitingForMe = computed(
  () => (transfers.value ?? []).filter((row) => row.mine_to_decide).length,
);

export async function loadTransfers(): Promise<void> {
  const result = await call('GET /api/v1/transfers');
  transfersFailure.value = result.ok ? null : result.failure;
  if (result.ok) transfers.value = result.value;
}

export async function decide(row: TransferRow, accept: boolean, reason = ''): Promise<boolean> {
  const result = await call('POST /api/v1/transfers/{id}/decision', {
    path: { id: row.id },
    body: { accept, ...(reason ? { reason } : {}) },
  });
  if (result.ok) {
    const name = row.member_name;
    showToast(
      accept
        ? t('admin.transfer_accepted', { name, unit: row.to_unit.name })
        : t('admin.transfer_refused', { name }),
    );
  } else showToast(failureText(result.failure), { tone: 'bad' });
  await loadTransfers();
  return result.ok;
}
