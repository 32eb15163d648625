import './learn.css';
import '../../shared/i18n/words-learn.ts';

import { useSignal } from '@preact/signals';

import { call, type Failure } from '../../shared/api-client.ts';
import type { Lesson } from '../../shared/contract/courses.ts';
import type { Quiz, QuizMark, QuizQuestion, QuizResult } from '../../shared/contract/lessons.ts';
import { t } from '../../shared/i18n/locale.ts';
import { useLoaded } from '../../shared/use-loaded.ts';
import { Button } from '../button.tsx';
import { FailureNotice } from '../failure-notice.tsx';
import { Icon } from '../icon.tsx';
import { Loading } from '../loading.tsx';

type Chosen = ReadonlyMap<string, readonly number[]>;

function withChoice(chosen: Chosen, question: QuizQuestion, place: number): Chosen {
  const before = chosen.get(question.id) ?? [];
  const others = question.is_multiple ? before.filter((one) => one !== place) : [];
  const after = before.includes(place) && question.is_multiple ? others : [...others, place].sort((a, b) => a - b);
  return new Map(chosen).set(question.id, after);
}

interface AskedProps {
  question: QuizQuestion;
  chosen: readonly number[];
  onChoose: (place: number) => void;
}

/* One question with its choices; the editor's preview shows the same. */
export function Asked({ question, chosen, onChoose }: AskedProps) {
  return (
    <fieldset class="quiz-question">
      <legend>{question.body}</legend>
      {question.is_multiple && <p class="plain-note">{t('learn.several')}</p>}
      {question.choices.map((choice, place) => (
        <label key={place} class="quiz-choice">
          <input
            type={question.is_multiple ? 'checkbox' : 'radio'}
            name={question.id}
            checked={chosen.includes(place)}
            onChange={() => onChoose(place)}
          />
          <span>{choice.text}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Marked({ question, mark }: { question: QuizQuestion; mark: QuizMark }) {
  return (
    <li class={mark.is_right ? 'quiz-mark quiz-right' : 'quiz-mark quiz-wrong'}>
      <strong>
        <Icon name={mark.is_right ? 'check' : 'cross'} />
        {t(mark.is_right ? 'learn.right' : 'learn.wrong')}
      </strong>
      <p>{question.body}</p>
      <p>{t('learn.right_is', { answer: mark.right.map((place) => question.choices[place]?.text ?? '').join('；') })}</p>
      {mark.explanation && <p class="quiz-explanation">{mark.explanation}</p>}
    </li>
  );
}

function Outcome({ quiz, result, onAgain }: { quiz: Quiz; result: QuizResult; onAgain: () => void }) {
  const { n_right, n_questions } = result.attempt;
  return (
    <section class="quiz" aria-labelledby="quiz-outcome">
      <div role="status" data-right={n_right}>
        <h2 id="quiz-outcome">{t('learn.score', { right: n_right, count: n_questions })}</h2>
      </div>
      <ol class="quiz-marks">
        {result.marks.map((mark) => {
          const question = quiz.questions.find((one) => one.id === mark.question_id);
          return question && <Marked key={mark.question_id} question={question} mark={mark} />;
        })}
      </ol>
      <Button icon="refresh" onPress={onAgain}>
        {t('learn.again')}
      </Button>
    </section>
  );
}

function Questions({ lesson, quiz }: { lesson: Lesson; quiz: Quiz }) {
  const index = useSignal(0);
  const chosen = useSignal<Chosen>(new Map());
  const result = useSignal<QuizResult | null>(null);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  const question = quiz.questions[index.value];
  async function send(): Promise<void> {
    isBusy.value = true;
    const answers = quiz.questions.map(({ id }) => ({ question_id: id, chosen: [...(chosen.value.get(id) ?? [])] }));
    const answer = await call('POST /api/v1/lessons/{id}/answers', { path: { id: lesson.id }, body: { answers } });
    isBusy.value = false;
    failure.value = answer.ok ? null : answer.failure;
    if (answer.ok) result.value = answer.value;
  }
  function again(): void {
    index.value = 0;
    chosen.value = new Map();
    result.value = null;
  }
  if (result.value) return <Outcome quiz={quiz} result={result.value} onAgain={again} />;
  if (!question) return null;
  const own = chosen.value.get(question.id) ?? [];
  const isLast = index.value === quiz.questions.length - 1;
  return (
    <form
      class="quiz"
      onSubmit={(event) => {
        event.preventDefault();
        if (own.length === 0 || isBusy.value) return;
        if (isLast) void send();
        else index.value += 1;
      }}
    >
      <p class="plain-note numbers">{t('learn.question_of', { question: index.value + 1, count: quiz.questions.length })}</p>
      <Asked question={question} chosen={own} onChoose={(place) => (chosen.value = withChoice(chosen.value, question, place))} />
      {failure.value && <FailureNotice failure={failure.value} />}
      <div class="reader-bar">
        <Button icon="undo" disabled={index.value === 0} onPress={() => (index.value -= 1)}>
          {t('learn.question_before')}
        </Button>
        <Button type="submit" kind="primary" icon={isLast ? 'check' : 'chevron'} busy={isBusy.value} disabled={own.length === 0}>
          {t(isLast ? 'learn.hand_in' : 'learn.question_next')}
        </Button>
      </div>
    </form>
  );
}

/* One question at a time, then what was right and why. */
export default function QuizView({ lesson }: { lesson: Lesson }) {
  const loaded = useLoaded(() => call('GET /api/v1/lessons/{id}/quiz', { path: { id: lesson.id } }), lesson.id);
  if (loaded.failure && !loaded.value) return <FailureNotice failure={loaded.failure} />;
  return loaded.value ? <Questions lesson={lesson} quiz={loaded.value} /> : <Loading />;
}
