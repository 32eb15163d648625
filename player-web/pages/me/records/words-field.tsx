interface WordsFieldProps {
  id: string;
  label: string;
  hint: string;
  value: string;
  most: number; // characters
  error?: string | null;
  onInput: (value: string) => void;
}

/* Some lines of one's own words, with an example below. */
export function WordsField({ id, label, hint, value, most, error = null, onInput }: WordsFieldProps) {
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <label class="field-label" for={id}>
        {label}
      </label>
      <textarea
        class="field-input mine-words"
        id={id}
        rows={4}
        maxLength={most}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-note`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p class="field-note" id={`${id}-note`}>
        {error ?? hint}
      </p>
    </div>
  );
}
