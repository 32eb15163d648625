/* The booth itself: picture and time line at the left, what is read at the right, the big buttons below. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { Lesson } from '../../../shared/contract/courses.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { session } from '../../../shared/session.ts';
import { bothNames } from '../languages.ts';
import { BoothBar, SoundChoice } from './booth-bar.tsx';
import { Head } from './booth-head.tsx';
import type { Dub, Take } from './booth-store.ts';
import { Booth } from './booth-work.ts';
import { useKeys } from './keys.ts';
import { makeParagraphs } from './make-paragraphs.ts';
import { MarksDesk } from './marks-desk.tsx';
import { withOwnCues } from './paragraphs.ts';
import { Picture } from './picture.ts';
import { Send } from './send.tsx';
import { SpaceLine } from './space-line.tsx';
import { Stage } from './stage.tsx';
import { countDone, nextMissing } from './take-list.ts';
import { TextCard } from './text-card.tsx';
import { Timeline } from './timeline.tsx';

const NARROW = '(max-width: 60rem)';

interface DeskProps {
  lesson: Lesson;
  dub: Dub;
  takes: readonly Take[];
}

/* A subtitle of the dub's language, that may have come since, is what is read. */
async function readOwn(booth: Booth, lesson: Lesson, picture: Picture): Promise<void> {
  const { language, sourceAssetId, durationMs } = booth.dub.peek();
  const own = lesson.subtitles.find((one) => one.language === language && one.asset_id !== sourceAssetId);
  const same = lesson.subtitles.find((one) => one.language === language);
  const track = own ?? same;
  if (!track) return;
  const cues = await picture.cuesOf(track.asset_id);
  const dub = booth.dub.peek();
  if (cues.length > 0 && dub.paragraphs.length > 0) {
    booth.setDub({ ...dub, paragraphs: withOwnCues(dub.paragraphs, cues, durationMs) });
    booth.texts.value += 1;
  }
}

/* The picture for as long as the desk is open, and what is read from its files at once. */
function usePicture(booth: Booth, lesson: Lesson, video: { current: HTMLVideoElement | null }) {
  const trouble = useSignal('');
  const making = useSignal<'no' | 'yes' | 'failed'>('no');
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    const picture = new Picture(element);
    const prepare = async () => {
      const failure = await picture.open(lesson.id, () => (trouble.value = t('booth.picture_trouble')));
      if (failure) {
        trouble.value = failureText(failure);
        return;
      }
      booth.picture = picture;
      const dub = booth.dub.peek();
      if (dub.paragraphs.length === 0 && dub.madeFrom !== 'marks') {
        making.value = 'yes';
        const paragraphs = await makeParagraphs(dub, picture);
        making.value = paragraphs.length > 0 ? 'no' : 'failed';
        if (paragraphs.length > 0) booth.setDub({ ...booth.dub.peek(), paragraphs });
      }
      await readOwn(booth, lesson, picture);
      await picture.seek(booth.paragraph?.fromMs ?? 0);
      if (booth.picture === picture) booth.isOpen.value = true;
    };
    void prepare();
    return () => {
      booth.picture = null;
      booth.isOpen.value = false;
      picture.close();
    };
  }, [booth]);
  return { trouble: trouble.value, making: making.value };
}

/* A take that runs is not left by mistake. */
function useHold(booth: Booth): void {
  useEffect(() => {
    const hold = (event: BeforeUnloadEvent) => {
      if (booth.phase.peek() === 'recording' || booth.phase.peek() === 'saving') event.preventDefault();
    };
    window.addEventListener('beforeunload', hold);
    return () => {
      window.removeEventListener('beforeunload', hold);
      booth.close();
    };
  }, [booth]);
}

const MICROPHONE_WORDS = {
  insecure: 'booth.mic_insecure',
  old: 'booth.mic_old',
  refused: 'booth.mic_refused',
  none: 'booth.mic_none',
  busy: 'booth.mic_busy',
  lost: 'booth.mic_lost',
} as const;

