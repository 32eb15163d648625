import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { Check } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { MemberKind } from '../../../shared/contract/members.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { kinds } from './members-state.ts';

/* The id of a new kind: told apart by the moment it was made. */
function freshId(): string {
  return `kind-${Date.now().toString(36)}`;
}

/* The kinds of people, in order, and what each means for votes and attendance. */
export function KindsDialog({ onClose }: { onClose: () => void }) {
  const lines = useSignal<readonly MemberKind[]>(kinds.value);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const change = (id: string, part: Partial<MemberKind>) =>
    (lines.value = lines.value.map((line) => (line.id === id ? { ...line, ...part } : line)));

  async function submit(): Promise<void> {
    busy.value = true;
    const named = lines.value.filter((line) => line.name.trim() !== '');
    const result = await call('PUT /api/v1/member-kinds', { body: { kinds: [...named] } });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    kinds.value = result.value;
    showToast(t('members.kinds_saved'));
    onClose();
  }

  return (
    <FormDialog
      title={t('members.kinds')}
      submit={t('members.save')}
      busy={busy.value}
      failure={failure.value}
      wide
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p class="soft">{t('members.kinds_lead')}</p>
      <ul class="line-list">
        {lines.value.map((line) => (
          <li class="line kind-line" key={line.id}>
            <input
              class="field-input"
              aria-label={t('members.kind_name')}
              value={line.name}
              onInput={(event) => change(line.id, { name: event.currentTarget.value })}
            />
            <Check
              id={`votes-${line.id}`}
              label={t('members.kind_votes')}
              checked={line.votes}
              onChange={(votes) => change(line.id, { votes })}
            />
            <Check
              id={`required-${line.id}`}
              label={t('members.kind_required')}
              checked={line.required}
              onChange={(required) => change(line.id, { required })}
            />
            <button
              type="button"
              class="icon-button"
              aria-label={t('members.kind_remove', { name: line.name })}
              onClick={() => (lines.value = lines.value.filter((one) => one.id !== line.id))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <div>
        <Button
          icon="add"
          onPress={() => {
            const fresh = { id: freshId(), name: '', votes: false, required: false };
            lines.value = [...lines.value, fresh];
          }}
        >
          {t('members.kind_add')}
        </Button>
      </div>
    </FormDialog>
  );
}
