/* Meetings in which all may speak come after what the page shows first. */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { afterPicture } from '../../shared/after-picture.ts';
import { later } from '../../shared/later.ts';

const loaded = signal<{ Rooms: ComponentType } | null>(null);

export function RoomsSlot() {
  useEffect(() => afterPicture(() => void later(() => import('./rooms/rooms.tsx')).then((module) => (loaded.value = module))), []);
  const module = loaded.value;
  return module && <module.Rooms />;
}
