import type { ComponentChildren } from 'preact';

import { StudyPanel } from '../../../components/study/study-panel.tsx';
import type { CourseRow } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { hasTaken } from '../../../shared/taken-hint.ts';
import { isEmptyLibrary, library } from '../library.ts';
import { follow, hrefOf, type Place } from '../place.ts';
import { BegunCard, CourseCard } from './poster.tsx';

interface RowProps {
  id: string;
  title: string;
  all?: Place; // where the rest of it is
  children: ComponentChildren;
}

function Row({ id, title, all, children }: RowProps) {
  return (
    <section class="library-row" aria-labelledby={`row-${id}`}>
      <div class="library-head">
        <h3 id={`row-${id}`}>{title}</h3>
        {all && (
          <a href={hrefOf(all)} aria-label={t('lesson.all_of', { title })} onClick={(event) => follow(event, all)}>
            {t('lesson.all')}
          </a>
        )}
      </div>
      <ul class="library-cards">{children}</ul>
    </section>
  );
}

const cards = (courses: readonly CourseRow[]) =>
  courses.map((course) => (
    <li key={course.id}>
      <CourseCard course={course} />
    </li>
  ));

const search = (topic: string): Place => ({ kind: 'courses', query: '', topic, language: '' });

/* What there is to learn, below what is on air. */
export function LibraryRows() {
  const rows = library.value;
  if (!rows || isEmptyLibrary(rows)) return null;
  return (
    <section class="library" aria-labelledby="library-title">
      <div class="library-head">
        <h2 id="library-title">{t('lesson.courses')}</h2>
        {hasTaken() && (
          <a class="library-taken" href={hrefOf({ kind: 'taken' })} onClick={(event) => follow(event, { kind: 'taken' })}>
            {t('lesson.taken')}
          </a>
        )}
        <a class="button button-plain" href={hrefOf(search(''))} onClick={(event) => follow(event, search(''))}>
          {t('lesson.search_all')}
        </a>
      </div>
      <StudyPanel />
      {rows.continue.length > 0 && (
        <Row id="continue" title={t('lesson.row_continue')}>
          {rows.continue.map(({ lesson }) => (
            <li key={lesson.id}>
              <BegunCard lesson={lesson} />
            </li>
          ))}
        </Row>
      )}
      {rows.assigned.length > 0 && (
        <Row id="assigned" title={t('lesson.row_assigned')}>
          {cards(rows.assigned)}
        </Row>
      )}
      {rows.new.length > 0 && (
        <Row id="new" title={t('lesson.row_new')}>
          {cards(rows.new)}
        </Row>
      )}
      {rows.topics.map((topic) => (
        <Row
          key={topic.id}
          id={`topic-${topic.id}`}
          title={topic.id === '' ? t('lesson.row_other') : topic.title}
          {...(topic.id !== '' && topic.n_courses > topic.courses.length ? { all: search(topic.id) } : {})}
        >
          {cards(topic.courses)}
        </Row>
      ))}
    </section>
  );
}
