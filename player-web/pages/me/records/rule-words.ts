/* A policy in sentences, for who is judged by it. */
import type { PolicyRow } from '../../../shared/contract/policies.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { minutesText } from './amounts.ts';

const WHOLE = 1000; // thousandths

function weightWords(policy: PolicyRow): string[] {
  if (policy.replay_weight === WHOLE && policy.offline_weight === WHOLE) return [t('mine.rule_full')];
  return [
    t('mine.rule_replay', { share: policy.replay_weight / 10 }),
    t('mine.rule_offline', { share: policy.offline_weight / 10 }),
  ];
}

export function ruleWords(policy: PolicyRow): string[] {
  const words = [t(policy.counts === 'presence' ? 'mine.rule_presence' : 'mine.rule_once')];
  words.push(t('mine.rule_speed', { rate: policy.max_rate / WHOLE }), ...weightWords(policy));
  words.push(t('mine.rule_present', { present: policy.present_at / 10, absent: policy.absent_below / 10 }));
  if (policy.kind !== 'lesson') {
    words.push(
      t('mine.rule_late', { late: minutesText(policy.late_after_ms), left: minutesText(policy.left_before_ms) }),
    );
  }
  if (policy.least_ms > 0) words.push(t('mine.rule_least', { minutes: minutesText(policy.least_ms) }));
  if (policy.cap_ms > 0) words.push(t('mine.rule_cap', { minutes: minutesText(policy.cap_ms) }));
  words.push(t('mine.rule_hour', { minutes: minutesText(policy.hour_ms) }));
  return words;
}
