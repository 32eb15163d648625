import './display-switches.css';

import { changeDisplay, display } from '../shared/display.ts';
import { t, type PlainKey } from '../shared/i18n/locale.ts';
import { switchLocale } from '../shared/session.ts';
import type { ThemeChoice } from '../shared/settings.ts';
import { Icon, type IconName } from './icon.tsx';

const THEMES: readonly { choice: ThemeChoice; icon: IconName; text: PlainKey }[] = [
  { choice: 'auto', icon: 'auto', text: 'switch.theme_auto' },
  { choice: 'light', icon: 'sun', text: 'switch.theme_light' },
  { choice: 'dark', icon: 'moon', text: 'switch.theme_dark' },
];

function ThemeSwitch() {
  const at = Math.max(
    0,
    THEMES.findIndex((row) => row.choice === display.value.theme),
  );
  const now = THEMES[at] ?? THEMES[0]!;
  const next = THEMES[(at + 1) % THEMES.length] ?? now;
  const label = t('switch.theme', { mode: t(now.text) });
  return (
    <button
      type="button"
      class="switch"
      aria-label={label}
      title={label}
      onClick={() => changeDisplay({ theme: next.choice })}
    >
      <Icon name={now.icon} />
    </button>
  );
}

/* One press each: large text, colours, language. On every page, at the same place. */
export function DisplaySwitches() {
  const elder = display.value.elder;
  const other = display.value.locale === 'zh-CN' ? 'en' : 'zh-CN';
  return (
    <div class="switches" role="group" aria-label={t('switch.group')}>
      <button
        type="button"
        class="switch"
        aria-pressed={elder}
        aria-label={t('switch.elder')}
        onClick={() => changeDisplay({ elder: !elder })}
      >
        {t('switch.elder_short')}
      </button>
      <ThemeSwitch />
      <button
        type="button"
        class="switch"
        lang={other}
        aria-label={t('switch.language')}
        onClick={() => switchLocale(other)}
      >
        {t('switch.language_short')}
      </button>
    </div>
  );
}
