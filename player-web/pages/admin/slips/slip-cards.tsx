import './slips.css';
import '../../../shared/i18n/words-office.ts';

import { render } from 'preact';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { Slip } from '../../../shared/contract/activation.ts';
import { calendarDay } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { QrCode } from '../../../components/desk/qr-code.tsx';

function SlipCard({ slip }: { slip: Slip }) {
  return (
    <li class="slip" data-member={slip.member_id}>
      <QrCode text={slip.link} label={t('slips.qr', { name: slip.name })} />
      <div class="slip-words">
        <p class="slip-kind">{t(`slips.kind_${slip.kind}`)}</p>
        <p class="slip-name">{slip.name}</p>
        <p class="slip-unit">{slip.unit_name}</p>
        <p class="slip-until">{t('slips.until', { day: calendarDay(Date.parse(slip.expires_at)) })}</p>
      </div>
      <p class="slip-code">{slip.code}</p>
      <p class="slip-how">{t('slips.how')}</p>
    </li>
  );
}

export function SlipCards({ slips }: { slips: readonly Slip[] }) {
  return (
    <ul class="slip-cards">
      {slips.map((slip) => (
        <SlipCard key={slip.member_id} slip={slip} />
      ))}
    </ul>
  );
}

/* A copy beside the page, seen by the printer only: printing takes the slips and nothing else. */
export function usePrintCopy(slips: readonly Slip[]): void {
  useEffect(() => {
    const root = document.createElement('div');
    root.className = 'print-root';
    root.setAttribute('aria-hidden', 'true');
    document.body.append(root);
    document.documentElement.setAttribute('data-print', 'slips');
    render(<SlipCards slips={slips} />, root);
    return () => {
      document.documentElement.removeAttribute('data-print');
      render(null, root);
      root.remove();
    };
  }, [slips]);
}

/* Leaving the page loses codes for good: the browser asks first. */
function useLeaveWarning(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
}

export function SlipSheet({ slips, onClose }: { slips: readonly Slip[]; onClose: () => void }) {
  usePrintCopy(slips);
  useLeaveWarning();

  async function close(): Promise<void> {
    const yes = await ask({
      title: t('slips.close_title'),
      text: t('slips.close_text'),
      yes: t('slips.close_yes'),
    });
    if (yes) onClose();
  }

  return (
    <section class="card" aria-labelledby="slip-sheet-title">
      <div class="card-head">
        <h2 class="card-title" id="slip-sheet-title">
          {t('slips.made', { count: slips.length })}
        </h2>
        <div class="slip-actions">
          <Button kind="primary" icon="slip" onPress={() => window.print()}>
            {t('slips.print')}
          </Button>
          <Button onPress={() => void close()}>{t('slips.close')}</Button>
        </div>
      </div>
      <Notice tone="warn">{t('slips.once')}</Notice>
      <SlipCards slips={slips} />
    </section>
  );
}
