/* How much waits for this person: the numbers of the menu and of the tabs. */
import { signal } from '@preact/signals';

import { call } from '../../../shared/api-client.ts';
import type { QueueCount } from '../../../shared/contract/policies.ts';

/* null: not known yet. */
export const queueCount = signal<QueueCount | null>(null);

export async function loadQueueCount(): Promise<void> {
  const result = await call('GET /api/v1/queue');
  if (result.ok) queueCount.value = result.value;
}

export function waitingInQueue(): number {
  const count = queueCount.value;
  return count ? count.objections + count.corrections + count.leaves : 0;
}
