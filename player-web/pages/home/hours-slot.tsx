/* What is missing of one's own year; nothing when nothing is. Never on a television: it has no such page. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { afterPicture } from '../../shared/after-picture.ts';
import { call } from '../../shared/api-client.ts';
import { later } from '../../shared/later.ts';
import type * as Hours from './hours/hours.tsx';

const loaded = signal<typeof Hours | null>(null);
const missing = signal(0);

async function look(): Promise<void> {
  const result = await call('GET /api/v1/me/hours');
  missing.value = result.ok ? result.value.missing : 0;
  if (missing.value > 0) loaded.value ??= await later(() => import('./hours/hours.tsx'));
}

export function HoursSlot() {
  useEffect(() => afterPicture(() => void look()), []);
  const module = loaded.value;
  return module && missing.value > 0 ? <module.HoursLine missing={missing.value} /> : null;
}
