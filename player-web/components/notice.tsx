import './notice.css';

import type { ComponentChildren } from 'preact';

import { Icon, type IconName } from './icon.tsx';

export type NoticeTone = 'info' | 'ok' | 'warn' | 'bad';

const ICONS: Record<NoticeTone, IconName> = {
  info: 'info',
  ok: 'check',
  warn: 'alert',
  bad: 'cross',
};

interface NoticeProps {
  tone: NoticeTone;
  title?: string;
  children: ComponentChildren;
}

/* A sentence the reader should not miss. Errors are announced at once, the rest politely. */
export function Notice({ tone, title, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={ICONS[tone]} />
      <div class="notice-text">
        {title && <p class="notice-title">{title}</p>}
        <div>{children}</div>
      </div>
    </div>
  );
}
