import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Field } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { Asset } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { LanguagePicker } from '../language-picker.tsx';
import { bothNames } from '../languages.ts';

interface AssetFormProps {
  asset: Asset;
  onClose: () => void;
  onDone: () => void;
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
    const result = await call('PATCH /api/v1/assets/{id}', { path: { id: asset.id }, body: draft.value });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) onDone();
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
