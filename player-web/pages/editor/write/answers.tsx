/* Questions of learners, and what the teacher answers. */
import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Check } from '../../../components/field.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { clockLength } from '../../../components/watch/times.ts';
import { call, type Failure, type Result } from '../../../shared/api-client.ts';
import type { LessonQuestion, LessonQuestions } from '../../../shared/contract/lessons.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { ago } from '../../../shared/format.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { playing } from '../lesson/playing.ts';
import { TextArea } from '../text-area.tsx';
import { saveByKey } from './draft-foot.tsx';

interface FormProps {
  question: LessonQuestion;
  onDone: (question: LessonQuestion) => void;
  onCancel: (() => void) | null;
}

function AnswerForm({ question, onDone, onCancel }: FormProps) {
  const body = useSignal(question.answer);
  const isPublic = useSignal(question.is_public);
  const isMissing = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const id = `answer-${question.id}`;
  const send = async () => {
    isMissing.value = body.value.trim() === '';
    if (isMissing.value || busy.value) return;
    busy.value = true;
    const result = await call('POST /api/v1/questions/{id}/answer', {
      path: { id: question.id }, body: { body: body.value.trim(), is_public: isPublic.value },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('write.answered'));
    onDone(result.value);
  };
  const problem = isMissing.value ? t('write.answer_missing') : failure.value ? failureText(failure.value) : '';
  return (
    <form
      class="answer-form"
      noValidate
      onKeyDown={(event) => saveByKey(event, () => void send())}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextArea id={id} label={t('write.answer')} rows={3} value={body.value} onInput={(text) => (body.value = text)} />
      {problem !== '' && (
        <p class="form-wrong" role="alert">
          {problem}
        </p>
      )}
      <Check
        id={`${id}-public`}
        label={t('write.answer_public')}
        hint={t('write.answer_public_hint')}
        checked={isPublic.value}
        onChange={(checked) => (isPublic.value = checked)}
      />
      <div class="answer-presses">
        <Button type="submit" kind="primary" busy={busy.value}>
          {t('write.send_answer')}
        </Button>
        {onCancel && <Button onPress={onCancel}>{t('desk.cancel')}</Button>}
      </div>
    </form>
  );
}

interface RowProps {
  question: LessonQuestion;
  withLesson: boolean;
  onDone: (question: LessonQuestion) => void;
}

function Row({ question, withLesson, onDone }: RowProps) {
  const isEdited = useSignal(false);
  const { at_ms, answered_at } = question;
  const isOpen = answered_at === null;
  return (
    <li class="asked" data-question={isOpen ? 'open' : 'answered'}>
      <p class="asked-head soft">
        <strong>{question.asker_name || t('write.somebody')}</strong>
        <span>{ago(Date.parse(question.asked_at), serverNowMs.value)}</span>
        {withLesson && <a href={linkTo('lesson', question.lesson_id, { tab: 'questions' })}>{question.lesson_title}</a>}
        {at_ms !== null && !withLesson && playing.value ? (
          <button type="button" class="chip numbers" onClick={() => playing.peek()?.seek(at_ms)}>
            {clockLength(at_ms)}
          </button>
        ) : (
          at_ms !== null && <span class="numbers">{clockLength(at_ms)}</span>
        )}
        {!isOpen && question.is_public && <StatusPill tone="ok" icon="eye" text={t('write.is_public')} />}
      </p>
      <p class="asked-text" dir="auto">
        {question.body}
      </p>
      {!isOpen && !isEdited.value && (
        <div class="asked-answer">
          <p class="soft">{t('write.answered_by', { name: question.answered_by })}</p>
          <p class="asked-text" dir="auto">
            {question.answer}
          </p>
          <Button kind="quiet" icon="edit" onPress={() => (isEdited.value = true)}>
            {t('write.change_answer')}
          </Button>
        </div>
      )}
      {(isOpen || isEdited.value) && (
        <AnswerForm
          question={question}
          onCancel={isOpen ? null : () => (isEdited.value = false)}
          onDone={(done) => {
            isEdited.value = false;
            onDone(done);
          }}
        />
      )}
    </li>
  );
}

interface AnswersProps {
  load: () => Promise<Result<LessonQuestions>>;
  of: string; // what is loaded
  withLesson?: boolean;
}

export function Answers({ load, of, withLesson = false }: AnswersProps) {
  const loaded = useLoaded(load, of);
  const changed = useSignal<ReadonlyMap<string, LessonQuestion>>(new Map());
  if (!loaded.value) return loaded.failure ? <FailureNotice failure={loaded.failure} /> : <SkeletonLines count={4} />;
  const rows = loaded.value.questions.map((row) => changed.value.get(row.id) ?? row);
  if (rows.length === 0) {
    return (
      <Empty icon="people" title={t('write.questions_none')}>
        <p>{t('write.questions_none_text')}</p>
      </Empty>
    );
  }
  return (
    <ul class="asked-list">
      {rows.map((question) => (
        <Row
          key={question.id}
          question={question}
          withLesson={withLesson}
          onDone={(done) => (changed.value = new Map(changed.value).set(done.id, done))}
        />
      ))}
    </ul>
  );
}

/* Of one lesson, answered or not. */
export function LessonAnswers({ lessonId }: { lessonId: string }) {
  return (
    <div class="panel">
      <p class="soft">{t('write.questions_lead')}</p>
      <Answers of={lessonId} load={() => call('GET /api/v1/lessons/{id}/questions', { path: { id: lessonId } })} />
    </div>
  );
}
