import './course-list.css';

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { useInSight } from '../../../components/desk/data-table.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { SearchBox } from '../../../components/desk/search-box.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { CourseRow } from '../../../shared/contract/courses.ts';
import { go, linkTo, replaceQuery, route } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { act } from '../act.ts';
import { changedText } from '../changed.ts';
import { Autonyms, CourseStatePill, Poster } from '../course-state.tsx';
import { useDropPlace } from '../drop-ground.tsx';
import { ordered } from '../order.ts';
import { SpaceLine } from '../space-line.tsx';
import { Grip, OrderSaid, useOrder, type Order } from '../use-order.tsx';
import { NewCourse } from './new-course.tsx';
import { Shelves } from './shelves.tsx';
import { series, topics, loadShelves } from './shelf-store.ts';

const STATES = ['draft', 'published', 'withdrawn'] as const;
const PAGE = 50;

interface Found {
  rows: readonly CourseRow[];
  total: number;
  failure: Failure | null;
  isBusy: boolean;
  isOfQuery: boolean; // false: the rows are still those of the filters before
  more: () => void;
  reload: () => Promise<void>;
}

function useCourses(): Found {
  const rows = useSignal<readonly CourseRow[]>([]);
  const total = useSignal(0);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(true);
  const loaded = useSignal('');
  const turn = useRef(0);
  const { q = '', state = '', topic = '', series: of = '' } = route.value.query;
  const wanted = [q, state, topic, of].join('\n');
  async function load(after: string): Promise<void> {
    const mine = ++turn.current;
    isBusy.value = true;
    const result = await call('GET /api/v1/courses', { query: { query: q, state, topic, series: of, after, limit: PAGE } });
    if (mine !== turn.current) return;
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    rows.value = after === '' ? result.value.courses : [...rows.value, ...result.value.courses];
    total.value = result.value.n_found;
    loaded.value = wanted;
  }
  useEffect(() => {
    void load('');
    return () => void (turn.current += 1);
  }, [q, state, topic, of]);
  const last = rows.value[rows.value.length - 1];
  return {
    rows: rows.value,
    total: total.value,
    failure: failure.value,
    isBusy: isBusy.value,
    isOfQuery: loaded.value === wanted,
    more: () => void (last && rows.value.length < total.value && !isBusy.value && load(last.id)),
    reload: () => load(''),
  };
}

function set(name: string, value: string): void {
  replaceQuery({ ...route.value.query, [name]: value });
}

function Filters() {
  const { q = '', state = '', topic = '', series: of = '' } = route.value.query;
  return (
    <div class="course-filters">
      <SearchBox label={t('editor.search')} value={q} onSearch={(text) => set('q', text)} />
      <Select
        label={t('editor.filter_state')}
        hideLabel
        value={state}
        choices={[{ value: '', text: t('editor.any_state') }, ...STATES.map((one) => ({ value: one, text: t(`editor.state_${one}`) }))]}
        onChange={(value) => set('state', value)}
      />
      <Select
        label={t('editor.filter_topic')}
        hideLabel
        value={topic}
        choices={[{ value: '', text: t('editor.any_topic') }, ...topics.value.map((one) => ({ value: one.id, text: one.title }))]}
        onChange={(value) => set('topic', value)}
      />
      <Select
        label={t('editor.filter_series')}
        hideLabel
        value={of}
        choices={[{ value: '', text: t('editor.any_series') }, ...series.value.map((one) => ({ value: one.id, text: one.title }))]}
        onChange={(value) => set('series', value)}
      />
    </div>
  );
}

function Line({ row, order }: { row: CourseRow; order: Order | null }) {
  const where = [row.series_title, row.topic_title].filter(Boolean).join(' · ');
  return (
    <li class={order?.held === row.id ? 'course-line course-line-held' : 'course-line'} data-order={row.id}>
      {order && <Grip props={order.grip(row.id)} label={row.title} />}
      <a class="course-link" href={linkTo('course', row.id)}>
        <Poster url={row.poster_url} title={row.title} />
        <span class="course-words">
          <strong class="course-line-title">{row.title}</strong>
          <span class="course-line-note">
            {where !== '' && <span>{where}</span>}
            <span>{t('editor.n_lessons', { count: row.n_lessons })}</span>
            {row.is_required && <span>{t('editor.required')}</span>}
            <span>{t(`editor.audience_${row.audience}`)}</span>
          </span>
          <Autonyms tags={row.languages} />
        </span>
        <span class="course-end">
          <CourseStatePill state={row.state} />
          <span class="course-changed">{changedText(row)}</span>
        </span>
      </a>
    </li>
  );
}

