import { useSignal } from '@preact/signals';

import { FormDialog } from '../../components/desk/dialog.tsx';
import { Select } from '../../components/desk/select.tsx';
import { showToast } from '../../components/desk/toast.tsx';
import { Check, Field, focusField } from '../../components/field.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import type { InputKind, Meeting, MeetingInput } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import { autonymOf } from './languages.ts';

const KINDS: readonly InputKind[] = ['push', 'rtsp', 'udp', 'file', 'test'];
const EXAMPLES: Partial<Record<InputKind, string>> = {
  rtsp: 'rtsp://192.168.1.20/stream1',
  udp: 'udp://239.1.1.1:5000',
  file: 'opening.mp4',
};

interface InputFormProps {
  meeting: Meeting;
  onDone: (input: MeetingInput) => void;
  onClose: () => void;
}

/* A new way in. */
export function InputForm({ meeting, onDone, onClose }: InputFormProps) {
  const kind = useSignal<InputKind>('push');
  const name = useSignal('');
  const language = useSignal('');
  const uri = useSignal('');
  const hasPassphrase = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const missing = useSignal<'' | 'name' | 'uri'>('');
  const example = EXAMPLES[kind.value];

  async function submit(): Promise<void> {
    const lacksUri = example !== undefined && uri.value.trim() === '';
    missing.value = name.value.trim() === '' ? 'name' : lacksUri ? 'uri' : '';
    if (missing.value !== '') return focusField(`input-${missing.value}`);
    busy.value = true;
    const result = await call('POST /api/v1/meetings/{id}/inputs', {
      path: { id: meeting.id },
      body: {
        kind: kind.value,
        name: name.value.trim(),
        language: language.value,
        ...(example === undefined ? {} : { uri: uri.value.trim() }),
        ...(kind.value === 'push' ? { has_passphrase: hasPassphrase.value } : {}),
      },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('studio.input_added', { name: result.value.name }));
    onDone(result.value);
  }

  return (
    <FormDialog
      title={t('studio.add_input')}
      submit={t('studio.add')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field
        id="input-name"
        label={t('studio.input_name')}
        hint={t('studio.input_name_hint')}
        value={name.value}
        error={missing.value === 'name' ? t('studio.input_name_missing') : null}
        onInput={(value) => (name.value = value)}
      />
      <Select
        label={t('studio.input_kind')}
        value={kind.value}
        choices={KINDS.map((one) => ({ value: one, text: t(`studio.kind_${one}`) }))}
        hint={t(`studio.kind_hint_${kind.value}`)}
        onChange={(value) => (kind.value = KINDS.find((one) => one === value) ?? 'push')}
      />
      {example !== undefined && (
        <Field
          id="input-uri"
          label={t('studio.input_uri')}
          hint={t('studio.example', { value: example })}
          value={uri.value}
          error={missing.value === 'uri' ? t('studio.input_uri_missing') : null}
          onInput={(value) => (uri.value = value)}
        />
      )}
      <Select
        label={t('studio.input_carries')}
        value={language.value}
        choices={[
          { value: '', text: t('studio.picture_and_floor') },
          ...meeting.languages
            .filter((one) => !one.is_floor)
            .map((one) => ({ value: one.tag, text: t('studio.sound_of', { language: autonymOf(one.tag) }) })),
        ]}
        onChange={(value) => (language.value = value)}
      />
      {kind.value === 'push' && (
        <Check
          id="input-passphrase"
          label={t('studio.with_passphrase')}
          hint={t('studio.with_passphrase_hint')}
          checked={hasPassphrase.value}
          onChange={(checked) => (hasPassphrase.value = checked)}
        />
      )}
    </FormDialog>
  );
}
