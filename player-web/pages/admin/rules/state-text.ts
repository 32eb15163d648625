/* The state of a record in a word. */
import { t } from '../../../shared/i18n/locale.ts';

const STATES = ['present', 'late', 'left_early', 'partial', 'absent', 'excused'] as const;

export function stateText(word: string): string {
  const state = STATES.find((one) => one === word);
  return state ? t(`rules.state_${state}`) : word;
}
