import { LessonList } from '../../../components/lesson/lesson-list.tsx';
import { Button } from '../../../components/button.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Loading } from '../../../components/loading.tsx';
import { StudyPanel } from '../../../components/study/study-panel.tsx';
import { call } from '../../../shared/api-client.ts';
import type { Course } from '../../../shared/contract/courses.ts';
import { isBegun, lessonToGoOn, textOf } from '../../../shared/course-facts.ts';
import { locale, t } from '../../../shared/i18n/locale.ts';
import { session } from '../../../shared/session.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { follow, goTo, hrefOf, type Place } from '../place.ts';
import { DuePill, LanguageNames, lengthText, Poster } from './poster.tsx';

/* The one button that most people need: begin, or go on where one stopped. */
function GoOn({ course }: { course: Course }) {
  const lesson = lessonToGoOn(course.lessons);
  if (!lesson) return <p class="course-note">{t('lesson.nothing_yet')}</p>;
  const to: Place = { kind: 'lesson', id: lesson.id };
  const isFirst = !isBegun(lesson) && !course.lessons.some((one) => one.is_seen);
  const { title } = textOf(lesson, locale.value);
  return (
    <a class="button button-primary" href={hrefOf(to)} onClick={(event) => follow(event, to)}>
      <Icon name="play" />
      <span>{isFirst ? t('lesson.begin') : t('lesson.go_on_with', { title })}</span>
    </a>
  );
}

function Progress({ course }: { course: Course }) {
  const seen = course.lessons.filter((lesson) => lesson.is_seen).length;
  if (!session.value || course.lessons.length === 0) return null;
  const words = t('lesson.progress', { seen, count: course.lessons.length });
  return (
    <p class="course-progress">
      <progress class="seen-bar" max={course.lessons.length} value={seen} aria-label={words} />
      <span>{words}</span>
    </p>
  );
}

/* A course: what it is about, its lessons, how far one is. */
export function CourseView({ id }: { id: string }) {
  const loaded = useLoaded(() => call('GET /api/v1/courses/{id}', { path: { id } }), id);
  const course = loaded.value;
  if (!course) return loaded.failure ? <Missing failure={loaded.failure} /> : <Loading />;
  const text = textOf(course, locale.value);
  return (
    <div class="course">
      <div class="courses-head">
        <Button icon="undo" kind="quiet" onPress={() => goTo({ kind: 'courses', query: '', topic: '', language: '' })}>
          {t('lesson.to_courses')}
        </Button>
      </div>
      <div class="course-about">
        <Poster url={course.poster_url} />
        <div class="course-words">
          {course.series_title && <p class="course-note">{course.series_title}</p>}
          <h1 lang={text.language || undefined}>{text.title}</h1>
          <p class="course-note">
            {course.topic_title && <span>{course.topic_title}</span>}
            <span>{t('lesson.count', { count: course.lessons.length })}</span>
            <span>{lengthText(course.duration_ms)}</span>
          </p>
          <LanguageNames tags={course.languages} />
          <DuePill course={course} />
          {text.summary && <p class="course-summary" lang={text.language || undefined}>{text.summary}</p>}
          <Progress course={course} />
          <div>
            <GoOn course={course} />
          </div>
        </div>
      </div>
      <StudyPanel courseId={course.id} />
      <section aria-labelledby="course-lessons">
        <h2 id="course-lessons">{t('lesson.lessons')}</h2>
        <LessonList
          lessons={course.lessons}
          hrefOf={(lesson) => hrefOf({ kind: 'lesson', id: lesson.id })}
          onOpen={(event, lesson) => follow(event, { kind: 'lesson', id: lesson.id })}
        />
      </section>
    </div>
  );
}

function Missing({ failure }: { failure: Parameters<typeof FailureNotice>[0]['failure'] }) {
  return (
    <div class="courses">
      <FailureNotice failure={failure} />
      <div>
        <Button icon="undo" onPress={() => goTo({ kind: 'courses', query: '', topic: '', language: '' })}>
          {t('lesson.to_courses')}
        </Button>
      </div>
    </div>
  );
}
