/* All questions that nobody has answered yet, the oldest first. */
import './write.css';

import { call } from '../../../shared/api-client.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { Answers } from './answers.tsx';

export default function QuestionsPlace() {
  return (
    <div class="questions-place">
      <a class="back-link" href={linkTo('')}>
        {t('editor.back')}
      </a>
      <div class="editor-head">
        <h1 class="editor-title">{t('write.questions')}</h1>
      </div>
      <p class="soft">{t('write.questions_open_lead')}</p>
      <Answers of="open" withLesson load={() => call('GET /api/v1/questions', { query: { open: true } })} />
    </div>
  );
}
