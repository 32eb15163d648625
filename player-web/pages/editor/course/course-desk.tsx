import './course-desk.css';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { ask, Dialog } from '../../../components/desk/dialog.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Check } from '../../../components/field.tsx';
import { clockLength } from '../../../components/watch/times.ts';
import { call } from '../../../shared/api-client.ts';
import type { Course, CourseText } from '../../../shared/contract/courses.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { go, linkTo, route } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { act } from '../act.ts';
import { changedText } from '../changed.ts';
import { CourseStatePill, Poster } from '../course-state.tsx';
import { useDropPlace } from '../drop-ground.tsx';
import { endings } from '../jobs.ts';
import { saveCourse } from '../save-row.ts';
import { SpaceLine } from '../space-line.tsx';
import { Tabs, tabNow } from '../tabs.tsx';
import { TextsEditor } from '../texts-editor.tsx';
import { makeLessons } from '../upload/make-lessons.ts';
import { AboutForm } from './about-form.tsx';
import { LessonList } from './lesson-list.tsx';

interface PartProps {
  course: Course;
  onCourse: (course: Course) => void;
}

/* Lessons that are ready and still hidden are a thing that people forget: they are shown with the course. */
function Publish({ course, onCourse, onClose }: PartProps & { onClose: () => void }) {
  const hidden = course.lessons.filter((lesson) => lesson.is_ready && !lesson.is_shown);
  const shows = useSignal(true);
  const busy = useSignal(false);
  async function publish(): Promise<void> {
    busy.value = true;
    const wanted = shows.value ? hidden : [];
    for (const { id } of wanted) {
      if (!(await act(call('PATCH /api/v1/lessons/{id}', { path: { id }, body: { is_shown: true } })))) break;
    }
    const done = await act(call('POST /api/v1/courses/{id}/steps', { path: { id: course.id }, body: { step: 'publish' } }));
    busy.value = false;
    onClose();
    if (done) {
      onCourse(done.value);
      showToast(t('editor.published', { title: course.title }));
    }
  }
  return (
    <Dialog
      title={t('editor.publish_title', { title: course.title })}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('desk.cancel')}</Button>
          <Button kind="primary" busy={busy.value} onPress={() => void publish()}>
            {t('editor.publish')}
          </Button>
        </>
      }
    >
      <p>{t(`editor.publish_to_${course.audience}`)}</p>
      {hidden.length > 0 && (
        <Check
          id="publish-shows"
          label={t('editor.publish_shows', { count: hidden.length })}
          checked={shows.value}
          onChange={(checked) => (shows.value = checked)}
        />
      )}
    </Dialog>
  );
}

async function withdraw({ course, onCourse }: PartProps): Promise<void> {
  const yes = await ask({
    title: t('editor.withdraw_title', { title: course.title }),
    text: t('editor.withdraw_text'),
    yes: t('editor.withdraw'),
    danger: true,
  });
  if (!yes) return;
  const done = await act(call('POST /api/v1/courses/{id}/steps', { path: { id: course.id }, body: { step: 'withdraw' } }));
  if (done) onCourse(done.value);
}

async function remove(course: Course): Promise<void> {
  const yes = await ask({
    title: t('editor.remove_course_title', { title: course.title }),
    text: t('editor.remove_course_text', { count: course.lessons.length }),
    yes: t('editor.remove'),
    danger: true,
  });
  if (!yes || !(await act(call('DELETE /api/v1/courses/{id}', { path: { id: course.id } })))) return;
  showToast(t('editor.removed', { title: course.title }));
  go('');
}

