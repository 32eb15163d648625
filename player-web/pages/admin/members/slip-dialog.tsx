import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/desk/dialog.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { Slip } from '../../../shared/contract/activation.ts';
import { dayTextOf } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';

/* The code, shown this once: nobody can look it up later. Printing shows the slip alone. */
export function SlipDialog({ slip, onClose }: { slip: Slip; onClose: () => void }) {
  return (
    <Dialog
      title={t('members.slip')}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('desk.close')}</Button>
          <Button kind="primary" icon="slip" onPress={() => window.print()}>
            {t('members.slip_print')}
          </Button>
        </>
      }
    >
      <Notice tone="warn">{t('members.slip_once')}</Notice>
      <div class="slip">
        <p class="slip-name">{slip.name}</p>
        <p class="soft">{slip.unit_name}</p>
        <p class="slip-code">{slip.code}</p>
        <p class="slip-link">{slip.link}</p>
        <p class="soft">{t('members.slip_until', { day: dayTextOf(slip.expires_at) })}</p>
        <p>{t(slip.kind === 'reset' ? 'members.slip_how_reset' : 'members.slip_how')}</p>
      </div>
    </Dialog>
  );
}
