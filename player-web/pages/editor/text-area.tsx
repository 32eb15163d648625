interface TextAreaProps {
  id: string;
  label: string;
  value: string;
  rows?: number;
  hint?: string;
  lang?: string;
  onInput: (value: string) => void;
}

/* Several lines of text with a label above. */
export function TextArea({ id, label, value, rows = 4, hint, lang, onInput }: TextAreaProps) {
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <textarea
        class="field-input text-area"
        id={id}
        rows={rows}
        value={value}
        dir="auto"
        lang={lang}
        aria-describedby={hint ? `${id}-note` : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {hint && (
        <p class="field-note" id={`${id}-note`}>
          {hint}
        </p>
      )}
    </div>
  );
}
