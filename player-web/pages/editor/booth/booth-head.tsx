import type { Lesson } from '../../../shared/contract/courses.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';

export function Head({ lesson, title }: { lesson: Lesson; title: string }) {
  return (
    <header class="booth-head">
      <a class="back-link" href={linkTo('lesson', lesson.id)}>
        {t('booth.back_to', { title: lesson.title })}
      </a>
      <h1 class="editor-title">{title}</h1>
    </header>
  );
}
