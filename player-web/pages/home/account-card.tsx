import { useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { Card, Facts } from '../../components/card.tsx';
import { Notice } from '../../components/notice.tsx';
import type { Account } from '../../shared/contract.ts';
import { t } from '../../shared/i18n/locale.ts';
import { PasswordForm } from './password-form.tsx';

export function AccountCard({ account }: { account: Account }) {
  const open = useSignal(false);
  const saved = useSignal(false);
  return (
    <Card id="account" title={t('account.heading')}>
      <Facts
        rows={[
          [t('account.name'), account.name],
          [t('account.roles'), account.roles.map((role) => t(`role.${role}`)).join(' · ')],
        ]}
      />
      {saved.value && <Notice tone="ok">{t('password.saved')}</Notice>}
      {open.value ? (
        <PasswordForm
          accountName={account.name}
          onDone={(changed) => {
            open.value = false;
            saved.value = changed;
          }}
        />
      ) : (
        <div>
          <Button
            icon="lock"
            expanded={false}
            onPress={() => {
              open.value = true;
              saved.value = false;
            }}
          >
            {t('password.open')}
          </Button>
        </div>
      )}
    </Card>
  );
}
