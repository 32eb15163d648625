import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Card, Facts } from '../../../components/card.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { MemberNumbers } from '../../../shared/contract/members.ts';
import { dayTextOf } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { mayAt } from '../../../shared/reach.ts';
import { homeOf, type CardProps } from './card-props.ts';

/* Numbers masked until somebody asks for them, which is written down. */
export function NumbersCard({ member }: CardProps) {
  const numbers = useSignal<MemberNumbers | null>(null);
  const failure = useSignal<Failure | null>(null);
  const hasAny = member.phone !== undefined || member.identity_number !== undefined;
  const maySee = hasAny && mayAt('member.numbers', homeOf(member));
  const shown = numbers.value ?? member;

  async function show(): Promise<void> {
    const result = await call('POST /api/v1/members/{id}/numbers', { path: { id: member.id } });
    failure.value = result.ok ? null : result.failure;
    if (result.ok) numbers.value = result.value;
  }

  return (
    <Card id="numbers" title={t('members.person')}>
      <Facts
        rows={[
          [t('members.phone'), shown.phone ?? t('members.none')],
          [t('members.identity_number'), shown.identity_number ?? t('members.none')],
          [t('members.gender'), t(member.gender ? `members.gender_${member.gender}` : 'members.gender_none')],
          ...(member.external_id ? [[t('members.external_id'), member.external_id] as const] : []),
          [t('members.since'), dayTextOf(member.created_at)],
        ]}
      />
      {failure.value && <FailureNotice failure={failure.value} />}
      {maySee && (
        <div class="numbers-show">
          {numbers.value ? (
            <Button icon="eye_off" onPress={() => (numbers.value = null)}>
              {t('members.numbers_hide')}
            </Button>
          ) : (
            <Button icon="eye" onPress={() => void show()}>
              {t('members.numbers_show')}
            </Button>
          )}
          <p class="plain-note">
            {t(numbers.value ? 'members.numbers_noted' : 'members.numbers_will_note')}
          </p>
        </div>
      )}
    </Card>
  );
}
