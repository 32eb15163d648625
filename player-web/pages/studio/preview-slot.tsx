import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { Icon } from '../../components/icon.tsx';
import type { Meeting } from '../../shared/contract/live.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { later } from '../../shared/later.ts';
import type { PreviewProps } from './preview.tsx';
import { isOver, isRunning } from './steps.ts';

function reasonOf(meeting: Meeting): PlainKey {
  if (meeting.state === 'cancelled') return 'studio.no_preview_cancelled';
  return isOver(meeting.state) ? 'studio.no_preview_recording' : 'studio.no_preview_yet';
}

interface SlotProps {
  meeting: Meeting;
  onPosition: PreviewProps['onPosition'];
}

/* The player is large and comes when there is something to see. */
export function PreviewSlot({ meeting, onPosition }: SlotProps) {
  const loaded = useSignal<{ it: ComponentType<PreviewProps> } | null>(null);
  const isRecording = isOver(meeting.state);
  const isThere = isRunning(meeting.state) || (isRecording && meeting.is_recorded);
  useEffect(() => {
    if (isThere) void later(() => import('./preview.tsx')).then((module) => (loaded.value = { it: module.default }));
  }, [isThere]);
  const Preview = loaded.value?.it;
  return (
    <section class={meeting.is_slate && isRunning(meeting.state) ? 'preview preview-slate' : 'preview'} aria-label={t('studio.preview')}>
      {isThere && Preview ? (
        <Preview
          key={isRecording ? 'recording' : 'live'}
          meetingId={meeting.id}
          isRecording={isRecording}
          onPosition={onPosition}
        />
      ) : (
        <div class="preview-stage preview-none">
          <Icon name="tv" />
          <p>{t(isThere ? 'studio.preview_opening' : reasonOf(meeting))}</p>
        </div>
      )}
    </section>
  );
}
