/* Who watches beside the one who is signed in; it comes when there is a picture. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { afterPicture } from '../../shared/after-picture.ts';
import { later } from '../../shared/later.ts';
import { session } from '../../shared/session.ts';
import type * as BesideModule from './beside/beside.tsx';

const loaded = signal<typeof BesideModule | null>(null);

let isFetching = false;

function fetchBeside(): void {
  if (isFetching) return;
  isFetching = true;
  void later(() => import('./beside/beside.tsx')).then((module) => (loaded.value = module));
}

export function BesideSlot({ viewing }: { viewing: () => string }) {
  const isSignedIn = session.value !== null;
  useEffect(() => {
    if (isSignedIn) afterPicture(fetchBeside);
  }, [isSignedIn]);
  const module = loaded.value;
  return module && isSignedIn ? <module.BesideCard viewing={viewing} /> : null;
}
