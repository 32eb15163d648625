import './learn.css';
import './ask-teacher.css';
import '../field.css';
import '../../shared/i18n/words-learn.ts';

import { useSignal } from '@preact/signals';

import { call, type Failure } from '../../shared/api-client.ts';
import type { Lesson } from '../../shared/contract/courses.ts';
import type { LessonQuestion } from '../../shared/contract/lessons.ts';
import { t } from '../../shared/i18n/locale.ts';
import { signInPath } from '../../shared/next-path.ts';
import { session } from '../../shared/session.ts';
import { useLoaded } from '../../shared/use-loaded.ts';
import { Button } from '../button.tsx';
import { FailureNotice } from '../failure-notice.tsx';
import { Check } from '../field.tsx';
import { clockLength } from '../watch/times.ts';

const MAX_CHARACTERS = 1000;

export interface AskTeacherProps {
  lesson: Lesson;
  positionMs?: number; // of what plays; absent: nothing does
  onSeek?: (mediaMs: number) => void;
}

interface AskedProps {
  question: LessonQuestion;
  onSeek: AskTeacherProps['onSeek'];
  onDelete: (() => void) | null;
}

function Asked({ question, onSeek, onDelete }: AskedProps) {
  const { at_ms: atMs } = question;
  return (
    <li class="asked">
      <p class="asked-head">
        {question.is_own && <strong>{t('learn.ask_own')}</strong>}
        {atMs !== null && onSeek && (
          <button type="button" class="asked-place numbers" aria-label={t('learn.ask_jump', { time: clockLength(atMs) })} onClick={() => onSeek(atMs)}>
            {clockLength(atMs)}
          </button>
        )}
      </p>
      <p class="asked-body">{question.body}</p>
      {question.answer ? (
        <blockquote class="asked-answer">
          <p class="plain-note">{t('learn.answer_by', { name: question.answered_by })}</p>
          <p class="asked-body">{question.answer}</p>
        </blockquote>
      ) : (
        <p class="asked-waiting">
          <span class="plain-note">{t('learn.ask_waiting')}</span>
          {onDelete && (
            <Button kind="quiet" icon="undo" onPress={onDelete}>
              {t('learn.ask_delete')}
            </Button>
          )}
        </p>
      )}
    </li>
  );
}

interface AskFormProps {
  lessonId: string;
  positionMs: number | undefined;
  onSent: () => void;
}

function AskForm({ lessonId, positionMs, onSent }: AskFormProps) {
  const body = useSignal('');
  const atMs = useSignal<number | null>(null);
  const isBusy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  async function send(): Promise<void> {
    if (isBusy.value || body.value.trim() === '') return;
    isBusy.value = true;
    const wish = { body: body.value.trim(), ...(atMs.value === null ? {} : { at_ms: atMs.value }) };
    const result = await call('POST /api/v1/lessons/{id}/questions', { path: { id: lessonId }, body: wish });
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    body.value = '';
    atMs.value = null;
    onSent();
  }
  return (
    <form
      class="ask-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="field">
        <label class="field-label" for="ask-body">{t('learn.ask_label')}</label>
        <textarea
          id="ask-body"
          class="field-input ask-body"
          rows={3}
          maxLength={MAX_CHARACTERS}
          value={body.value}
          aria-describedby="ask-body-note"
          onInput={(event) => (body.value = event.currentTarget.value)}
        />
        <p class="field-note" id="ask-body-note">{t('learn.ask_hint')}</p>
      </div>
      {positionMs !== undefined && (
        <Check
          id="ask-at"
          label={t('learn.ask_at', { time: clockLength(atMs.value ?? positionMs) })}
          checked={atMs.value !== null}
          onChange={(isAt) => (atMs.value = isAt ? Math.round(positionMs) : null)}
        />
      )}
      {failure.value && <FailureNotice failure={failure.value} />}
      <div>
        <Button kind="primary" type="submit" busy={isBusy.value} disabled={body.value.trim() === ''}>
          {t('learn.ask_send')}
        </Button>
      </div>
    </form>
  );
}

/* Questions about a lesson and what teachers answered: one's own, and those that are for everybody. */
export default function AskTeacher({ lesson, positionMs, onSeek }: AskTeacherProps) {
  const loaded = useLoaded(() => call('GET /api/v1/lessons/{id}/questions', { path: { id: lesson.id } }), lesson.id);
  const isSent = useSignal(false);
  const list = loaded.value?.questions ?? [];
  async function remove(id: string): Promise<void> {
    const result = await call('DELETE /api/v1/questions/{id}', { path: { id } });
    if (result.ok || result.failure.status === 404 || result.failure.status === 409) await loaded.reload();
  }
  return (
    <section class="ask" aria-labelledby="ask-title">
      <h2 id="ask-title">{t('learn.questions')}</h2>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {loaded.value && list.length === 0 && <p class="plain-note">{t('learn.ask_none')}</p>}
      {list.length > 0 && (
        <ol class="asked-list">
          {list.map((question) => (
            <Asked
              key={question.id}
              question={question}
              onSeek={onSeek}
              onDelete={question.is_own ? () => void remove(question.id) : null}
            />
          ))}
        </ol>
      )}
      {session.value ? (
        <AskForm
          lessonId={lesson.id}
          positionMs={positionMs}
          onSent={() => {
            isSent.value = true;
            void loaded.reload();
          }}
        />
      ) : (
        <p class="plain-note">
          <a href={signInPath(location.pathname + location.search)}>{t('learn.ask_sign_in')}</a>
        </p>
      )}
      <p class="plain-note" role="status">{isSent.value && t('learn.ask_sent')}</p>
    </section>
  );
}
