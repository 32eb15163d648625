import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Loading } from '../../../components/loading.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { CourseList, CourseRow } from '../../../shared/contract/courses.ts';
import { locale, t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { changePlace, goTo, type Place } from '../place.ts';
import { CourseCard } from './poster.tsx';

type Here = Extract<Place, { kind: 'courses' }>;

/* While one still writes the server is not asked. */
const TYPING_MS = 300;
const PAGE = 24;

interface Found {
  courses: CourseRow[];
  n_found: number;
}

function ask(here: Here, after: string): ReturnType<typeof call<'GET /api/v1/courses'>> {
  const { query, topic, language } = here;
  return call('GET /api/v1/courses', { query: { query, topic, language, after, limit: PAGE } });
}

function useCourses(here: Here) {
  const found = useSignal<Found | null>(null);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  const turn = useRef(0);

  async function load(isMore: boolean): Promise<void> {
    const mine = ++turn.current;
    const before = isMore ? (found.value?.courses ?? []) : [];
    isBusy.value = true;
    const result = await ask(here, before[before.length - 1]?.id ?? '');
    if (mine !== turn.current) return;
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) found.value = added(before, result.value);
  }

  useEffect(() => {
    void load(false);
    return () => void (turn.current += 1);
  }, [here.query, here.topic, here.language]);
  return { found: found.value, failure: failure.value, isBusy: isBusy.value, more: () => void load(true) };
}

function added(before: readonly CourseRow[], list: CourseList): Found {
  return { courses: [...before, ...list.courses], n_found: list.n_found };
}

/* Search words are the server's affair: it finds Chinese words of two signs. */
function SearchField({ here }: { here: Here }) {
  const text = useSignal(here.query);
  const timer = useRef(0);
  useEffect(() => {
    text.value = here.query;
  }, [here.query]);
  const search = () => {
    clearTimeout(timer.current);
    changePlace({ ...here, query: text.value.trim() });
  };
  return (
    <form
      class="course-search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <label for="course-query" class="field-label">{t('lesson.search')}</label>
      <div class="course-search-row">
        <input
          class="field-input"
          id="course-query"
          type="search"
          maxLength={100}
          value={text.value}
          autocomplete="off"
          placeholder={t('lesson.search_hint')}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            clearTimeout(timer.current);
            timer.current = window.setTimeout(search, TYPING_MS);
          }}
        />
        <Button type="submit" icon="search">{t('lesson.search_go')}</Button>
      </div>
    </form>
  );
}

function Filters({ here }: { here: Here }) {
  const topics = useLoaded(() => call('GET /api/v1/topics'));
  const languages = useLoaded(() => call('GET /api/v1/languages'));
  const isEnglish = locale.value === 'en';
  return (
    <div class="course-filters">
      <label class="course-filter" for="course-topic">
        <span class="field-label">{t('lesson.topic')}</span>
        <select
          class="field-input"
          id="course-topic"
          value={here.topic}
          onChange={(event) => changePlace({ ...here, topic: event.currentTarget.value })}
        >
          <option value="">{t('lesson.every_topic')}</option>
          {topics.value?.topics.map(({ id, title, n_courses }) => (
            <option key={id} value={id} selected={id === here.topic}>{`${title} (${n_courses})`}</option>
          ))}
        </select>
      </label>
      <label class="course-filter" for="course-language">
        <span class="field-label">{t('lesson.sound_language')}</span>
        <select
          class="field-input"
          id="course-language"
          value={here.language}
          onChange={(event) => changePlace({ ...here, language: event.currentTarget.value })}
        >
          <option value="">{t('lesson.every_language')}</option>
          {languages.value?.languages.map((row) => (
            <option key={row.tag} value={row.tag} selected={row.tag === here.language}>
              {`${row.autonym} · ${isEnglish ? row.name_en || row.name_zh : row.name_zh}`}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/* All courses that one may see, searched and sifted. */
export function CoursesView({ here }: { here: Here }) {
  const { found, failure, isBusy, more } = useCourses(here);
  return (
    <div class="courses">
      <div class="courses-head">
        <Button icon="undo" kind="quiet" onPress={() => goTo({ kind: 'home' })}>
          {t('lesson.home')}
        </Button>
        <h1>{t('lesson.courses')}</h1>
      </div>
      <SearchField here={here} />
      <Filters here={here} />
      {failure && <FailureNotice failure={failure} />}
      {!found && !failure && <Loading />}
      {found && (
        <>
          <p class="courses-found" role="status">
            {found.n_found > 0 ? t('lesson.found', { count: found.n_found }) : t('lesson.found_none')}
          </p>
          <ul class="courses-grid">
            {found.courses.map((course) => (
              <li key={course.id}>
                <CourseCard course={course} />
              </li>
            ))}
          </ul>
          {found.courses.length < found.n_found && (
            <Button busy={isBusy} onPress={more}>
              {t('lesson.more')}
            </Button>
          )}
          {found.n_found === 0 && (here.query || here.topic || here.language) && (
            <Button icon="close" onPress={() => changePlace({ kind: 'courses', query: '', topic: '', language: '' })}>
              {t('lesson.show_all')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
