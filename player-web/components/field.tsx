import './field.css';

const TYPES = {
  text: { type: 'text' },
  password: { type: 'password' },
  tel: { type: 'tel' },
  date: { type: 'date' },
  time: { type: 'time' },
  number: { type: 'number', inputMode: 'numeric' },
} as const;

interface FieldProps {
  id: string;
  label: string;
  value: string;
  onInput: (value: string) => void;
  type?: keyof typeof TYPES;
  autocomplete?: string;
  hint?: string;
  error?: string | null;
}

/* One line of text with its label above, a hint below, and an error in place of the hint. */
export function Field(props: FieldProps) {
  const { id, error = null, hint } = props;
  const note = error ?? hint;
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <label class="field-label" for={id}>
        {props.label}
      </label>
      <input
        class="field-input"
        id={id}
        {...TYPES[props.type ?? 'text']}
        value={props.value}
        autocomplete={props.autocomplete ?? 'off'}
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      {note && (
        <p class="field-note" id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  );
}

/* Brings the reader to the field that needs another value. */
export function focusField(id: string): void {
  document.getElementById(id)?.focus();
}

interface CheckProps {
  id: string;
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function Check({ id, label, hint, checked, onChange }: CheckProps) {
  return (
    <label class="check" for={id}>
      <input
        id={id}
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <span class="check-hint">{hint}</span>}
      </span>
    </label>
  );
}
