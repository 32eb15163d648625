import './name-mark.css';

import { t } from '../shared/i18n/locale.ts';

/* The sign 同 as a seal: a screen inside a screen. */
export function Seal() {
  return (
    <svg class="seal" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect class="seal-ground" width="32" height="32" rx="7" />
      <path class="seal-line" d="M8.5 25V9.200A1.7 1.7 0 0 1 10.2 7.500h11.600a1.7 1.7 0 0 1 1.7 1.700V25" />
      <path class="seal-line" d="M12.5 12.500h7" />
      <rect class="seal-screen" x="12" y="16.3" width="8" height="6" rx="1" />
    </svg>
  );
}

export function NameMark() {
  return (
    <span class="name-mark">
      <Seal />
      <span class="name-mark-words">
        <span class="name-mark-name" lang="zh-CN">
          {t('brand.name')}
        </span>
        <span class="name-mark-latin" lang="en">
          {t('brand.latin')}
        </span>
      </span>
    </span>
  );
}
