import './status-pill.css';

import { Icon, type IconName } from './icon.tsx';

export type PillTone = 'ok' | 'warn' | 'bad' | 'calm';

const ICONS: Record<PillTone, IconName> = {
  ok: 'check',
  warn: 'alert',
  bad: 'cross',
  calm: 'info',
};

/* A state in a word, with a sign: never by colour alone. */
export function StatusPill({ tone, icon, text }: { tone: PillTone; icon?: IconName; text: string }) {
  return (
    <span class={`pill pill-${tone}`}>
      <Icon name={icon ?? ICONS[tone]} />
      <span class="numbers">{text}</span>
    </span>
  );
}