function Troubles({ booth }: { booth: Booth }) {
  const { value: state } = booth.microphone;
  const { value: trouble } = booth.trouble;
  const isBad = state !== 'on' && state !== 'off' && state !== 'opening';
  return (
    <>
      {isBad && (
        <div data-microphone={state}>
          <Notice tone="bad" title={t('booth.mic_title')}>
            <p>{t(MICROPHONE_WORDS[state])}</p>
            <Button icon="refresh" onPress={() => void booth.openMicrophone()}>
              {t('booth.mic_again')}
            </Button>
          </Notice>
        </div>
      )}
      {trouble && <Notice tone="bad">{t(`booth.trouble_${trouble}`)}</Notice>}
    </>
  );
}

export function BoothDesk({ lesson, dub: first, takes }: DeskProps) {
  const booth = useMemo(() => new Booth(first, takes, Math.max(0, nextMissing(first, -1))), []);
  const video = useRef<HTMLVideoElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const row = useRef<HTMLDivElement>(null);
  const isSending = useSignal(false);
  const { trouble, making } = usePicture(booth, lesson, video);
  useHold(booth);
  useKeys(booth, isSending);
  useEffect(() => {
    box.current?.focus();
    void booth.openMicrophone();
  }, [booth]);
  /* On a phone the picture and the text come up when it begins. */
  useSignalEffect(() => {
    if (booth.phase.value === 'counting' && window.matchMedia(NARROW).matches) row.current?.scrollIntoView();
  });
  const dub = booth.dub.value;
  const isMarking = dub.paragraphs.length === 0;
  /* A press by hand gives the keys back to the booth. */
  const giveBack = (event: MouseEvent) => {
    if (event.detail > 0 && event.target instanceof Element && event.target.closest('button')) box.current?.focus();
  };
  return (
    <div
      ref={box}
      class="booth"
      tabIndex={-1}
      data-booth="desk"
      data-phase={booth.phase.value}
      data-picture={booth.isOpen.value ? 'open' : 'opening'}
      onClick={giveBack}
    >
      <div class="booth-top">
        <Head lesson={lesson} title={t('booth.title_of', { language: bothNames(dub.language) })} />
        {!isMarking && (
          <p class="booth-done numbers" data-done={countDone(dub)}>
            {t('booth.done_of', { done: countDone(dub), count: dub.paragraphs.length })}
          </p>
        )}
        {!isMarking && <SoundChoice booth={booth} />}
        {!isMarking && (
          <Button
            kind={nextMissing(dub, -1) < 0 ? 'primary' : 'plain'}
            icon="upload"
            disabled={countDone(dub) === 0}
            onPress={() => {
              booth.stopAll();
              isSending.value = true;
            }}
          >
            {t('booth.finish')}
          </Button>
        )}
      </div>
      <Troubles booth={booth} />
      {booth.sound.value !== 'off' && !isMarking && <Notice tone="info">{t('booth.headphones')}</Notice>}
      {session.value?.shared && <Notice tone="warn">{t('booth.shared')}</Notice>}
      {making === 'failed' && <Notice tone="warn">{t('booth.no_paragraphs')}</Notice>}
      <div ref={row} class="booth-row">
        <div class="booth-left">
          <Stage booth={booth} video={video} trouble={trouble} poster={lesson.poster_url} />
          {!isMarking && <Timeline booth={booth} />}
        </div>
        <div class="booth-right">
          {isMarking && making === 'yes' && <p role="status">{t('booth.making')}</p>}
          {isMarking && making !== 'yes' && <MarksDesk booth={booth} />}
          {!isMarking && <TextCard booth={booth} />}
        </div>
      </div>
      {!isMarking && <BoothBar booth={booth} />}
      <SpaceLine booth={booth} />
      {isSending.value && <Send booth={booth} lesson={lesson} onClose={() => (isSending.value = false)} />}
    </div>
  );
}
