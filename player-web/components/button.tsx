import './button.css';

import type { ComponentChildren } from 'preact';

import { Icon, type IconName } from './icon.tsx';

interface ButtonProps {
  children: ComponentChildren;
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  type?: 'button' | 'submit';
  icon?: IconName;
  busy?: boolean;
  disabled?: boolean;
  wide?: boolean;
  label?: string; // when the visible words alone do not say what is meant
  expanded?: boolean;
  onPress?: () => void;
}

/* A busy button keeps its focus: it is marked, not disabled. */
export function Button(props: ButtonProps) {
  const { kind = 'plain', type = 'button', icon, busy = false, disabled = false } = props;
  return (
    <button
      type={type}
      class={`button button-${kind}${props.wide ? ' button-wide' : ''}`}
      disabled={disabled}
      aria-disabled={busy}
      aria-label={props.label}
      aria-expanded={props.expanded}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else props.onPress?.();
      }}
    >
      {icon && <Icon name={icon} />}
      <span>{props.children}</span>
    </button>
  );
}

export function ButtonLink(props: {
  href: string;
  children: ComponentChildren;
  kind?: 'primary' | 'plain';
  icon?: IconName;
  download?: string;
}) {
  return (
    <a
      class={`button button-${props.kind ?? 'plain'}`}
      href={props.href}
      {...(props.download === undefined ? {} : { download: props.download })}
    >
      {props.icon && <Icon name={props.icon} />}
      <span>{props.children}</span>
    </a>
  );
}
