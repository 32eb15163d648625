import type { Lesson } from '../../shared/contract/courses.ts';
import type { Viewing } from '../../shared/contract/live.ts';
import { megabytes } from '../../shared/course-facts.ts';
import { t } from '../../shared/i18n/locale.ts';
import { tagOfSound } from '../../player/sound-ids.ts';
import { TakeHome } from '../watch/take-home.tsx';

interface TakeAlongProps {
  lesson: Lesson;
  language: string; // of the sound that plays
  viewing: () => Viewing | null;
}

/* Files of the language that plays, with their size before one asks for them. */
export function TakeAlong({ lesson, language, viewing }: TakeAlongProps) {
  const file = lesson.downloads.find((one) => one.language === tagOfSound(language)) ?? lesson.downloads[0];
  if (!file || file.video_bytes + file.sound_bytes === 0) return null;
  const address = (ending: string) => `${viewing()?.base_url ?? ''}download/${encodeURIComponent(file.language)}.${ending}`;
  return (
    <section class="take-along" aria-labelledby="take-along-title">
      <h2 id="take-along-title">{t('lesson.take_along')}</h2>
      <div class="take-along-files">
        {file.sound_bytes > 0 && (
          <TakeHome area="watch" url={() => address('m4a')} label={t('lesson.take_sound', { size: megabytes(file.sound_bytes) })} />
        )}
        {file.video_bytes > 0 && (
          <TakeHome area="watch" url={() => address('mp4')} label={t('lesson.take_video', { size: megabytes(file.video_bytes) })} />
        )}
      </div>
    </section>
  );
}
