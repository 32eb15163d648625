import './choice-menu.css';

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Icon, type IconName } from '../icon.tsx';

export interface MenuRow {
  id: string;
  label: string;
  language?: string; // of a label that is a language's own name
  note?: string | undefined; // beside it
}

interface ChoiceMenuProps {
  icon: IconName;
  label: string;
  rows: readonly MenuRow[];
  chosen: string;
  shown: string; // beside the icon
  shownLanguage?: string | undefined;
  onChoose: (id: string) => void;
  onOpen?: () => void;
}

function wordClass(name: string, language?: string): string {
  return language ? `${name} autonym` : name;
}

/* A button that opens a short list of which one is chosen; arrows move, Escape closes. */
export function ChoiceMenu(props: ChoiceMenuProps) {
  const open = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const rowButtons = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitemradio]') ?? [])];
  useEffect(() => {
    if (!open.value) return;
    props.onOpen?.();
    const close = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) open.value = false;
    };
    document.addEventListener('pointerdown', close);
    (root.current?.querySelector<HTMLElement>('[aria-checked=true]') ?? rowButtons()[0])?.focus();
    return () => document.removeEventListener('pointerdown', close);
  }, [open.value]);

  function shut(): void {
    open.value = false;
    root.current?.querySelector<HTMLElement>('.watch-button')?.focus();
  }

  function onKey(event: KeyboardEvent): void {
    if (!open.value) return;
    const rows = rowButtons();
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') shut();
    else if (step) rows[(at + step + rows.length) % rows.length]?.focus();
    else if (event.key === 'Tab') open.value = false;
    if (event.key === 'Escape' || step) event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div class="watch-menu" ref={root} onKeyDown={onKey}>
      <button
        type="button"
        class="watch-button"
        aria-haspopup="menu"
        aria-expanded={open.value}
        aria-label={`${props.label}: ${props.shown}`}
        title={props.label}
        onClick={() => (open.value = !open.value)}
      >
        <Icon name={props.icon} />
        <span class={wordClass('watch-button-word', props.shownLanguage)} lang={props.shownLanguage}>
          {props.shown}
        </span>
      </button>
      {open.value && (
        <div class="watch-menu-panel" role="menu" aria-label={props.label}>
          <p class="watch-menu-title" aria-hidden="true">
            {props.label}
          </p>
          {props.rows.map((row) => (
            <button
              type="button"
              key={row.id}
              class={wordClass('watch-menu-row', row.language)}
              role="menuitemradio"
              aria-checked={row.id === props.chosen}
              lang={row.language}
              onClick={() => {
                props.onChoose(row.id);
                shut();
              }}
            >
              {row.note ? (
                <>
                  <span>{row.label}</span>
                  <span class="watch-menu-note" lang="zh-CN">
                    {row.note}
                  </span>
                </>
              ) : (
                row.label
              )}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
