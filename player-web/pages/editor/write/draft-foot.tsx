/* Under what is written: what the server refused, and the bar that saves. */
import type { Failure } from '../../../shared/api-client.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { SaveBar } from '../save-bar.tsx';

interface FootProps {
  failure: Failure | null;
  isChanged: boolean;
  busy: boolean;
  onDrop: () => void;
}

export function DraftFoot({ failure, isChanged, busy, onDrop }: FootProps) {
  return (
    <>
      {failure && (
        <p class="form-wrong" role="alert">
          {failureText(failure)}
        </p>
      )}
      <SaveBar isChanged={isChanged} busy={busy} onDrop={onDrop} />
    </>
  );
}

/* Ctrl+S and Cmd+S in a form of ours save it. */
export function saveByKey(event: KeyboardEvent, save: () => void): void {
  if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  event.preventDefault();
  save();
}
