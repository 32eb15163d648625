import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Field } from '../../../components/field.tsx';
import { call, type Failure, type Result } from '../../../shared/api-client.ts';
import type { Asset } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { save, type Theirs } from '../conflict.tsx';
import { LanguagePicker } from '../language-picker.tsx';
import { bothNames } from '../languages.ts';

const WRITTEN = ['language', 'label', 'translator', 'reviewer'] as const;

interface AssetFormProps {
  asset: Asset;
  onClose: () => void;
  onDone: () => void;
}

/* What somebody else has written meanwhile; order and state are not what the form writes. */
async function look(asset: Asset): Promise<Result<Theirs>> {
  const now = await call('GET /api/v1/lessons/{id}/assets', { path: { id: asset.lesson_id } });
  if (!now.ok) return now;
  const theirs = now.value.assets.find((one) => one.id === asset.id);
  const isElsewhere = theirs !== undefined && WRITTEN.every((name) => theirs[name] === asset[name]);
  return { ok: true, value: { revision: theirs?.revision ?? 0, by: '', at: '', isElsewhere } };
}

/* Who made a dub or a subtitle, in which language, and what stands beside the language. */
export function AssetForm({ asset, onClose, onDone }: AssetFormProps) {
  const draft = useSignal({
    language: asset.language, label: asset.label, translator: asset.translator, reviewer: asset.reviewer,
  });
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const change = (part: Partial<typeof draft.value>) => (draft.value = { ...draft.value, ...part });
  async function submit(): Promise<void> {
    busy.value = true;
    const { id } = asset;
    const result = await save({
      revision: asset.revision,
      write: (revision) => call('PATCH /api/v1/assets/{id}', { path: { id }, body: draft.value, revision }),
      look: () => look(asset),
    });
    busy.value = false;
    failure.value = result.is === 'failed' ? result.failure : null;
    if (result.is === 'saved' || result.is === 'theirs') onDone();
  }
  return (
    <FormDialog
      title={t('editor.edit_asset', { language: bothNames(asset.language) })}
      submit={t('editor.save')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <LanguagePicker
        label={t('editor.language')}
        value={draft.value.language}
        onPick={(language) => language !== '' && change({ language })}
      />
      <Field
        id="asset-label"
        label={t('editor.label')}
        hint={t('editor.label_hint')}
        value={draft.value.label}
        onInput={(label) => change({ label })}
      />
      <div class="form-pair">
        <Field
          id="asset-translator"
          label={t('editor.translator')}
          value={draft.value.translator}
          onInput={(translator) => change({ translator })}
        />
        <Field
          id="asset-reviewer"
          label={t('editor.reviewer')}
          value={draft.value.reviewer}
          onInput={(reviewer) => change({ reviewer })}
        />
      </div>
    </FormDialog>
  );
}
