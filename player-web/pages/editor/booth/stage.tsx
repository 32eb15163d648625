import type { RefObject } from 'preact';

import { t } from '../../../shared/i18n/locale.ts';
import type { Booth } from './booth-work.ts';

interface StageProps {
  booth: Booth;
  video: RefObject<HTMLVideoElement | null>;
  trouble: string; // "": none
  poster: string;
}

/* The picture, with the count-in and the sign that it is being recorded upon it. */
export function Stage({ booth, video, trouble, poster }: StageProps) {
  const phase = booth.phase.value;
  const count = booth.count.value;
  const isOver = phase === 'recording' && booth.nowMs.value > (booth.paragraph?.toMs ?? Infinity);
  return (
    <div class="booth-stage">
      <video
        ref={video}
        class="booth-video"
        aria-label={t('booth.picture')}
        playsInline
        preload="auto"
        {...(poster === '' ? {} : { poster })}
      />
      {phase === 'counting' && count > 0 && (
        <p key={count} class="booth-count numbers" aria-live="assertive">
          {count}
        </p>
      )}
      {phase === 'recording' && (
        <p class={isOver ? 'booth-sign booth-sign-over' : 'booth-sign'}>{t(isOver ? 'booth.over' : 'booth.recording')}</p>
      )}
      {trouble !== '' && (
        <p class="booth-trouble" role="status">
          {trouble}
        </p>
      )}
    </div>
  );
}
