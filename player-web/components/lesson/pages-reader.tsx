import './learn.css';
import '../../shared/i18n/words-learn.ts';

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

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
import { Elsewhere } from '../watch/elsewhere.tsx';
import { keepChoice, readChoice } from './choices.ts';
import { DwellRing } from './dwell-ring.tsx';
import { languagesOf, pageIn } from './page-text.ts';
import { Paragraphs } from './paragraphs.tsx';
import { startingPage, turnByKey, useReading, useSwipe, useTurning } from './use-reading.ts';

function Reader({ lesson, pages }: { lesson: Lesson; pages: readonly LessonPage[] }) {
  const { reading } = useReading(lesson.id, pages);
  const heading = useRef<HTMLElement>(null);
  const turning = useTurning(pages.length, startingPage(pages, lesson.resume_ms), () => heading.current?.focus());
  const { index, go } = turning;
  const page = pages[index.value]!;
  const language = useSignal(readChoice('pages'));
  const tags = languagesOf(pages);
  const { title, body, lang } = pageIn(page, language.value);
  useEffect(() => reading?.show(page), [reading, page]);
  const swipe = useSwipe(go);
  const folder = reading?.folder() ?? '';
  return (
    <div class="reader" onKeyDown={(event) => turnByKey(event, turning, pages.length)} {...swipe}>
      {reading?.isElsewhere() && <Elsewhere isFlat onHere={() => reading.goOnHere()} />}
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
