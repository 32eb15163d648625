import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { clockLength } from '../../components/watch/times.ts';
import { Field } from '../../components/field.tsx';
import { t } from '../../shared/i18n/locale.ts';
import { positionOf } from './figures.ts';

interface PositionFieldProps {
  id: string;
  label: string;
  valueMs: number;
  hint?: string;
  previewMs: ReadonlySignal<number | null>;
  onChange: (ms: number | null) => void; // null: what stands there is no position
}

/* A place in the recording, typed or taken over from the preview. */
export function PositionField({ id, label, valueMs, hint, previewMs, onChange }: PositionFieldProps) {
  const text = useSignal(clockLength(valueMs));
  useEffect(() => {
    text.value = clockLength(valueMs);
  }, [valueMs]);
  const isWrong = positionOf(text.value) === null;
  const take = () => {
    const now = previewMs.peek();
    if (now === null) return;
    text.value = clockLength(now);
    onChange(positionOf(text.value));
  };
  return (
    <div class="position-field">
      <Field
        id={id}
        label={label}
        value={text.value}
        {...(hint ? { hint } : {})}
        error={isWrong ? t('studio.position_wrong') : null}
        onInput={(value) => {
          text.value = value;
          onChange(positionOf(value));
        }}
      />
      <Button
        icon="flag"
        label={t('studio.take_position_for', { what: label })}
        disabled={previewMs.value === null}
        onPress={take}
      >
        {t('studio.take_position')}
      </Button>
    </div>
  );
}
