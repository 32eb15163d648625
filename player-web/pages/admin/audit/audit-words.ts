/* What was done, in words: the table of rights names most actions, the rest has keys of its own. */
import type { AuditRow } from '../../../shared/contract.ts';
import { findText, t, type PlainKey } from '../../../shared/i18n/locale.ts';

/* Actions that come up, for the filter, in the order of its list. */
export const FILTER_ACTIONS = [
  'session.create',
  'member.see',
  'member.numbers',
  'exemption.reason',
  'member.create',
  'member.update',
  'member.leave',
  'transfer.ask',
  'transfer.decide',
  'exemption.create',
  'unit.create',
  'unit.update',
  'unit.close',
  'unit.quota',
  'unit.quota_remove',
  'import',
  'export.ask',
  'export.decide',
  'export.take',
  'activation.issue',
  'account.activate',
  'account.reset',
  'appointment.create',
  'appointment.end',
  'screen.pair',
  'screen.change',
  'screen.unpair',
  'screen.copied',
  'meeting.create',
  'meeting.update',
  'meeting.step',
  'meeting.slate',
  'course.publish',
  'asset.add',
  'asset.replace',
  'asset.withdraw',
  'account.create',
  'account.update',
  'account.password',
  'account.remove',
  'roster.sync',
  'sample.create',
  'sample.remove',
] as const;

export function actionText(action: string): string {
  const own = findText(`action.${action.replace(/\./g, '_')}`);
  return own ?? findText(`right.${action}`) ?? action;
}

export type Tone = 'ok' | 'bad';

export function outcomeOf(row: AuditRow): { tone: Tone; text: string } {
  if (row.outcome === 'ok') return { tone: 'ok', text: t('audit.outcome_ok') };
  const known: Record<string, PlainKey> = {
    forbidden: 'audit.outcome_forbidden',
    unauthenticated: 'audit.outcome_unauthenticated',
    not_found: 'audit.outcome_not_found',
    invalid: 'audit.outcome_invalid',
    conflict: 'audit.outcome_conflict',
    rate_limited: 'audit.outcome_rate_limited',
  };
  const key = known[row.outcome];
  return { tone: 'bad', text: key ? t(key) : t('audit.outcome_other') };
}
