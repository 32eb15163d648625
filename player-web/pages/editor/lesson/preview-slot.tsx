import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { Icon } from '../../../components/icon.tsx';
import type { Lesson } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { later } from '../../../shared/later.ts';
import type { PreviewProps } from './preview.tsx';

/* The player is large and comes when there is something to see. `made` is another when the files are. */
export function PreviewSlot({ lesson, made }: { lesson: Lesson; made: string }) {
  const loaded = useSignal<{ it: ComponentType<PreviewProps> } | null>(null);
  const isThere = lesson.kind === 'video' && lesson.is_ready;
  useEffect(() => {
    if (isThere) void later(() => import('./preview.tsx')).then((module) => (loaded.value = { it: module.default }));
  }, [isThere]);
  const Preview = loaded.value?.it;
  return (
    <section class="preview" aria-label={t('editor.preview')}>
      {isThere && Preview ? (
        <Preview key={made} lesson={lesson} />
      ) : (
        <div class="preview-stage preview-none">
          <Icon name="tv" />
          <p>{t(isThere ? 'editor.preview_opening' : 'editor.preview_none')}</p>
        </div>
      )}
    </section>
  );
}
