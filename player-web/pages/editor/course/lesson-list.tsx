import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { Progress } from '../../../components/desk/progress.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { clockLength } from '../../../components/watch/times.ts';
import { call } from '../../../shared/api-client.ts';
import type { Course, LessonKind, LessonRow } from '../../../shared/contract/courses.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { act } from '../act.ts';
import { changedText } from '../changed.ts';
import { Autonyms, Poster } from '../course-state.tsx';
import { isRunning, jobsOf, stepText } from '../jobs.ts';
import { ordered } from '../order.ts';
import { acceptOf } from '../upload/file-check.ts';
import { FileButton } from '../upload/file-button.tsx';
import { leftText } from '../upload/left-text.ts';
import { makeLessons } from '../upload/make-lessons.ts';
import { transfers } from '../upload/transfers.ts';
import { Grip, OrderSaid, useOrder, type Order } from '../use-order.tsx';
import { NewLesson } from './new-lesson.tsx';

const KIND_ICONS: Readonly<Record<LessonKind, IconName>> = {
  video: 'play', pages: 'list', document: 'sheet', quiz: 'check', recording: 'history',
};

interface ListProps {
  course: Course;
  onCourse: (course: Course) => void;
  reload: () => void;
}

/* What goes on with a lesson now: its file on the way, its preparation; nothing when it rests. */
function Doing({ lesson }: { lesson: LessonRow }) {
  const transfer = transfers.value.find((one) => one.lessonId === lesson.id && one.state !== 'done');
  if (transfer) {
    const percent = Math.floor((100 * transfer.sent) / Math.max(1, transfer.file.size));
    const words =
      transfer.state === 'refused' ? t('editor.doing_refused') : t('editor.doing_upload', { percent });
    return (
      <span class="lesson-doing numbers" data-doing="upload">
        <Progress label={t('editor.doing_upload_of', { title: lesson.title })} value={percent} max={100} />
        <span>{words}</span>
      </span>
    );
  }
  const job = jobsOf(lesson.id).find(isRunning);
  if (!job) return null;
  return (
    <span class="lesson-doing numbers" data-doing="job">
      <Progress label={t('editor.job_of', { name: lesson.title })} value={job.permille} max={1000} />
      <span>{job.state === 'running' ? `${stepText(job)} · ${leftText(job.left_s)}` : stepText(job)}</span>
    </span>
  );
}

function StatePill({ lesson }: { lesson: LessonRow }) {
  const hasFailed = jobsOf(lesson.id)[0]?.state === 'failed';
  if (!lesson.is_ready) {
    if (hasFailed) return <StatusPill tone="bad" text={t('editor.lesson_failed')} />;
    return <StatusPill tone="calm" text={t('editor.lesson_empty')} />;
  }
  return lesson.is_shown ? (
    <StatusPill tone="ok" icon="eye" text={t('editor.lesson_shown')} />
  ) : (
    <StatusPill tone="warn" icon="eye_off" text={t('editor.lesson_hidden')} />
  );
}

async function remove(lesson: LessonRow, reload: () => void): Promise<void> {
  const yes = await ask({
    title: t('editor.remove_lesson_title', { title: lesson.title }),
    text: t('editor.remove_lesson_text'),
    yes: t('editor.remove'),
    danger: true,
  });
  if (yes && (await act(call('DELETE /api/v1/lessons/{id}', { path: { id: lesson.id } })))) reload();
}

async function show(lesson: LessonRow, reload: () => void): Promise<void> {
  const body = { is_shown: !lesson.is_shown };
  if (await act(call('PATCH /api/v1/lessons/{id}', { path: { id: lesson.id }, body }))) reload();
}

function Row({ lesson, number, order, reload }: { lesson: LessonRow; number: number; order: Order; reload: () => void }) {
  const { title } = lesson;
  return (
    <li
      class={order.held === lesson.id ? 'lesson-line lesson-line-held' : 'lesson-line'}
      data-order={lesson.id}
      data-lesson={lesson.id}
    >
      <Grip props={order.grip(lesson.id)} label={title} />
      <span class="lesson-number numbers">{number}</span>
      <Poster url={lesson.poster_url} title={title} icon={KIND_ICONS[lesson.kind]} />
      <span class="lesson-words">
        <a class="lesson-title" href={linkTo('lesson', lesson.id)}>
          {title}
        </a>
        <span class="lesson-note">
          <Icon name={KIND_ICONS[lesson.kind]} />
          <span>{t(`editor.kind_${lesson.kind}`)}</span>
          {lesson.duration_ms > 0 && <span class="numbers">{clockLength(lesson.duration_ms)}</span>}
          <Autonyms tags={lesson.languages} />
          <span>{changedText(lesson)}</span>
        </span>
        <Doing lesson={lesson} />
      </span>
      <StatePill lesson={lesson} />
      <span class="lesson-presses">
        <button
          type="button"
          class="icon-button"
          aria-pressed={lesson.is_shown}
          aria-label={t(lesson.is_shown ? 'editor.hide_lesson' : 'editor.show_lesson', { title })}
          title={t(lesson.is_shown ? 'editor.hide' : 'editor.show')}
          onClick={() => void show(lesson, reload)}
        >
          <Icon name={lesson.is_shown ? 'eye_off' : 'eye'} />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t('editor.remove_of', { name: title })}
          title={t('editor.remove')}
          onClick={() => void remove(lesson, reload)}
        >
          <Icon name="trash" />
        </button>
      </span>
    </li>
  );
}

/* The lessons in their order; files that are dropped or chosen become more of them. */
export function LessonList({ course, onCourse, reload }: ListProps) {
  const isNew = useSignal(false);
  const ids = course.lessons.map((lesson) => lesson.id);
  const order = useOrder(ids, (lesson_ids) => {
    const body = { lesson_ids: [...lesson_ids] };
    return act(call('PUT /api/v1/courses/{id}/order', { path: { id: course.id }, body })).then((done) => {
      if (done) onCourse(done.value);
      else reload();
    });
  });
  const take = (files: File[]) => void makeLessons(course.id, files).then((made) => made > 0 && reload());
  return (
    <div class="lesson-list">
      <ol class="lesson-lines" data-order-list>
        {ordered(course.lessons, order.ids).map((lesson, i) => (
          <Row key={lesson.id} lesson={lesson} number={i + 1} order={order} reload={reload} />
        ))}
      </ol>
      <OrderSaid order={order} />
      <div class="drop-hint-box">
        <Icon name="upload" />
        <p class="drop-hint-title">{t('editor.drop_here')}</p>
        <p class="soft">{t('editor.drop_here_text')}</p>
        <div class="drop-hint-presses">
          <FileButton
            kind="primary"
            several
            text={t('editor.choose_files')}
            label={t('editor.choose_files')}
            accept={acceptOf(['video', 'document', 'sound', 'subtitle'])}
            onFiles={take}
          />
          <Button icon="add" onPress={() => (isNew.value = true)}>
            {t('editor.new_lesson')}
          </Button>
        </div>
      </div>
      {isNew.value && <NewLesson course={course} onClose={() => (isNew.value = false)} />}
    </div>
  );
}
