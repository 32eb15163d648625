import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Notice } from '../../../components/notice.tsx';
import { amountText } from '../../../shared/amount.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { spaceLeft, type Space } from './booth-store.ts';
import type { Booth } from './booth-work.ts';
import { SAMPLE_BYTES, SAMPLE_RATE } from './wav.ts';

const MINUTE_BYTES = SAMPLE_BYTES * SAMPLE_RATE * 60;
/* Enough is enough: nobody wants to read of a thousand hours. */
const PLENTY_MINUTES = 600;
const SHORT_MINUTES = 30;

/* Where the takes are, and how much more of them this browser keeps. */
export function SpaceLine({ booth }: { booth: Booth }) {
  const space = useSignal<Space | null>(null);
  const count = booth.takes.value.length;
  useEffect(() => {
    void spaceLeft().then((now) => (space.value = now), () => undefined);
  }, [count]);
  const now = space.value;
  if (!now) return <p class="soft booth-space">{t('booth.space_unknown')}</p>;
  const minutes = Math.floor(now.leftBytes / MINUTE_BYTES);
  const used = amountText(now.usedBytes);
  if (minutes < SHORT_MINUTES) return <Notice tone="warn">{t('booth.space_short', { used, minutes })}</Notice>;
  return (
    <p class="soft booth-space numbers">
      {minutes > PLENTY_MINUTES ? t('booth.space_plenty', { used }) : t('booth.space', { used, minutes })}
    </p>
  );
}
