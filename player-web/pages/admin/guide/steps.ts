/* The steps from an empty server to the first meeting; what is done is read from the counts. */
import type { Guide } from '../../../shared/contract/units.ts';
import type { MessageKey } from '../../../shared/i18n/locale.ts';
import type { IconName } from '../../../components/icon.tsx';
import { linkTo } from '../../../shared/hash-route.ts';

export type StepId = 'levels' | 'tree' | 'members' | 'slips' | 'clerks' | 'screen';

export interface Step {
  id: StepId;
  icon: IconName;
  count: (guide: Guide) => number;
  counted: MessageKey & `guide.count_${StepId}`;
  href: string;
  other?: string; // a second way: by hand instead of from a file
  template?: 'units' | 'members';
}

export const STEPS: readonly Step[] = [
  {
    id: 'levels',
    icon: 'list',
    count: (guide) => guide.levels,
    counted: 'guide.count_levels',
    href: linkTo('units', '', { levels: '1' }),
  },
  {
    id: 'tree',
    icon: 'tree',
    count: (guide) => guide.units,
    counted: 'guide.count_tree',
    href: linkTo('import', '', { kind: 'units' }),
    other: linkTo('units'),
    template: 'units',
  },
  {
    id: 'members',
    icon: 'people',
    count: (guide) => guide.members,
    counted: 'guide.count_members',
    href: linkTo('import', '', { kind: 'members' }),
    other: linkTo('members'),
    template: 'members',
  },
  {
    id: 'slips',
    icon: 'slip',
    count: (guide) => guide.slips,
    counted: 'guide.count_slips',
    href: linkTo('slips'),
  },
  {
    id: 'clerks',
    icon: 'badge',
    count: (guide) => guide.clerks,
    counted: 'guide.count_clerks',
    href: linkTo('clerks'),
  },
  {
    id: 'screen',
    icon: 'tv',
    count: (guide) => guide.screens,
    counted: 'guide.count_screen',
    href: linkTo('screens'),
  },
];

export function isDone(step: Step, guide: Guide): boolean {
  return step.count(guide) > 0;
}

/* The first step that is still to do: the one the page points at. */
export function nextStep(guide: Guide): Step | null {
  return STEPS.find((step) => !isDone(step, guide)) ?? null;
}
