import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { tagOfSound } from '../../player/sound-ids.ts';
import type { Lesson } from '../../shared/contract/courses.ts';
import type { Viewing } from '../../shared/contract/live.ts';
import { megabytes } from '../../shared/course-facts.ts';
import { autonymOf } from '../../shared/i18n/languages.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { Button } from '../button.tsx';
import { askForFile } from '../watch/take-file.ts';
import { TakeHome } from '../watch/take-home.tsx';
import { canKeep, keepShell } from './offline-shell.ts';
import { take, taken, type TakeResult } from './taken.ts';

interface TakeAlongProps {
  lesson: Lesson;
  language: string; // of the sound that plays
  client: 'pc' | 'phone';
  viewing: () => Viewing | null;
}

/* Files of the language that plays, with their size before one asks for them. A phone keeps them in the page itself,
 * where its browser can. */
export function TakeAlong({ lesson, language, client, viewing }: TakeAlongProps) {
  const file = lesson.downloads.find((one) => one.language === tagOfSound(language)) ?? lesson.downloads[0];
  if (!file || file.video_bytes + file.sound_bytes === 0) return null;
  const address = (ending: string) => `${viewing()?.base_url ?? ''}download/${encodeURIComponent(file.language)}.${ending}`;
  const kinds = [
    { isSound: true, bytes: file.sound_bytes, ending: 'm4a', keep: 'lesson.keep_sound', label: 'lesson.take_sound' },
    { isSound: false, bytes: file.video_bytes, ending: 'mp4', keep: 'lesson.keep_video', label: 'lesson.take_video' },
  ] as const;
  const offered = kinds.filter((kind) => kind.bytes > 0);
  return (
    <section class="take-along" aria-labelledby="take-along-title">
      <h2 id="take-along-title">{t('lesson.take_along')}</h2>
      <div class="take-along-files">
        {client === 'phone' && canKeep() &&
          offered.map(({ isSound, bytes, ending, keep }) => (
            <KeepHere
              key={ending}
              lesson={lesson}
              language={file.language}
              isSound={isSound}
              bytes={bytes}
              address={() => address(ending)}
              label={t(keep, { size: megabytes(bytes) })}
            />
          ))}
        {offered.map(({ bytes, ending, label }) => (
          <TakeHome key={ending} area="watch" url={() => address(ending)} label={t(label, { size: megabytes(bytes) })} />
        ))}
      </div>
    </section>
  );
}

const RESULT_WORDS: Record<TakeResult, PlainKey | null> = {
  done: 'lesson.kept',
  no_room: 'lesson.keep_no_room',
  failed: 'lesson.keep_failed',
  stopped: null,
};

interface KeepHereProps {
  lesson: Lesson;
  language: string;
  isSound: boolean;
  bytes: number;
  address: () => string;
  label: string;
}

/* The server may have to make the file first. */
async function whenMade(address: () => string, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const state = await askForFile(address(), signal);
    if (state.kind !== 'making') return state.kind === 'ready' && !signal.aborted;
    await new Promise((done) => setTimeout(done, state.againMs));
  }
}

function KeepHere({ lesson, language, isSound, bytes, address, label }: KeepHereProps) {
  const percent = useSignal<number | null>(null); // null: nothing is on its way
  const result = useSignal<TakeResult | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const kept = taken.value.find((one) => one.id === lesson.id && one.isSound === isSound && one.language === language);

  async function begin(): Promise<void> {
    const mine = new AbortController();
    abort.current = mine;
    percent.value = 0;
    result.value = null;
    const wish = { lesson, language, autonym: autonymOf(language), isSound, bytes };
    const isMade = await whenMade(address, mine.signal);
    const end = isMade
      ? await take({ ...wish, address: address() }, mine.signal, (count) => {
          percent.value = Math.min(100, Math.floor((count / Math.max(1, bytes)) * 100));
        })
      : 'failed';
    if (end === 'done') await keepShell().catch(() => undefined);
    percent.value = null;
    result.value = mine.signal.aborted ? 'stopped' : end;
  }

  const words = result.value ? RESULT_WORDS[result.value] : kept ? 'lesson.kept' : null;
  const isBusy = percent.value !== null;
  return (
    <div class="take-home">
      <Button icon={kept ? 'check' : 'phone'} kind="primary" busy={isBusy} onPress={() => void begin()}>
        {isBusy ? t('lesson.keeping', { percent: percent.value ?? 0 }) : label}
      </Button>
      {isBusy && (
        <Button kind="quiet" icon="stop" onPress={() => abort.current?.abort()}>
          {t('lesson.keep_stop')}
        </Button>
      )}
      <p class="take-home-words" role="status">{words && t(words)}</p>
    </div>
  );
}
