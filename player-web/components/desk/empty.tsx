import './empty.css';

import type { ComponentChildren } from 'preact';

import { Icon, type IconName } from '../icon.tsx';

interface EmptyProps {
  icon: IconName;
  title: string;
  children?: ComponentChildren; // what to do now
}

/* In place of a list that has nothing in it. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div class="empty">
      <span class="empty-sign">
        <Icon name={icon} />
      </span>
      <p class="empty-title">{title}</p>
      {children && <div class="empty-text">{children}</div>}
    </div>
  );
}

/* Grey lines where text will stand. */
export function SkeletonLines({ count }: { count: number }) {
  return (
    <div class="skeleton-lines" aria-hidden="true">
      {Array.from({ length: count }, (_, i) => (
        <span key={i} class="skeleton" />
      ))}
    </div>
  );
}
