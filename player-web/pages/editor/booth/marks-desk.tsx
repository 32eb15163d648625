/* Without a subtitle: the picture plays, and a key marks where each paragraph begins. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { clockLength } from '../../../components/watch/times.ts';
import { t } from '../../../shared/i18n/locale.ts';
import type { Booth } from './booth-work.ts';
import { paragraphsOfMarks } from './paragraphs.ts';

const BACK_MS = 5000;

export function MarksDesk({ booth }: { booth: Booth }) {
  const marks = useSignal<readonly number[]>([]);
  const isPlaying = useSignal(false);
  const isOpen = booth.isOpen.value;
  const play = () => {
    const picture = booth.picture;
    if (!picture || !booth.isOpen.peek()) return;
    isPlaying.value = picture.video.paused;
    picture.setSound('full');
    if (picture.video.paused) void picture.play();
    else picture.pause();
  };
  const mark = () => {
    if (booth.picture && booth.isOpen.peek()) marks.value = [...marks.value, Math.round(booth.picture.nowMs)].sort((a, b) => a - b);
  };
  const back = () => {
    const picture = booth.picture;
    if (picture) picture.video.currentTime = Math.max(0, picture.nowMs - BACK_MS) / 1000;
  };
  const done = () => {
    booth.picture?.pause();
    const dub = booth.dub.peek();
    const paragraphs = paragraphsOfMarks(marks.peek(), dub.durationMs);
    if (paragraphs.length > 0) booth.setDub({ ...dub, paragraphs });
    void booth.picture?.seek(paragraphs[0]?.fromMs ?? 0);
  };
  useEffect(() => {
    const keys: Readonly<Record<string, () => void>> = { m: mark, ' ': play, Backspace: () => (marks.value = marks.value.slice(0, -1)), ArrowLeft: back };
    const listen = (event: KeyboardEvent) => {
      const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      const isPress = event.key === ' ' && event.target instanceof Element && event.target.closest('button, a[href]');
      if (!act || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isPress) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [booth]);
  return (
    <section class="booth-card" aria-label={t('booth.marks')}>
      <h2 class="booth-subtitle">{t('booth.marks')}</h2>
      <p>{t('booth.marks_text')}</p>
      <div class="booth-presses">
        <Button icon={isPlaying.value ? 'pause' : 'play'} disabled={!isOpen} onPress={play}>
          {t(isPlaying.value ? 'booth.marks_pause' : 'booth.marks_play')}
        </Button>
        <Button kind="primary" icon="flag" disabled={!isOpen} onPress={mark}>
          {t('booth.mark')}
        </Button>
        <Button icon="history" onPress={back}>
          {t('booth.marks_back')}
        </Button>
      </div>
      <p class="numbers" role="status">
        {t('booth.marks_count', { count: marks.value.length })}
      </p>
      <ol class="booth-marks numbers">
        {marks.value.map((at) => (
          <li key={at} class="booth-mark">
            <span>{clockLength(at)}</span>
            <Button kind="quiet" icon="trash" label={t('booth.remove_mark', { time: clockLength(at) })} onPress={() => (marks.value = marks.value.filter((one) => one !== at))}>
              {t('booth.drop')}
            </Button>
          </li>
        ))}
      </ol>
      <Button kind="primary" icon="check" disabled={marks.value.length === 0} onPress={done}>
        {t('booth.marks_done')}
      </Button>
    </section>
  );
}
