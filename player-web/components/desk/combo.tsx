import './unit-picker.css';

import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';

import { t } from '../../shared/i18n/locale.ts';

export interface ComboChoice {
  id: string;
  name: string;
  path: string; // what stands above; may be empty
}

interface ComboProps {
  label: string;
  chosen: string; // what the line shows while nobody types
  choicesFor: (text: string) => readonly ComboChoice[];
  onPick: (id: string) => void;
  onType?: (text: string) => void;
  note?: string | undefined; // below the line: a hint, a path
  error?: string | null | undefined;
  optional?: boolean | undefined; // emptying the line takes the choice away
  inBar?: boolean | undefined; // in a bar of filters: the label is read out only, nothing stands below
  placeholder?: string | undefined;
}

function Choice(props: { choice: ComboChoice; id: string; active: boolean; onPick: () => void }) {
  const { choice } = props;
  return (
    <li
      class={props.active ? 'pick pick-active' : 'pick'}
      id={props.id}
      role="option"
      aria-selected={props.active}
      onMouseDown={(event) => {
        event.preventDefault();
        props.onPick();
      }}
    >
      <span class="pick-name">{choice.name}</span>
      {choice.path && <span class="pick-path">{choice.path}</span>}
    </li>
  );
}

/* One of many by typing: a combobox after WAI-ARIA 1.2. */
export function Combo(props: ComboProps) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const text = useSignal<string | null>(null); // null: shows the choice
  const isOpen = useSignal(false);
  const active = useSignal(0);
  const choices = isOpen.value ? props.choicesFor(text.value ?? '') : [];
  useEffect(() => {
    list.current?.querySelector('.pick-active')?.scrollIntoView({ block: 'nearest' });
  }, [active.value, isOpen.value]);

  const close = () => {
    isOpen.value = false;
    text.value = null;
  };
  const pick = (choice: ComboChoice | undefined) => {
    if (!choice) return;
    close();
    props.onPick(choice.id);
  };
  const step = (by: number) => {
    isOpen.value = true;
    active.value = Math.max(0, Math.min(choices.length - 1, active.value + by));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      step(event.key === 'ArrowDown' ? (isOpen.value ? 1 : 0) : -1);
    } else if (event.key === 'Enter' && isOpen.value) {
      event.preventDefault();
      pick(choices[active.value]);
    } else if (event.key === 'Escape' && isOpen.value) {
      event.preventDefault();
      close();
    }
  };
  const note = props.inBar ? undefined : (props.error ?? props.note);
  return (
    <div
      class={`field picker${props.error ? ' field-wrong' : ''}${props.inBar ? ' picker-in-bar' : ''}`}
    >
      <label class={props.inBar ? 'visually-hidden' : 'field-label'} for={id}>
        {props.label}
      </label>
      <input
        class="field-input"
        id={id}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        placeholder={props.placeholder ?? t('desk.unit_placeholder')}
        aria-expanded={isOpen.value}
        aria-controls={`${id}-list`}
        aria-activedescendant={choices[active.value] ? `${id}-${active.value}` : undefined}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        value={text.value ?? props.chosen}
        onClick={() => (isOpen.value = true)}
        onBlur={close}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          isOpen.value = true;
          active.value = 0;
          props.onType?.(text.value);
          if (props.optional && text.value === '') props.onPick('');
        }}
        onKeyDown={onKeyDown}
      />
      <ul
        class="picks"
        id={`${id}-list`}
        ref={list}
        role="listbox"
        aria-label={props.label}
        hidden={!isOpen.value}
      >
        {choices.map((choice, i) => (
          <Choice
            key={choice.id}
            choice={choice}
            id={`${id}-${i}`}
            active={i === active.value}
            onPick={() => pick(choice)}
          />
        ))}
        {choices.length === 0 && <li class="pick-none">{t('desk.unit_none')}</li>}
      </ul>
      {note && (
        <p class="field-note" id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  );
}
