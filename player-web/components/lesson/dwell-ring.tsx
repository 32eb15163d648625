import '../../shared/i18n/words-learn.ts';

import { t } from '../../shared/i18n/locale.ts';

const RING = 2 * Math.PI * 20;

/* How much of what a page asks for was read, around its number. */
export function DwellRing({ share, index, count }: { share: number; index: number; count: number }) {
  const percent = Math.round(share * 100);
  return (
    <span class={share >= 1 ? 'dwell dwell-full' : 'dwell'} role="img" aria-label={t('learn.page_read', { percent })} data-share={percent}>
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <circle class="dwell-track" cx="24" cy="24" r="20" />
        <circle class="dwell-share" cx="24" cy="24" r="20" stroke-dasharray={`${(RING * share).toFixed(1)} ${RING.toFixed(1)}`} />
      </svg>
      <span class="numbers" aria-hidden="true">
        {index + 1}/{count}
      </span>
    </span>
  );
}