/* Within a series the order is the editor's. */
function Lines({ found, isOrdered }: { found: Found; isOrdered: boolean }) {
  const end = useInSight(found.more);
  const order = useOrder(found.rows.map((row) => row.id), (ids, id) => {
    const before_id = ids[ids.indexOf(id) + 1] ?? '';
    return act(call('PATCH /api/v1/courses/{id}', { path: { id }, body: { before_id } })).then(found.reload);
  });
  return (
    <>
      <ul class="course-lines" data-order-list>
        {ordered(found.rows, isOrdered ? order.ids : found.rows.map((row) => row.id)).map((row) => (
          <Line key={row.id} row={row} order={isOrdered ? order : null} />
        ))}
      </ul>
      <OrderSaid order={order} />
      <div ref={end} class="course-lines-end" />
    </>
  );
}

function Nothing({ isFiltered, onNew }: { isFiltered: boolean; onNew: () => void }) {
  if (isFiltered) {
    return (
      <Empty icon="search" title={t('editor.none_found_title')}>
        <p>{t('editor.none_found_text')}</p>
        <Button onPress={() => replaceQuery({})}>{t('editor.show_all')}</Button>
      </Empty>
    );
  }
  return (
    <Empty icon="book" title={t('editor.none_title')}>
      <p>{t('editor.none_text')}</p>
      <Button kind="primary" icon="add" onPress={onNew}>
        {t('editor.new_course')}
      </Button>
    </Empty>
  );
}

/* All courses an editor works on. Files dropped here become a course. */
export default function CourseList() {
  const files = useSignal<readonly File[] | null>(null); // null: no new course is being made
  const isShelves = useSignal(false);
  const found = useCourses();
  useEffect(() => void loadShelves(), []);
  useDropPlace(t('editor.drop_new_course'), (dropped) => (files.value = dropped));
  const { q = '', state = '', topic = '', series: of = '' } = route.value.query;
  const isFiltered = q !== '' || state !== '' || topic !== '' || of !== '';
  const isWhole = found.isOfQuery && found.rows.length === found.total;
  const isOrdered = of !== '' && q === '' && state === '' && topic === '' && isWhole;
  return (
    <div class="course-list">
      <div class="editor-head">
        <h1 class="editor-title">{t('title.editor')}</h1>
        <ButtonLink href={linkTo('questions')} icon="people">
          {t('write.questions')}
        </ButtonLink>
        <ButtonLink href={linkTo('languages')} icon="language">
          {t('write.languages')}
        </ButtonLink>
        <Button icon="list" onPress={() => (isShelves.value = true)}>
          {t('editor.shelves')}
        </Button>
        <Button kind="primary" icon="add" onPress={() => (files.value = [])}>
          {t('editor.new_course')}
        </Button>
      </div>
      <SpaceLine />
      <Filters />
      {found.failure && <FailureNotice failure={found.failure} />}
      {found.isBusy && found.rows.length === 0 && <SkeletonLines count={6} />}
      {!found.isBusy && !found.failure && found.rows.length === 0 && (
        <Nothing isFiltered={isFiltered} onNew={() => (files.value = [])} />
      )}
      {found.rows.length > 0 && (
        <>
          <p class="course-count soft numbers">
            {t('editor.n_courses', { count: found.total })}
            {isOrdered && ` · ${t('editor.order_hint')}`}
          </p>
          <Lines found={found} isOrdered={isOrdered} />
        </>
      )}
      {files.value && (
        <NewCourse files={files.value} onClose={() => (files.value = null)} onDone={(id) => go('course', id)} />
      )}
      {isShelves.value && (
        <Shelves
          onClose={() => {
            isShelves.value = false;
            void found.reload();
          }}
        />
      )}
    </div>
  );
}
