/* The sections of /admin, in the order of the menu. A new one is a row here and a module whose default
 * export is its component; the module, its words and its styles come when it is opened. */
import type { ComponentType } from 'preact';

import type { IconName } from '../../components/icon.tsx';
import type { PlainKey } from '../../shared/i18n/locale.ts';
import { loadUnits } from '../../shared/units.ts';
import type { SectionProps } from './section-props.ts';

export interface SectionRow {
  id: string; // as in #/id
  title: PlainKey;
  icon: IconName;
  group: 'roster' | 'attendance' | 'start' | 'check';
  right: string; // who has it somewhere sees the section
  load: () => Promise<{ default: ComponentType<SectionProps> }>;
}

export const SECTIONS: readonly SectionRow[] = [
  {
    id: 'units',
    title: 'admin.units',
    icon: 'tree',
    group: 'roster',
    right: 'unit.see',
    load: () => {
      void loadUnits(); /* on its way together with the module */
      return import('./units/units-section.tsx');
    },
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
  },
  {
    id: 'places',
    title: 'admin.places',
    icon: 'place',
    group: 'roster',
    right: 'place.see',
    load: () => import('./places/places-section.tsx'),
  },
  {
    id: 'attendance',
    title: 'admin.attendance',
    icon: 'check',
    group: 'attendance',
    right: 'record.see',
    load: () => import('./attendance/attendance-section.tsx'),
  },
  {
    id: 'reports',
    title: 'admin.reports',
    icon: 'list',
    group: 'attendance',
    right: 'record.see',
    load: () => import('./reports/reports-section.tsx'),
  },
  {
    id: 'rules',
    title: 'admin.rules',
    icon: 'calendar',
    group: 'attendance',
    right: 'policy.see',
    load: () => import('./rules/rules-section.tsx'),
  },
  {
    id: 'queue',
    title: 'admin.queue',
    icon: 'bell',
    group: 'attendance',
    right: 'objection.decide',
    load: () => import('./queue/queue-section.tsx'),
  },
  {
    id: 'guide',
    title: 'admin.guide',
    icon: 'flag',
    group: 'start',
    right: 'guide.see',
    load: () => import('./guide/guide-section.tsx'),
  },
  {
    id: 'import',
    title: 'admin.import',
    icon: 'sheet',
    group: 'start',
    right: 'import',
    load: () => import('./import/import-section.tsx'),
  },
  {
    id: 'slips',
    title: 'admin.slips',
    icon: 'slip',
    group: 'start',
    right: 'activation.issue',
    load: () => import('./slips/slips-section.tsx'),
  },
  {
    id: 'screens',
    title: 'admin.screens',
    icon: 'tv',
    group: 'start',
    right: 'screen.see',
    load: () => import('./screens/screens-section.tsx'),
  },
  {
    id: 'clerks',
    title: 'admin.clerks',
    icon: 'badge',
    group: 'check',
    right: 'appointment.see',
    load: () => import('./clerks/clerks-section.tsx'),
  },
  {
    id: 'exports',
    title: 'admin.exports',
    icon: 'download',
    group: 'check',
    right: 'export.ask',
    load: () => import('./exports/exports-section.tsx'),
  },
  {
    id: 'audit',
    title: 'admin.audit',
    icon: 'history',
    group: 'check',
    right: 'audit.see',
    load: () => import('./audit/audit-section.tsx'),
  },
];

export const GROUPS: readonly { id: SectionRow['group']; title: PlainKey }[] = [
  { id: 'roster', title: 'admin.group_roster' },
  { id: 'attendance', title: 'admin.group_attendance' },
  { id: 'start', title: 'admin.group_start' },
  { id: 'check', title: 'admin.group_check' },
];
