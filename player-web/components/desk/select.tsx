import './select.css';

import { useId } from 'preact/hooks';

export interface Choice {
  value: string;
  text: string;
}

interface SelectProps {
  label: string;
  value: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
  hideLabel?: boolean; // in a bar of filters: read out only
  hint?: string;
}

/* The system's own list of choices, with its label above. */
export function Select({ label, value, choices, onChange, hideLabel = false, hint }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label class={hideLabel ? 'visually-hidden' : 'field-label'} for={id}>
        {label}
      </label>
      <select
        class="field-input select"
        id={id}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
      {hint && (
        <p class="field-note" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