function Head({ course, onCourse }: PartProps) {
  const isPublishing = useSignal(false);
  const facts = [
    course.series_title,
    course.topic_title,
    t('editor.n_lessons', { count: course.lessons.length }),
    course.duration_ms > 0 ? clockLength(course.duration_ms) : '',
    t(`editor.audience_${course.audience}`),
    course.is_required ? t('editor.required') : '',
    changedText(course),
  ].filter(Boolean);
  return (
    <header class="course-head">
      <Poster url={course.poster_url} title={course.title} />
      <div class="course-head-words">
        <h1 class="editor-title">{course.title}</h1>
        <p class="course-facts soft numbers">
          <CourseStatePill state={course.state} />
          <span>{facts.join(' · ')}</span>
        </p>
        <SpaceLine courseId={course.id} office={course.office?.id ?? ''} />
      </div>
      <div class="course-presses">
        {course.steps.includes('publish') && (
          <Button kind="primary" icon="check" onPress={() => (isPublishing.value = true)}>
            {t('editor.publish')}
          </Button>
        )}
        {course.steps.includes('withdraw') && (
          <Button icon="eye_off" onPress={() => void withdraw({ course, onCourse })}>
            {t('editor.withdraw')}
          </Button>
        )}
        {course.state !== 'published' && (
          <Button kind="danger" icon="trash" onPress={() => void remove(course)}>
            {t('editor.remove')}
          </Button>
        )}
      </div>
      {isPublishing.value && <Publish course={course} onCourse={onCourse} onClose={() => (isPublishing.value = false)} />}
    </header>
  );
}

function Panel({ tab, course, onCourse, reload }: PartProps & { tab: string; reload: () => void }) {
  const saveTexts = async (texts: CourseText[]) => {
    const done = await saveCourse(course, { texts });
    if (done.is === 'failed') showToast(failureText(done.failure), { tone: 'bad', sticky: true });
    if (done.is === 'theirs') reload();
    if (done.is !== 'saved') return false;
    onCourse(done.value);
    showToast(t('editor.saved'));
    return true;
  };
  if (tab === 'about') return <AboutForm course={course} onCourse={onCourse} />;
  if (tab === 'texts') return <TextsEditor texts={course.texts} language={course.language} onSave={saveTexts} />;
  return <LessonList course={course} onCourse={onCourse} reload={reload} />;
}

function CourseDesk({ courseId }: { courseId: string }) {
  const loaded = useLoaded(() => call('GET /api/v1/courses/{id}', { path: { id: courseId } }), courseId);
  const changed = useSignal<Course | null>(null); // newer than what was loaded
  const reload = () => void loaded.reload();
  const course = changed.value ?? loaded.value;
  useEffect(() => {
    changed.value = null;
  }, [loaded.value]);
  const ended = course?.lessons.map((lesson) => endings.value[lesson.id] ?? 0).join(' ') ?? '';
  useEffect(() => {
    if (/[1-9]/.test(ended)) reload();
  }, [ended]);
  useDropPlace(t('editor.drop_lessons'), (files) => {
    void makeLessons(courseId, files).then((made) => {
      if (made > 0) reload();
    });
  });
  if (!course) {
    if (loaded.failure?.status === 404) {
      return (
        <Empty icon="book" title={t('editor.course_gone')}>
          <ButtonLink href={linkTo('')}>{t('editor.back')}</ButtonLink>
        </Empty>
      );
    }
    return loaded.failure ? <FailureNotice failure={loaded.failure} /> : <SkeletonLines count={8} />;
  }
  const tabs = [
    ['lessons', 'editor.tab_lessons', course.lessons.length],
    ['about', 'editor.tab_about'],
    ['texts', 'editor.tab_texts', course.texts.length],
  ] as const;
  const onCourse = (next: Course) => (changed.value = next);
  return (
    <div class="course-desk" data-state={course.state}>
      <a class="back-link" href={linkTo('')}>
        {t('editor.back')}
      </a>
      <Head course={course} onCourse={onCourse} />
      <Tabs tabs={tabs} label={t('editor.course_tabs')} />
      <div class="course-panel">
        <Panel key={tabNow(tabs)} tab={tabNow(tabs)} course={course} onCourse={onCourse} reload={reload} />
      </div>
    </div>
  );
}

export default function CoursePlace() {
  const { id } = route.value;
  return <CourseDesk key={id} courseId={id} />;
}
