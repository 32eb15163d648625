import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Combo, type ComboChoice } from '../../../components/desk/combo.tsx';
import { call } from '../../../shared/api-client.ts';
import type { TransferTarget } from '../../../shared/contract/members.ts';
import { t } from '../../../shared/i18n/locale.ts';

const TYPING_MS = 200;
const MIN_LETTERS = 2;
const PATH_SEPARATOR = ' › ';

interface TargetPickerProps {
  label: string;
  except: string; // the unit that the member leaves
  error: string | null;
  onPick: (id: string) => void;
}

function choiceOf(target: TransferTarget): ComboChoice {
  const above = target.path.slice(0, -1);
  return { id: target.id, name: target.path.at(-1) ?? '', path: above.join(PATH_SEPARATOR) };
}

/* The unit that somebody is sent to: it may lie beyond one's reach, so the server is asked by name. */
export function TargetPicker(props: TargetPickerProps) {
  const found = useSignal<readonly ComboChoice[]>([]);
  const picked = useSignal<ComboChoice | null>(null);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);

  async function ask(text: string): Promise<void> {
    const result = await call('GET /api/v1/transfer-targets', { query: { query: text } });
    if (result.ok) found.value = result.value.map(choiceOf);
  }
  const onType = (text: string) => {
    clearTimeout(timer.current);
    const typed = text.trim();
    if (typed.length < MIN_LETTERS) found.value = [];
    else timer.current = window.setTimeout(() => void ask(typed), TYPING_MS);
  };
  return (
    <Combo
      label={props.label}
      chosen={picked.value?.name ?? ''}
      choicesFor={() => found.value.filter((choice) => choice.id !== props.except)}
      onType={onType}
      onPick={(id) => {
        picked.value = found.value.find((choice) => choice.id === id) ?? null;
        props.onPick(id);
      }}
      note={picked.value?.path ?? t('members.transfer_hint')}
      error={props.error}
    />
  );
}
