import { useRef } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/desk/dialog.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { Slip } from '../../../shared/contract/activation.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { SlipCards, usePrintCopy } from '../slips/slip-cards.tsx';

/* The code, shown this once: nobody can look it up later. Printing shows the slip alone. */
export function SlipDialog({ slip, onClose }: { slip: Slip; onClose: () => void }) {
  const slips = useRef([slip]);
  usePrintCopy(slips.current);
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
      <SlipCards slips={slips.current} />
      <p class="slip-link">{slip.link}</p>
    </Dialog>
  );
}
