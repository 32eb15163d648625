/* The sections of /admin, in the order of the menu. A new one is a row here and a module whose default
 * export is its component; the module, its words and its styles come when it is opened. */
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';

import type { IconName } from '../../components/icon.tsx';
import type { PlainKey } from '../../shared/i18n/locale.ts';
import type { Route } from './route.ts';
import { waitingForMe } from './transfers/transfers-state.ts';

export interface SectionProps {
  route: Route;
}

export interface SectionRow {
  id: string; // as in #/id
  title: PlainKey;
  icon: IconName;
  group: 'roster' | 'start' | 'check';
  right: string; // who has it somewhere sees the section
  load: () => Promise<{ default: ComponentType<SectionProps> }>;
  waiting?: ReadonlySignal<number>; // what waits for this person, shown as a number
}

export const SECTIONS: readonly SectionRow[] = [
  {
    id: 'units',
    title: 'admin.units',
    icon: 'tree',
    group: 'roster',
    right: 'unit.see',
    load: () => import('./units/units-section.tsx'),
  },
  {
    id: 'members',
    title: 'admin.members',
    icon: 'people',
    group: 'roster',
    right: 'member.see',
    load: () => import('./members/members-section.tsx'),
  },
  {
    id: 'transfers',
    title: 'admin.transfers',
    icon: 'transfer',
    group: 'roster',
    right: 'transfer.see',
    load: () => import('./transfers/transfers-section.tsx'),
    waiting: waitingForMe,
  },
  {
    id: 'places',
    title: 'admin.places',
    icon: 'place',
    group: 'roster',
    right: 'place.see',
    load: () => import('./places/places-section.tsx'),
  },
];

export const GROUPS: readonly { id: SectionRow['group']; title: PlainKey }[] = [
  { id: 'roster', title: 'admin.group_roster' },
  { id: 'start', title: 'admin.group_start' },
  { id: 'check', title: 'admin.group_check' },
];
