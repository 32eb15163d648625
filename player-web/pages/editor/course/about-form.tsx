import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Select } from '../../../components/desk/select.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Check, Field, focusField } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { Course, CourseAudience } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { may } from '../../../shared/self.ts';
import { unitPath } from '../../../shared/units.ts';
import { LanguagePicker } from '../language-picker.tsx';
import { loadShelves, series, topics } from '../list/shelf-store.ts';
import { SaveBar } from '../save-bar.tsx';
import { saveCourse } from '../save-row.ts';
import { TextArea } from '../text-area.tsx';
import { changeOf, draftOf, isChanged, problemIn, type CourseDraft, type DraftProblem } from './course-draft.ts';

const AUDIENCES: readonly CourseAudience[] = ['public', 'signed_in', 'units'];

interface PartProps {
  draft: CourseDraft;
  change: (part: Partial<CourseDraft>) => void;
}

function Words({ draft, change, problem }: PartProps & { problem: DraftProblem | null }) {
  return (
    <>
      <Field
        id="course-title"
        label={t('editor.title')}
        value={draft.title}
        error={problem === 'title' ? t('editor.title_missing') : null}
        onInput={(title) => change({ title })}
      />
      <TextArea
        id="course-summary"
        label={t('editor.summary')}
        value={draft.summary}
        hint={t('editor.summary_hint')}
        onInput={(summary) => change({ summary })}
      />
      <div class="form-pair">
        <Select
          label={t('editor.series')}
          value={draft.series_id}
          choices={[{ value: '', text: t('editor.no_series') }, ...series.value.map((one) => ({ value: one.id, text: one.title }))]}
          onChange={(series_id) => change({ series_id })}
        />
        <Select
          label={t('editor.topic')}
          value={draft.topic_id}
          choices={[{ value: '', text: t('editor.no_topic') }, ...topics.value.map((one) => ({ value: one.id, text: one.title }))]}
          onChange={(topic_id) => change({ topic_id })}
        />
        <LanguagePicker
          label={t('editor.course_language')}
          value={draft.language}
          onPick={(language) => language !== '' && change({ language })}
        />
      </div>
    </>
  );
}

function Units({ draft, change, course }: PartProps & { course: Course }) {
  const nameOf = (id: string) => unitPath(id) || (course.units.find((unit) => unit.id === id)?.name ?? id);
  return (
    <div class="form-part">
      <UnitPicker
        label={t('editor.units')}
        hint={t('editor.units_hint')}
        value=""
        accepts={(row) => !draft.unit_ids.includes(row.id)}
        onPick={(id) => id !== '' && change({ unit_ids: [...draft.unit_ids, id] })}
      />
      <ul class="chosen-units">
        {draft.unit_ids.map((id) => (
          <li key={id} class="chosen-unit">
            <span>{nameOf(id)}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={t('editor.remove_of', { name: nameOf(id) })}
              onClick={() => change({ unit_ids: draft.unit_ids.filter((one) => one !== id) })}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Audience({ draft, change, course, problem }: PartProps & { course: Course; problem: DraftProblem | null }) {
  return (
    <fieldset class="form-part" id="course-audience" tabIndex={-1}>
      <legend class="form-legend">{t('editor.audience')}</legend>
      <div class="radio-cards">
        {AUDIENCES.map((audience) => (
          <label key={audience} class="radio-card">
            <input
              type="radio"
              name="audience"
              value={audience}
              checked={draft.audience === audience}
              onChange={() => change({ audience })}
            />
            <span>
              <strong>{t(`editor.audience_${audience}`)}</strong>
              <span class="check-hint">{t(`editor.audience_${audience}_hint`)}</span>
            </span>
          </label>
        ))}
      </div>
      {draft.audience === 'units' && <Units draft={draft} change={change} course={course} />}
      {problem === 'units' && (
        <p class="form-wrong" role="alert">
          {t('editor.units_missing')}
        </p>
      )}
    </fieldset>
  );
}

/* Whose room on the disk it takes: chosen by who sees units, told to the others. */
function Office({ draft, change, course }: PartProps & { course: Course }) {
  if (!may('unit.see')) {
    return (
      <p class="soft" data-office>
        {course.office ? t('editor.office_is', { name: course.office.name }) : t('editor.office_none')}
      </p>
    );
  }
  return (
    <UnitPicker
      label={t('editor.office')}
      hint={t('editor.office_hint')}
      value={draft.office_id}
      optional
      onPick={(office_id) => change({ office_id })}
    />
  );
}

function Rules({ draft, change }: PartProps) {
  return (
    <fieldset class="form-part">
      <legend class="form-legend">{t('editor.rules')}</legend>
      <Check
        id="course-required"
        label={t('editor.is_required')}
        hint={t('editor.is_required_hint')}
        checked={draft.is_required}
        onChange={(is_required) => change({ is_required })}
      />
      {draft.is_required && (
        <div class="form-indent">
          <Field
            id="course-due"
            type="date"
            label={t('editor.due')}
            hint={t('editor.due_hint')}
            value={draft.due_day}
            onInput={(due_day) => change({ due_day })}
          />
        </div>
      )}
      <Check
        id="course-download"
        label={t('editor.allows_download')}
        hint={t('editor.allows_download_hint')}
        checked={draft.allows_download}
        onChange={(allows_download) => change({ allows_download })}
      />
      <Check
        id="course-speed"
        label={t('editor.allows_speed')}
        hint={t('editor.allows_speed_hint')}
        checked={draft.allows_speed}
        onChange={(allows_speed) => change({ allows_speed })}
      />
    </fieldset>
  );
}

/* What a course is called, whom it is for and what it allows. */
export function AboutForm({ course, onCourse }: { course: Course; onCourse: (course: Course) => void }) {
  const before = draftOf(course);
  const draft = useSignal<CourseDraft>(before);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const problem = useSignal<DraftProblem | null>(null);
  useEffect(() => void loadShelves(), []);
  useEffect(() => {
    draft.value = draftOf(course);
  }, [course.revision]);
  const change = (part: Partial<CourseDraft>) => (draft.value = { ...draft.value, ...part });
  async function showTheirs(mine: CourseDraft): Promise<void> {
    const now = await call('GET /api/v1/courses/{id}', { path: { id: course.id } });
    if (!now.ok) return void (failure.value = now.failure);
    onCourse(now.value);
    showToast(t('write.theirs_shown'), {
      tone: 'info', sticky: true, actions: [{ text: t('write.back_to_mine'), run: () => void (draft.value = mine) }],
    });
  }
  async function save(): Promise<void> {
    problem.value = problemIn(draft.value);
    if (problem.value !== null) return focusField(problem.value === 'title' ? 'course-title' : 'course-audience');
    busy.value = true;
    const mine = draft.value;
    const result = await saveCourse(course, changeOf(before, mine));
    busy.value = false;
    failure.value = result.is === 'failed' ? result.failure : null;
    if (result.is === 'theirs') await showTheirs(mine);
    if (result.is !== 'saved') return;
    showToast(t('editor.saved'));
    onCourse(result.value);
  }
  const props = { draft: draft.value, change };
  return (
    <form
      class="editor-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy.value) void save();
      }}
    >
      {failure.value && <FailureNotice failure={failure.value} />}
      <Words {...props} problem={problem.value} />
      <Audience {...props} course={course} problem={problem.value} />
      <Rules {...props} />
      <Office {...props} course={course} />
      <SaveBar isChanged={isChanged(before, draft.value)} busy={busy.value} onDrop={() => (draft.value = before)} />
    </form>
  );
}
