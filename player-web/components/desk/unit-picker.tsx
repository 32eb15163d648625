import './unit-picker.css';

import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';

import type { UnitRow } from '../../shared/contract/units.ts';
import { t } from '../../shared/i18n/locale.ts';
import { findUnits } from '../../shared/unit-tree.ts';
import { forest, loadUnits, unitPath } from '../../shared/units.ts';

const AT_MOST = 40;

interface UnitPickerProps {
  label: string;
  value: string; // id of a unit; empty: none
  onPick: (id: string) => void;
  accepts?: (unit: UnitRow) => boolean; // the others are not offered
  hint?: string;
  error?: string | null;
  optional?: boolean; // emptying the line takes the choice away
  inBar?: boolean; // in a bar of filters: the label is read out only, nothing stands below
  placeholder?: string;
}

function choicesFor(text: string, accepts: (unit: UnitRow) => boolean): UnitRow[] {
  const tree = forest.value;
  const found = text === '' ? [...tree.byId.values()] : findUnits(tree, text, tree.byId.size);
  return found.filter((unit) => !unit.closed_at && accepts(unit)).slice(0, AT_MOST);
}

function Choice(props: { unit: UnitRow; id: string; active: boolean; onPick: () => void }) {
  const { unit } = props;
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
      <span class="pick-name">{unit.name}</span>
      {unit.parent_id && <span class="pick-path">{unitPath(unit.parent_id)}</span>}
    </li>
  );
}

/* A unit found by typing parts of its path: a combobox after WAI-ARIA 1.2. */
export function UnitPicker(props: UnitPickerProps) {
  const { value, accepts = () => true } = props;
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const text = useSignal<string | null>(null); // null: shows the choice
  const isOpen = useSignal(false);
  const active = useSignal(0);
  const chosenName = useComputed(() => forest.value.byId.get(value)?.name ?? '');
  useEffect(() => void loadUnits(), []);
  const choices = isOpen.value ? choicesFor(text.value ?? '', accepts) : [];
  useEffect(() => {
    list.current?.querySelector('.pick-active')?.scrollIntoView({ block: 'nearest' });
  }, [active.value, isOpen.value]);

  const close = () => {
    isOpen.value = false;
    text.value = null;
  };
  const pick = (unit: UnitRow | undefined) => {
    if (!unit) return;
    close();
    props.onPick(unit.id);
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
  const shown = text.value ?? (value ? forest.value.byId.get(value)?.name : '') ?? '';
  const below = value && chosenName.value ? unitPath(value) : props.hint;
  const note = props.inBar ? undefined : (props.error ?? below);
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
        value={shown}
        onClick={() => (isOpen.value = true)}
        onBlur={close}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          isOpen.value = true;
          active.value = 0;
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
        {choices.map((unit, i) => (
          <Choice
            key={unit.id}
            unit={unit}
            id={`${id}-${i}`}
            active={i === active.value}
            onPick={() => pick(unit)}
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
