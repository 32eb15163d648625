/* One question of a quiz as it is written. */
import { useId } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../shared/i18n/locale.ts';
import { ordered } from '../order.ts';
import { TextArea } from '../text-area.tsx';
import { Grip, OrderSaid, useOrder } from '../use-order.tsx';
import {
  CHOICES_MAX, CHOICES_MIN, freshChoice, withKind, withRight, type QuestionDraft, type QuestionProblem,
} from './quiz-draft.ts';

interface QuestionFormProps {
  question: QuestionDraft;
  problem: QuestionProblem | null;
  onChange: (question: QuestionDraft) => void;
}

function Choices({ question, onChange }: Omit<QuestionFormProps, 'problem'>) {
  const name = useId();
  const { choices } = question;
  const order = useOrder(choices.map(({ key }) => key), (keys) => {
    onChange({ ...question, choices: keys.flatMap((key) => choices.find((choice) => choice.key === key) ?? []) });
    return Promise.resolve();
  });
  return (
    <fieldset class="form-part">
      <legend class="form-legend">{t(question.isMultiple ? 'write.choices_several' : 'write.choices_one')}</legend>
      <ol class="choice-lines" data-order-list>
        {ordered(choices.map((choice) => ({ ...choice, id: choice.key })), order.ids).map((choice, i) => (
          <li key={choice.key} class="choice-line" data-order={choice.key}>
            <Grip props={order.grip(choice.key)} label={t('write.choice', { number: i + 1 })} />
            <input
              type={question.isMultiple ? 'checkbox' : 'radio'}
              class="choice-right"
              name={name}
              aria-label={t('write.choice_right', { number: i + 1 })}
              checked={choice.isRight}
              onChange={(event) => onChange(withRight(question, choice.key, event.currentTarget.checked))}
            />
            <input
              class="field-input"
              dir="auto"
              aria-label={t('write.choice', { number: i + 1 })}
              value={choice.text}
              onInput={(event) => {
                const text = event.currentTarget.value;
                onChange({ ...question, choices: choices.map((one) => (one.key === choice.key ? { ...one, text } : one)) });
              }}
            />
            <button
              type="button"
              class="icon-button"
              aria-label={t('write.choice_remove', { number: i + 1 })}
              disabled={choices.length <= CHOICES_MIN}
              onClick={() => onChange({ ...question, choices: choices.filter((one) => one.key !== choice.key) })}
            >
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ol>
      <OrderSaid order={order} />
      {choices.length < CHOICES_MAX && (
        <div>
          <Button kind="quiet" icon="add" onPress={() => onChange({ ...question, choices: [...choices, freshChoice()] })}>
            {t('write.add_choice')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

export function QuestionForm({ question, problem, onChange }: QuestionFormProps) {
  const id = `question-${question.key}`;
  return (
    <div class="page-form">
      {problem && (
        <p class="form-wrong" role="alert">
          {t(`write.${problem}`)}
        </p>
      )}
      <TextArea
        id={`${id}-body`}
        label={t('write.question_body')}
        rows={2}
        value={question.body}
        onInput={(body) => onChange({ ...question, body })}
      />
      <div class="page-short">
        <Select
          label={t('write.question_kind')}
          value={question.isMultiple ? 'several' : 'one'}
          choices={[
            { value: 'one', text: t('write.kind_one') },
            { value: 'several', text: t('write.kind_several') },
          ]}
          onChange={(value) => onChange(withKind(question, value === 'several'))}
        />
      </div>
      <Choices question={question} onChange={onChange} />
      <TextArea
        id={`${id}-explanation`}
        label={t('write.explanation')}
        hint={t('write.explanation_hint')}
        rows={2}
        value={question.explanation}
        onInput={(explanation) => onChange({ ...question, explanation })}
      />
    </div>
  );
}
