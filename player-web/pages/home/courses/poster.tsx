import { SeenBar } from '../../../components/lesson/lesson-list.tsx';
import { Icon } from '../../../components/icon.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import type { CourseRow, LessonRow } from '../../../shared/contract/courses.ts';
import { dueOf, minutesOf, permilleOf, textOf, type DueState } from '../../../shared/course-facts.ts';
import { calendarDay } from '../../../shared/format.ts';
import { autonymOf } from '../../../shared/i18n/languages.ts';
import { locale, t } from '../../../shared/i18n/locale.ts';
import { follow, hrefOf, type Place } from '../place.ts';

const LANGUAGES_SHOWN = 3;

/* A picture of 16 to 9; without one a sign. */
export function Poster({ url }: { url: string }) {
  return (
    <span class="poster">
      {url === '' ? <Icon name="book" /> : <img src={url} alt="" loading="lazy" width="320" height="180" />}
    </span>
  );
}

/* In their own names; of many the first ones and a number. */
export function LanguageNames({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  const shown = tags.slice(0, LANGUAGES_SHOWN);
  return (
    <span class="course-languages">
      {shown.map((tag) => (
        <span key={tag} class="autonym" lang={tag}>
          {autonymOf(tag)}
        </span>
      ))}
      {tags.length > shown.length && (
        <span class="numbers">{t('lesson.more_languages', { count: tags.length - shown.length })}</span>
      )}
    </span>
  );
}

const DUE_TONES: Record<Exclude<DueState, 'none'>, PillTone> = { over: 'bad', today: 'warn', soon: 'warn', later: 'calm' };

/* Required until a day: a sign and a word, in red only beside them. */
export function DuePill({ course }: { course: Pick<CourseRow, 'is_required' | 'due_at'> }) {
  if (!course.is_required) return null;
  const due = dueOf(course.due_at, Date.now());
  if (due.state === 'none' || !course.due_at) return <StatusPill tone="calm" icon="flag" text={t('lesson.required')} />;
  const words = {
    over: () => t('lesson.due_over', { days: due.days }),
    today: () => t('lesson.due_today'),
    soon: () => t('lesson.due_soon', { days: due.days }),
    later: () => t('lesson.due_on', { day: calendarDay(Date.parse(course.due_at ?? '')) }),
  };
  return <StatusPill tone={DUE_TONES[due.state]} text={words[due.state]()} />;
}

export function lengthText(ms: number): string {
  return ms > 0 ? t('lesson.minutes', { count: minutesOf(ms) }) : '';
}

export function CourseCard({ course }: { course: CourseRow }) {
  const to: Place = { kind: 'course', id: course.id };
  const text = textOf(course, locale.value);
  return (
    <a class="course-card" href={hrefOf(to)} onClick={(event) => follow(event, to)}>
      <Poster url={course.poster_url} />
      <span class="course-card-words">
        <strong lang={text.language || undefined}>{text.title}</strong>
        <span class="course-note">
          <span>{t('lesson.count', { count: course.n_lessons })}</span>
          <span>{lengthText(course.duration_ms)}</span>
        </span>
        <LanguageNames tags={course.languages} />
        <DuePill course={course} />
      </span>
    </a>
  );
}

/* A lesson that was begun: one press goes on. */
export function BegunCard({ lesson }: { lesson: LessonRow }) {
  const to: Place = { kind: 'lesson', id: lesson.id };
  const text = textOf(lesson, locale.value);
  const leftMs = lesson.duration_ms - lesson.resume_ms;
  return (
    <a
      class="course-card"
      href={hrefOf(to)}
      aria-label={t('lesson.go_on_with', { title: text.title })}
      onClick={(event) => follow(event, to)}
    >
      <Poster url={lesson.poster_url} />
      <SeenBar permille={permilleOf(lesson)} />
      <span class="course-card-words">
        <strong lang={text.language || undefined}>{text.title}</strong>
        <span class="course-note">
          <span>{lesson.course_title}</span>
          {leftMs > 0 && <span>{t('lesson.left', { count: minutesOf(leftMs) })}</span>}
        </span>
      </span>
    </a>
  );
}
