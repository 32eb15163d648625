import './file-drop.css';

import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';

import { t } from '../../shared/i18n/locale.ts';
import { Icon } from '../icon.tsx';

interface FileDropProps {
  label: string;
  hint: string; // which files, how large
  accept: string; // as of the input element: '.csv,.xlsx'
  busy?: boolean;
  onFile: (file: File) => void;
}

function firstFile(list: FileList | null | undefined): File | null {
  return list && list.length > 0 ? (list[0] ?? null) : null;
}

/* A place to drop one file; a press or Enter opens the system's dialog. */
export function FileDrop({ label, hint, accept, busy = false, onFile }: FileDropProps) {
  const over = useSignal(false);
  const id = useId();
  const take = (file: File | null) => {
    if (file && !busy) onFile(file);
  };
  return (
    <label
      class={`drop${over.value ? ' drop-over' : ''}${busy ? ' drop-busy' : ''}`}
      for={id}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        take(firstFile(event.dataTransfer?.files));
      }}
    >
      <Icon name="sheet" />
      <span class="drop-label">{busy ? t('desk.working') : label}</span>
      <span class="drop-hint">{hint}</span>
      <input
        class="drop-input"
        id={id}
        type="file"
        accept={accept}
        disabled={busy}
        onChange={(event) => {
          take(firstFile(event.currentTarget.files));
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}
