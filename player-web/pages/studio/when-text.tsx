import { t } from '../../shared/i18n/locale.ts';
import { BEIJING, isSameClock, otherSpanText, ownZone, spanText } from './zone-time.ts';

/* By the clock of this device, and by Beijing's where that is another. */
export function WhenText({ from, to }: { from: string; to: string }) {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const own = ownZone();
  const text = spanText(fromMs, toMs, own);
  if (isSameClock(fromMs, own, BEIJING)) return <span class="numbers">{text}</span>;
  return (
    <span class="numbers">
      {t('studio.when_both', { local: text, beijing: otherSpanText(fromMs, toMs, BEIJING, own) })}
    </span>
  );
}
