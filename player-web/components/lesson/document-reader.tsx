import './learn.css';
import './document.css';
import '../../shared/i18n/words-learn.ts';

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { call } from '../../shared/api-client.ts';
import type { Lesson } from '../../shared/contract/courses.ts';
import type { LessonPage } from '../../shared/contract/lessons.ts';
import { t } from '../../shared/i18n/locale.ts';
import { useLoaded } from '../../shared/use-loaded.ts';
import { Button } from '../button.tsx';
import { FailureNotice } from '../failure-notice.tsx';
import { Loading } from '../loading.tsx';
import { Elsewhere } from '../watch/elsewhere.tsx';
import { DwellRing } from './dwell-ring.tsx';
import { startingPage, turnByKey, useReading, useSwipe, useTurning, type Turning } from './use-reading.ts';

/* From the whole page in the window to three times its width; steps of `+` and `-`. */
const ZOOMS = ['page', 'width', '150', '200', '300'] as const;
const AT_WIDTH = 1;
const ZOOM_KEYS: Readonly<Record<string, number | undefined>> = { '+': 1, '=': 1, '-': -1, '0': -Infinity };
/* A narrow window shows a page across all of it at once. */
const NARROW = '(max-width: 40rem)';

const smallOf = (picture: string) => picture.replace(/\/p(\d+)\.jpg$/, '/s$1.jpg');

interface ThumbsProps {
  pages: readonly LessonPage[];
  folder: string;
  turning: Turning;
}

/* Small pages to choose from; the one that is shown stays in sight. */
function Thumbs({ pages, folder, turning }: ThumbsProps) {
  const now = turning.index.value;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const row = list.current?.children[now];
    const box = list.current;
    if (!(row instanceof HTMLElement) || !box) return;
    box.scrollTo({ left: row.offsetLeft - (box.clientWidth - row.offsetWidth) / 2, top: row.offsetTop - (box.clientHeight - row.offsetHeight) / 2 });
  }, [now, folder]);
  return (
    <ol class="document-thumbs" ref={list} aria-label={t('learn.pages')}>
      {pages.map((page, i) => (
        <li key={page.id}>
          <button
            type="button"
            class="document-thumb"
            aria-label={t('learn.page_of', { page: i + 1, count: pages.length })}
            aria-current={i === now ? 'page' : undefined}
            onClick={() => turning.goTo(i)}
          >
            {folder && <img src={folder + smallOf(page.picture)} alt="" loading="lazy" />}
            <span class="numbers" aria-hidden="true">{i + 1}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Document({ lesson, pages }: { lesson: Lesson; pages: readonly LessonPage[] }) {
  const { reading } = useReading(lesson.id, pages);
  const box = useRef<HTMLDivElement>(null);
  const turning = useTurning(pages.length, startingPage(pages, lesson.resume_ms), () => box.current?.scrollTo(0, 0));
  const { index, go } = turning;
  const page = pages[index.value]!;
  const folder = reading?.folder() ?? '';
  const zoom = useSignal(matchMedia(NARROW).matches ? AT_WIDTH : 0);
  const swipe = useSwipe(go);
  useEffect(() => reading?.show(page), [reading, page]);
  /* The next page is there when it is wanted. */
  useEffect(() => {
    const next = pages[index.value + 1];
    if (next && folder) new Image().src = folder + next.picture;
  }, [index.value, folder]);

  function zoomBy(step: number): void {
    zoom.value = Math.min(ZOOMS.length - 1, Math.max(0, zoom.value + step));
  }

  function onKey(event: KeyboardEvent): void {
    if (turnByKey(event, turning, pages.length)) return;
    const step = ZOOM_KEYS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey) return;
    zoomBy(step);
    event.preventDefault();
  }

  const label = t('learn.page_of', { page: index.value + 1, count: pages.length });
  return (
    <div class="reader document" onKeyDown={onKey}>
      {reading?.isElsewhere() && <Elsewhere isFlat onHere={() => reading.goOnHere()} />}
      <div class="document-body">
        {pages.length > 1 && <Thumbs pages={pages} folder={folder} turning={turning} />}
        <div
          class={`document-page document-zoom-${ZOOMS[zoom.value]}`}
          ref={box}
          tabIndex={0}
          role="group"
          aria-label={label}
          {...(zoom.value <= AT_WIDTH ? swipe : {})}
        >
          {folder ? <img key={page.id} src={folder + page.picture} alt={label} draggable={false} /> : <Loading />}
        </div>
      </div>
      <div class="reader-bar">
        <Button icon="undo" disabled={index.value === 0} onPress={() => go(-1)}>
          {t('learn.page_before')}
        </Button>
        <span class="document-tools">
          <Button label={t('learn.smaller')} disabled={zoom.value === 0} onPress={() => zoomBy(-1)}>
            −
          </Button>
          <DwellRing share={reading?.shareOf(page) ?? 0} index={index.value} count={pages.length} />
          <Button label={t('learn.larger')} disabled={zoom.value === ZOOMS.length - 1} onPress={() => zoomBy(1)}>
            +
          </Button>
        </span>
        <Button kind="primary" icon="chevron" disabled={index.value === pages.length - 1} onPress={() => go(1)}>
          {t('learn.page_next')}
        </Button>
      </div>
      <p class="document-keys plain-note">{t('learn.document_keys')}</p>
    </div>
  );
}

/* A lesson that is a document: its pages as pictures, larger and smaller, turned over by keys, buttons or a finger. */
export default function DocumentReader({ lesson }: { lesson: Lesson }) {
  const loaded = useLoaded(() => call('GET /api/v1/lessons/{id}/pages', { path: { id: lesson.id } }), lesson.id);
  if (loaded.failure && !loaded.value) return <FailureNotice failure={loaded.failure} />;
  if (!loaded.value) return <Loading />;
  return loaded.value.pages.length > 0 ? <Document lesson={lesson} pages={loaded.value.pages} /> : null;
}
