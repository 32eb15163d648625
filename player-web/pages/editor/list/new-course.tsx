import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import { route } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { titleOf } from '../upload/file-check.ts';
import { makeLessons } from '../upload/make-lessons.ts';
import { series, topics } from './shelf-store.ts';

interface NewCourseProps {
  files: readonly File[]; // that become its first lessons; may be empty
  onClose: () => void;
  onDone: (id: string) => void;
}

/* One step: a title is enough. */
export function NewCourse({ files, onClose, onDone }: NewCourseProps) {
  const title = useSignal(files.length === 1 && files[0] ? titleOf(files[0].name) : '');
  const topic = useSignal(route.value.query['topic'] ?? '');
  const of = useSignal(route.value.query['series'] ?? '');
  const isMissing = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  async function submit(): Promise<void> {
    const wished = title.value.trim();
    isMissing.value = wished === '';
    if (isMissing.value) return focusField('course-title');
    busy.value = true;
    const result = await call('POST /api/v1/courses', {
      body: {
        title: wished,
        ...(topic.value === '' ? {} : { topic_id: topic.value }),
        ...(of.value === '' ? {} : { series_id: of.value }),
      },
    });
    failure.value = result.ok ? null : result.failure;
    if (result.ok && files.length > 0) await makeLessons(result.value.id, files);
    busy.value = false;
    if (result.ok) onDone(result.value.id);
  }
  return (
    <FormDialog
      title={t('editor.new_course')}
      submit={t('editor.make_course')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {files.length > 0 && <p class="soft">{t('editor.with_files', { count: files.length })}</p>}
      <Field
        id="course-title"
        label={t('editor.title')}
        value={title.value}
        error={isMissing.value ? t('editor.title_missing') : null}
        onInput={(text) => (title.value = text)}
      />
      <div class="form-pair">
        <Select
          label={t('editor.series')}
          value={of.value}
          choices={[{ value: '', text: t('editor.no_series') }, ...series.value.map((one) => ({ value: one.id, text: one.title }))]}
          onChange={(value) => (of.value = value)}
        />
        <Select
          label={t('editor.topic')}
          value={topic.value}
          choices={[{ value: '', text: t('editor.no_topic') }, ...topics.value.map((one) => ({ value: one.id, text: one.title }))]}
          onChange={(value) => (topic.value = value)}
        />
      </div>
    </FormDialog>
  );
}
