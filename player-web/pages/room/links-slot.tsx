import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { later } from '../../shared/later.ts';
import type { LinksProps } from './links.tsx';

/* Few make links: what shows them comes when it is asked for. */
export function LinksSlot(props: LinksProps) {
  const loaded = useSignal<{ it: ComponentType<LinksProps> } | null>(null);
  useEffect(() => {
    void later(() => import('./links.tsx')).then((module) => (loaded.value = { it: module.Links }));
  }, []);
  const Loaded = loaded.value?.it;
  return Loaded ? <Loaded {...props} /> : null;
}
