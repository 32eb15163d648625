import './learn.css';
import '../../shared/i18n/words-learn.ts';

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Reading, type ReadingHost } from '../../player/reading.ts';
import { webHost } from '../../player/web-host.ts';
import { call } from '../../shared/api-client.ts';
import type { Lesson } from '../../shared/contract/courses.ts';
import type { LessonPage } from '../../shared/contract/lessons.ts';
import { autonymOf } from '../../shared/i18n/languages.ts';
import { t } from '../../shared/i18n/locale.ts';
import { useLoaded } from '../../shared/use-loaded.ts';
import { Button } from '../button.tsx';
import { Select } from '../desk/select.tsx';
import { FailureNotice } from '../failure-notice.tsx';
import { Loading } from '../loading.tsx';
import { keepChoice, readChoice } from './choices.ts';
import { languagesOf, pageIn } from './page-text.ts';
import { Paragraphs } from './paragraphs.tsx';

const RING = 2 * Math.PI * 20;

function DwellRing({ share, index, count }: { share: number; index: number; count: number }) {
  const percent = Math.round(share * 100);
  return (
    <span class={share >= 1 ? 'dwell dwell-full' : 'dwell'} role="img" aria-label={t('learn.page_read', { percent })} data-share={percent}>
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <circle class="dwell-track" cx="24" cy="24" r="20" />
        <circle class="dwell-share" cx="24" cy="24" r="20" stroke-dasharray={`${(RING * share).toFixed(1)} ${RING.toFixed(1)}`} />
      </svg>
      <span class="numbers" aria-hidden="true">
        {index + 1}/{count}
      </span>
    </span>
  );
}

function hostFor(onChange: () => void): ReadingHost {
  const host = webHost('lesson', 'live', onChange);
  return { ...host, isVisible: () => document.visibilityState === 'visible' };
}

function useReading(lessonId: string, pages: readonly LessonPage[]): { reading: Reading | null; turn: number } {
  const turn = useSignal(0);
  const reading = useRef<Reading | null>(null);
  useEffect(() => {
    const made = new Reading(hostFor(() => (turn.value += 1)), lessonId, pages);
    const hides = () => made.pageHides();
    reading.current = made;
    turn.value += 1;
    window.addEventListener('pagehide', hides);
    return () => {
      window.removeEventListener('pagehide', hides);
      made.stop();
    };
  }, [lessonId]);
  return { reading: reading.current, turn: turn.value };
}

/* Where somebody left off; a time line without length begins at its first page. */
function startingPage(pages: readonly LessonPage[], resumeMs: number): number {
  const found = pages.findIndex((page) => page.from_ms <= resumeMs && resumeMs < page.to_ms);
  return found < 0 ? 0 : found;
}

function Reader({ lesson, pages }: { lesson: Lesson; pages: readonly LessonPage[] }) {
  const { reading } = useReading(lesson.id, pages);
  const index = useSignal(startingPage(pages, lesson.resume_ms));
  const heading = useRef<HTMLElement>(null);
  const language = useSignal(readChoice('pages'));
  const tags = languagesOf(pages);
  const page = pages[index.value]!;
  const { title, body, lang } = pageIn(page, language.value);
  useEffect(() => reading?.show(page), [reading, page]);
  const go = (by: number) => {
    const next = index.value + by;
    if (next < 0 || next >= pages.length) return;
    index.value = next;
    heading.current?.focus();
  };
  const folder = reading?.folder() ?? '';
  return (
    <div
      class="reader"
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight' || event.key === 'PageDown') go(1);
        else if (event.key === 'ArrowLeft' || event.key === 'PageUp') go(-1);
        else return;
        event.preventDefault();
      }}
    >
      {tags.length > 0 && (
        <Select
          label={t('learn.page_language')}
          value={tags.includes(language.value) ? language.value : ''}
          choices={[
            { value: '', text: t('learn.page_original') },
            ...tags.map((tag) => ({ value: tag, text: autonymOf(tag) })),
          ]}
          onChange={(tag) => {
            language.value = tag;
            keepChoice('pages', tag);
          }}
        />
      )}
      <article class="reader-page" ref={heading} tabIndex={0} lang={lang} aria-label={t('learn.page_of', { page: index.value + 1, count: pages.length })}>
        {title && <h2 dir="auto">{title}</h2>}
        {page.picture && folder && <img class="reader-picture" src={folder + page.picture} alt={title} />}
        <Paragraphs text={body} />
      </article>
      <div class="reader-bar">
        <Button icon="undo" disabled={index.value === 0} onPress={() => go(-1)}>
          {t('learn.page_before')}
        </Button>
        <DwellRing share={reading?.shareOf(page) ?? 0} index={index.value} count={pages.length} />
        <Button kind="primary" icon="chevron" disabled={index.value === pages.length - 1} onPress={() => go(1)}>
          {t('learn.page_next')}
        </Button>
      </div>
    </div>
  );
}

/* A lesson of pages, turned over by hand. */
export default function PagesReader({ lesson }: { lesson: Lesson }) {
  const loaded = useLoaded(() => call('GET /api/v1/lessons/{id}/pages', { path: { id: lesson.id } }), lesson.id);
  if (loaded.failure && !loaded.value) return <FailureNotice failure={loaded.failure} />;
  if (!loaded.value) return <Loading />;
  return loaded.value.pages.length > 0 ? <Reader lesson={lesson} pages={loaded.value.pages} /> : null;
}
