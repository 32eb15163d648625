import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { Icon } from '../../../components/icon.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { levels } from '../../../shared/units.ts';

interface Line {
  key: number;
  id?: string;
  name: string;
}

let nextKey = 1;

/* The names of the levels, highest first. */
export function LevelsDialog({ onClose }: { onClose: () => void }) {
  const lines = useSignal<readonly Line[]>(
    levels.value.map((row) => ({ key: nextKey++, id: row.id, name: row.name })),
  );
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);

  const rename = (key: number, name: string) =>
    (lines.value = lines.value.map((line) => (line.key === key ? { ...line, name } : line)));
  const remove = (key: number) => (lines.value = lines.value.filter((line) => line.key !== key));

  async function submit(): Promise<void> {
    busy.value = true;
    const named = lines.value.filter((line) => line.name.trim() !== '');
    const result = await call('PUT /api/v1/levels', {
      body: { levels: named.map(({ id, name }) => ({ name: name.trim(), ...(id ? { id } : {}) })) },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    levels.value = result.value;
    showToast(t('units.levels_saved'));
    onClose();
  }

  return (
    <FormDialog
      title={t('units.levels')}
      submit={t('units.save')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p class="unit-path">{t('units.levels_lead')}</p>
      <ol class="line-list">
        {lines.value.map((line, i) => (
          <li class="line" key={line.key}>
            <span class="line-number">{i + 1}</span>
            <input
              class="field-input"
              aria-label={t('units.level_name', { number: i + 1 })}
              value={line.name}
              onInput={(event) => rename(line.key, event.currentTarget.value)}
            />
            <button
              type="button"
              class="icon-button"
              aria-label={t('units.level_remove', { name: line.name || i + 1 })}
              onClick={() => remove(line.key)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ol>
      <div>
        <Button
          icon="add"
          onPress={() => (lines.value = [...lines.value, { key: nextKey++, name: '' }])}
        >
          {t('units.level_add')}
        </Button>
      </div>
    </FormDialog>
  );
}
