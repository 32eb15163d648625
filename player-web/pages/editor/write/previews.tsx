/* What a learner will see of a lesson that is no film, as it is written now. */
import '../../../components/lesson/learn.css';
import '../../../shared/i18n/words-learn.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { languagesOf, pageIn } from '../../../components/lesson/page-text.ts';
import { Paragraphs } from '../../../components/lesson/paragraphs.tsx';
import { Asked } from '../../../components/lesson/quiz-view.tsx';
import type { Asset } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { bothNames } from '../languages.ts';
import { shownQuestion as questionOf } from './quiz-draft.ts';
import { shownPage, shownPages, shownQuestion, shownQuestions } from './shown.ts';
import { pictureUrl } from './use-folder.ts';

interface TurnProps {
  at: number;
  count: number;
  onTurn: (to: number) => void;
}

function Turn({ at, count, onTurn }: TurnProps) {
  return (
    <div class="reader-bar">
      <Button icon="undo" disabled={at === 0} onPress={() => onTurn(at - 1)}>
        {t('learn.page_before')}
      </Button>
      <span class="numbers">
        {at + 1}/{count}
      </span>
      <Button icon="chevron" disabled={at >= count - 1} onPress={() => onTurn(at + 1)}>
        {t('learn.page_next')}
      </Button>
    </div>
  );
}

function Nothing() {
  return (
    <Empty icon="eye" title={t('editor.preview')}>
      <p>{t('write.preview_none')}</p>
    </Empty>
  );
}

export function PagesPreview({ folder }: { folder: string }) {
  const language = useSignal('');
  const pages = shownPages.value;
  const at = Math.max(0, pages.findIndex((page) => page.key === shownPage.value));
  const page = pages[at];
  if (!page) return <Nothing />;
  const tags = languagesOf(pages);
  const { title, body, lang } = pageIn(page, language.value);
  const picture = pictureUrl(folder, page.picture_id, 'p');
  return (
    <section class="reader write-preview" aria-label={t('editor.preview')}>
      {tags.length > 0 && (
        <Select
          label={t('learn.page_language')}
          value={language.value}
          choices={[{ value: '', text: t('learn.page_original') }, ...tags.map((tag) => ({ value: tag, text: bothNames(tag) }))]}
          onChange={(tag) => (language.value = tag)}
        />
      )}
      <article class="reader-page" lang={lang} data-preview-page={at + 1}>
        {title && <h2 dir="auto">{title}</h2>}
        {picture !== '' && <img class="reader-picture" src={picture} alt={title} />}
        <Paragraphs text={body} />
      </article>
      <Turn at={at} count={pages.length} onTurn={(to) => (shownPage.value = pages[to]?.key ?? '')} />
    </section>
  );
}

export function QuizPreview() {
  const chosen = useSignal<readonly number[]>([]);
  const questions = shownQuestions.value;
  const at = Math.max(0, questions.findIndex((question) => question.key === shownQuestion.value));
  const question = questions[at];
  useEffect(() => void (chosen.value = []), [question?.key, question?.isMultiple]);
  if (!question) return <Nothing />;
  const choose = (place: number) => {
    const others = question.isMultiple ? chosen.value.filter((one) => one !== place) : [];
    chosen.value = chosen.value.includes(place) && question.isMultiple ? others : [...others, place];
  };
  return (
    <section class="quiz write-preview" aria-label={t('editor.preview')} data-preview-question={at + 1}>
      <p class="plain-note numbers">{t('learn.question_of', { question: at + 1, count: questions.length })}</p>
      <Asked question={questionOf(question)} chosen={chosen.value} onChoose={choose} />
      <Turn at={at} count={questions.length} onTurn={(to) => (shownQuestion.value = questions[to]?.key ?? '')} />
    </section>
  );
}

/* How many pages a document has shows when the one behind the last is asked for. */
export function DocumentPreview({ assets, folder }: { assets: readonly Asset[]; folder: string }) {
  const document = assets.find((asset) => asset.kind === 'document' && asset.state === 'ready');
  const page = useSignal(1);
  const last = useSignal(0); // 0: not known yet
  useEffect(() => {
    page.value = 1;
    last.value = 0;
  }, [document?.id]);
  if (!document || folder === '') return <Nothing />;
  const at = page.value;
  return (
    <section class="reader write-preview" aria-label={t('editor.preview')} data-preview-document={at}>
      <img
        class="document-page"
        src={pictureUrl(folder, document.id, 'p', at)}
        alt={t('write.document_page', { page: at })}
        onError={() => {
          if (at === 1) return;
          last.value = at - 1;
          page.value = at - 1;
        }}
      />
      <div class="reader-bar">
        <Button icon="undo" disabled={at === 1} onPress={() => (page.value = at - 1)}>
          {t('learn.page_before')}
        </Button>
        <span class="numbers">{last.value > 0 ? `${at}/${last.value}` : at}</span>
        <Button icon="chevron" disabled={at === last.value} onPress={() => (page.value = at + 1)}>
          {t('learn.page_next')}
        </Button>
      </div>
    </section>
  );
}
