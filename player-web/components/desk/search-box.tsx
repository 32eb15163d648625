import './select.css';

import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';

import { Icon } from '../icon.tsx';

const SETTLED_AFTER_MS = 200;

interface SearchBoxProps {
  label: string;
  value: string;
  placeholder?: string;
  atOnce?: boolean; // the answer costs nothing: no pause
  onSearch: (text: string) => void; // when the typing pauses
  onEnter?: () => void;
}

/* One line that searches while somebody types. */
export function SearchBox(props: SearchBoxProps) {
  const id = useId();
  const text = useSignal(props.value);
  const timer = useRef(0);
  useEffect(() => {
    text.value = props.value;
  }, [props.value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (value: string) => {
    text.value = value;
    clearTimeout(timer.current);
    if (props.atOnce) props.onSearch(value);
    else timer.current = window.setTimeout(() => props.onSearch(value), SETTLED_AFTER_MS);
  };
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <label class="visually-hidden" for={id}>
        {props.label}
      </label>
      <input
        class="field-input"
        id={id}
        type="search"
        value={text.value}
        placeholder={props.placeholder ?? props.label}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => search(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') props.onEnter?.();
        }}
      />
    </div>
  );
}
