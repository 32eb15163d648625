import { useSignal } from '@preact/signals';

import { Combo } from '../../../components/desk/combo.tsx';
import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { Course } from '../../../shared/contract/courses.ts';
import type { MeetingRow } from '../../../shared/contract/live.ts';
import { dayTextOf } from '../../../shared/days.ts';
import { go } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';
import { pinyinInitials } from '../../../shared/pinyin.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { loadRecordings } from './recordings.ts';

const NEW_KINDS = ['video', 'pages', 'document', 'quiz', 'recording'] as const;
type NewKind = (typeof NEW_KINDS)[number];

interface RecordingPickerProps {
  course: Course;
  value: MeetingRow | null;
  error: string | null;
  onPick: (meeting: MeetingRow | null) => void;
}

function isFitting({ title, unit_name, starts_at }: MeetingRow, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return [title, unit_name, starts_at, dayTextOf(starts_at), pinyinInitials(title)].some((text) => text.toLowerCase().includes(wanted));
}

/* A published recording, by the meeting's title, its day or who held it; those of the course are not offered again. */
function RecordingPicker({ course, value, error, onPick }: RecordingPickerProps) {
  const loaded = useLoaded(() => loadRecordings(serverNowMs.peek()));
  const taken = new Set(course.lessons.map((lesson) => lesson.meeting_id));
  const rows = (loaded.value ?? []).filter((row) => !taken.has(row.id));
  const isNone = loaded.value !== null && rows.length === 0;
  return (
    <Combo
      label={t('write.recording')}
      chosen={value?.title ?? ''}
      choicesFor={(text) =>
        rows
          .filter((row) => isFitting(row, text))
          .map((row) => ({ id: row.id, name: row.title, path: [dayTextOf(row.starts_at), row.unit_name].filter(Boolean).join(' · ') }))
      }
      onPick={(id) => onPick(rows.find((row) => row.id === id) ?? null)}
      note={isNone ? t('write.recording_none') : t('write.recording_hint')}
      error={error}
    />
  );
}

/* A lesson without anything in it yet, or a meeting's recording. */
export function NewLesson({ course, onClose }: { course: Course; onClose: () => void }) {
  const title = useSignal('');
  const kind = useSignal<NewKind>('video');
  const meeting = useSignal<MeetingRow | null>(null);
  const missing = useSignal<'title' | 'recording' | null>(null);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const isRecording = kind.value === 'recording';
  async function submit(): Promise<void> {
    const name = title.value.trim();
    missing.value = isRecording && !meeting.value ? 'recording' : name === '' ? 'title' : null;
    if (missing.value === 'title') focusField('lesson-title');
    if (missing.value !== null) return;
    busy.value = true;
    const body = { kind: kind.value, title: name, ...(isRecording && meeting.value ? { meeting_id: meeting.value.id } : {}) };
    const result = await call('POST /api/v1/courses/{id}/lessons', { path: { id: course.id }, body });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) go('lesson', result.value.id);
  }
  /* The lesson is called as the meeting was, unless somebody has typed something else. */
  function pick(next: MeetingRow | null): void {
    if (next && (title.value.trim() === '' || title.value === meeting.value?.title)) title.value = next.title;
    meeting.value = next;
  }
  return (
    <FormDialog
      title={t('editor.new_lesson')}
      submit={t('editor.make_lesson')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Select
        label={t('write.kind_of_lesson')}
        value={kind.value}
        choices={NEW_KINDS.map((one) => ({ value: one, text: t(`write.kind_${one}`) }))}
        onChange={(value) => (kind.value = NEW_KINDS.find((one) => one === value) ?? 'video')}
      />
      {isRecording && (
        <RecordingPicker
          course={course}
          value={meeting.value}
          error={missing.value === 'recording' ? t('write.recording_missing') : null}
          onPick={pick}
        />
      )}
      <Field
        id="lesson-title"
        label={t('editor.title')}
        value={title.value}
        error={missing.value === 'title' ? t('editor.title_missing') : null}
        onInput={(text) => (title.value = text)}
      />
    </FormDialog>
  );
}
