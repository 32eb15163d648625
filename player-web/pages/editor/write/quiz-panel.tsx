import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Icon } from '../../../components/icon.tsx';
import { call } from '../../../shared/api-client.ts';
import type { Lesson } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { ordered } from '../order.ts';
import { Grip, OrderSaid, useOrder, type Order } from '../use-order.tsx';
import { DraftFoot, saveByKey } from './draft-foot.tsx';
import { placeIn } from './page-draft.ts';
import { QuestionForm } from './question-form.tsx';
import {
  freshQuestion, problemOfQuestion, QUESTIONS_MAX, questionsOf, sameQuestions, wishOf, type QuestionDraft,
} from './quiz-draft.ts';
import { shownQuestion, shownQuestions } from './shown.ts';
import { useDraft, type Draft } from './use-draft.ts';

interface PanelProps {
  lesson: Lesson;
  reload: () => Promise<void>;
}

function useWritten({ lesson, reload }: PanelProps): Draft<QuestionDraft> {
  const path = { id: lesson.id };
  return useDraft<QuestionDraft>({
    lessonId: lesson.id,
    load: async () => {
      const result = await call('GET /api/v1/lessons/{id}/quiz', { path });
      if (!result.ok) return result;
      const { questions, revision = 0 } = result.value;
      return { ok: true, value: { draft: questionsOf(questions), revision } };
    },
    write: async (draft, revision) => {
      const body = { questions: draft.map(wishOf) };
      const result = await call('PUT /api/v1/lessons/{id}/quiz', { path, body, revision });
      if (!result.ok) return result;
      return { ok: true, value: { draft: questionsOf(result.value.questions), revision: result.value.revision ?? 0 } };
    },
    isSame: sameQuestions,
    onSaved: () => void reload(),
  });
}

interface LineProps {
  question: QuestionDraft;
  number: number;
  order: Order;
  isOpen: boolean;
  isWrong: boolean;
  onOpen: () => void;
  onRemove: () => void;
}

function Line({ question, number, order, isOpen, isWrong, onOpen, onRemove }: LineProps) {
  const name = question.body.trim().slice(0, 40) || t('write.question', { number });
  return (
    <div class={isWrong ? 'page-line page-line-wrong' : 'page-line'}>
      <Grip props={order.grip(question.key)} label={name} />
      <span class="lesson-number numbers">{number}</span>
      <button type="button" class="page-open" aria-expanded={isOpen} data-page-open={question.key} onClick={onOpen}>
        {name}
      </button>
      <span class="soft">{t(question.isMultiple ? 'write.kind_several' : 'write.kind_one')}</span>
      <button
        type="button"
        class="icon-button"
        aria-label={t('editor.remove_of', { name })}
        title={t('editor.remove')}
        onClick={onRemove}
      >
        <Icon name="trash" />
      </button>
    </div>
  );
}

/* The questions of a quiz: put in order, written, saved as a whole. */
export function QuizPanel(props: PanelProps) {
  const draft = useWritten(props);
  const open = useSignal('');
  const isTried = useSignal(false);
  const questions = draft.rows ?? [];
  useEffect(() => void (shownQuestions.value = draft.rows ?? []), [draft.rows]);
  const keys = questions.map((question) => question.key);
  const order = useOrder(keys, (next) => {
    draft.change((rows) => next.flatMap((key) => rows.find((row) => row.key === key) ?? []));
    return Promise.resolve();
  });
  const show = (key: string) => {
    open.value = key;
    shownQuestion.value = key;
  };
  const add = () => {
    const fresh = freshQuestion();
    draft.change((rows) => [...rows, fresh]);
    show(fresh.key);
    setTimeout(() => document.getElementById(`question-${fresh.key}-body`)?.focus());
  };
  const remove = (key: string) => {
    const at = questions.findIndex((row) => row.key === key);
    const gone = questions.slice(at, at + 1);
    const back = (rows: readonly QuestionDraft[]) => [...rows.slice(0, at), ...gone, ...rows.slice(at)];
    draft.change((rows) => rows.filter((row) => row.key !== key));
    showToast(t('write.question_removed'), { actions: [{ text: t('write.undo'), run: () => draft.change(back) }] });
  };
  const submit = () => {
    const wrong = questions.find((question) => problemOfQuestion(question) !== null);
    isTried.value = wrong !== undefined;
    if (wrong) return show(wrong.key);
    void draft.save();
  };
  if (!draft.rows) return draft.failure ? <FailureNotice failure={draft.failure} /> : <SkeletonLines count={4} />;
  const refusedAt = draft.failure ? placeIn(draft.failure.detail) : -1;
  return (
    <form
      class="panel"
      noValidate
      onKeyDown={(event) => saveByKey(event, submit)}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p class="soft">{t('write.quiz_lead')}</p>
      {questions.length === 0 && <p>{t('write.quiz_none')}</p>}
      <ol class="page-lines" data-order-list>
        {ordered(questions.map((row) => ({ ...row, id: row.key })), order.ids).map((row, i) => {
          const problem = isTried.value ? problemOfQuestion(row) : null;
          return (
            <li key={row.key} class="page-card" data-order={row.key} data-question={i + 1}>
              <Line
                question={row}
                number={i + 1}
                order={order}
                isOpen={open.value === row.key}
                isWrong={problem !== null || refusedAt === i}
                onOpen={() => show(open.value === row.key ? '' : row.key)}
                onRemove={() => remove(row.key)}
              />
              {open.value === row.key && (
                <QuestionForm
                  question={row}
                  problem={problem}
                  onChange={(next) => draft.change((rows) => rows.map((one) => (one.key === next.key ? next : one)))}
                />
              )}
            </li>
          );
        })}
      </ol>
      <OrderSaid order={order} />
      {questions.length < QUESTIONS_MAX && (
        <div>
          <Button icon="add" onPress={add}>
            {t('write.add_question')}
          </Button>
        </div>
      )}
      <DraftFoot failure={draft.failure} isChanged={draft.isChanged} busy={draft.isBusy} onDrop={draft.drop} />
    </form>
  );
}
