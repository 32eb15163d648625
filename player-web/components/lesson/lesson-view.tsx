import '../watch/watch.css';
import '../../player/cues/cues.css';
import './lesson.css';
import '../../shared/i18n/words-watch.ts';
import '../../shared/i18n/words-lessons.ts';

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { idsOfSounds } from '../../player/sound-ids.ts';
import { afterPicture, tellPicture } from '../../shared/after-picture.ts';
import { call } from '../../shared/api-client.ts';
import type { Course, Lesson, LessonRow } from '../../shared/contract/courses.ts';
import { lessonAfter, textOf } from '../../shared/course-facts.ts';
import { locale, t } from '../../shared/i18n/locale.ts';
import { askLesson, knownLesson } from '../../shared/lesson-ahead.ts';
import { isPlayable } from '../../shared/playable.ts';
import { useLoaded } from '../../shared/use-loaded.ts';
import { Button } from '../button.tsx';
import { FailureNotice } from '../failure-notice.tsx';
import { Loading } from '../loading.tsx';
import { ControlBar, PhoneChoices, type SoundName } from '../watch/control-bar.tsx';
import { LESSON_KEYS } from '../watch/shortcuts.ts';
import { StageWords } from '../watch/stage-words.tsx';
import { Stage } from '../watch/stage.tsx';
import type { PreviewOf } from '../watch/time-bar.tsx';
import { clockLength } from '../watch/times.ts';
import { useStage } from '../watch/use-stage.ts';
import { AskSlot } from './ask-slot.tsx';
import { keepChoice, keptRate, keptSize, keptSubtitles } from './choices.ts';
import { fetchText } from './fetch-text.ts';
import { LessonEnd } from './lesson-end.tsx';
import { LessonList } from './lesson-list.tsx';
import { LESSON_TEXTS } from './lesson-texts.ts';
import { SpeedMenu, SubtitleMenu } from './lesson-menus.tsx';
import { hasBody, OtherLesson } from './other-lesson.tsx';
import { previewsOf } from './sprites.ts';
import { TakeAlong } from './take-along.tsx';
import { trackName } from './track-name.ts';
import { useGain } from './use-gain.ts';
import { useSubtitles } from './use-subtitles.ts';

export interface LessonViewProps {
  lessonId: string;
  client: 'pc' | 'phone';
  hrefOf: (lesson: LessonRow) => string;
  courseHref: (courseId: string) => string;
  onOpen: (lesson: LessonRow) => void;
  onCourse: (courseId: string) => void;
  onHome: () => void;
  besides: (viewing: () => string) => ComponentChildren; // who watches along on this screen
}

const isPlain = (event: MouseEvent) => !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;

/* A lesson's page: first what it is, then its player. */
export function LessonView(props: LessonViewProps) {
  const { lessonId } = props;
  const lesson = useLoaded(() => askLesson(lessonId), lessonId, useMemo(() => knownLesson(lessonId), [lessonId]));
  const courseId = lesson.value?.course_id ?? '';
  const course = useSignal<Course | null>(null);
  useEffect(() => {
    if (courseId === '') return;
    afterPicture(() => {
      void call('GET /api/v1/courses/{id}', { path: { id: courseId } }).then((result) => {
        if (result.ok) course.value = result.value;
      });
    });
  }, [courseId, lessonId]);
  const willPlay = lesson.value ? isPlayable(lesson.value) : !lesson.failure;
  useEffect(() => {
    if (!willPlay) tellPicture();
  }, [willPlay]);
  if (lesson.failure && !lesson.value) {
    return (
      <div class="lesson-missing">
        <FailureNotice failure={lesson.failure} />
        <Button icon="undo" onPress={props.onHome}>
          {t('lesson.to_courses')}
        </Button>
      </div>
    );
  }
  if (!lesson.value) return <Loading />;
  return <LessonPage key={lesson.value.id} {...props} lesson={lesson.value} course={course.value} />;
}

interface LessonPageProps extends LessonViewProps {
  lesson: Lesson;
  course: Course | null;
}

function LessonPage(props: LessonPageProps) {
  const { lesson, course } = props;
  const text = textOf(lesson, locale.value);
  const courseText = course ? textOf(course, locale.value) : null;
  return (
    <div class={`watch watch-${props.client} lesson`}>
      <div class="watch-head">
        <a
          class="lesson-up"
          href={props.courseHref(lesson.course_id)}
          onClick={(event) => {
            if (!isPlain(event)) return;
            event.preventDefault();
            props.onCourse(lesson.course_id);
          }}
        >
          ‹ {courseText?.title ?? lesson.course_title}
        </a>
        <h1 class="watch-title" lang={text.language || undefined}>
          {text.title}
        </h1>
      </div>
      {isPlayable(lesson) ? (
        <LessonStage {...props} title={text.title} />
      ) : hasBody(lesson) ? (
        <div class="lesson-main">
          <OtherLesson lesson={lesson} />
          <AskSlot lesson={lesson} />
        </div>
      ) : (
        <p class="lesson-none" role="status">
          {lesson.is_ready ? t('lesson.other_kind') : t('lesson.not_ready_yet')}
        </p>
      )}
      <div class="watch-side">
        {course && course.lessons.length > 1 && (
          <section aria-labelledby="lessons-title">
            <h2 id="lessons-title">{t('lesson.lessons')}</h2>
            <LessonList
              lessons={course.lessons}
              now={lesson.id}
              hrefOf={props.hrefOf}
              onOpen={(event, row) => {
                if (!isPlain(event)) return;
                event.preventDefault();
                props.onOpen(row);
              }}
            />
          </section>
        )}
        {text.summary && (
          <section aria-labelledby="lesson-about-title">
            <h2 id="lesson-about-title">{t('lesson.about')}</h2>
            <p class="lesson-summary" lang={text.language || undefined}>{text.summary}</p>
          </section>
        )}
        <Credits lesson={lesson} />
      </div>
    </div>
  );
}

function Credits({ lesson }: { lesson: Lesson }) {
  const rows = [...lesson.languages, ...lesson.subtitles].filter((track) => track.translator || track.reviewer);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="credits-title">
      <h2 id="credits-title">{t('lesson.credits')}</h2>
      <ul class="lesson-credits">
        {rows.map((track) => (
          <li key={track.asset_id}>
            <span class="autonym" lang={track.language}>{track.autonym}</span>
            {track.translator && ` · ${t('lesson.translator', { name: track.translator })}`}
            {track.reviewer && ` · ${t('lesson.reviewer', { name: track.reviewer })}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

/* The picture with its controls, and what is taken along. */
function LessonStage({ lesson, course, client, title, onOpen, besides }: LessonPageProps & { title: string }) {
  const next = course ? lessonAfter(course.lessons, lesson.id) : null;
  const subtitles = useSignal(startingSubtitles(lesson));
  const size = useSignal(keptSize());
  const chosen = lesson.subtitles.find((track) => track.asset_id === subtitles.value) ?? null;
  const onNext = next ? () => onOpen(next) : undefined;
  const link = useStage({
    what: { kind: 'lesson', id: lesson.id, durationMs: lesson.duration_ms },
    client,
    title,
    onNext,
    keys: { ...LESSON_KEYS, c: () => choose(chosen ? '' : (lesson.subtitles[0]?.asset_id ?? '')) },
  });
  const { player, state } = link;
  const hasBegun = useRef(false); // what comes later would hold up the first picture
  hasBegun.current ||= state.phase !== 'opening' || state.trouble !== null;
  useEffect(() => {
    if (hasBegun.current) tellPicture();
  }, [hasBegun.current]);
  const cues = useSubtitles(link, chosen, size.value);
  const sounds = useMemo(() => idsOfSounds(lesson.languages.map(({ language, autonym }) => ({ lang: language, name: autonym, groupId: '' }))), [lesson]);
  const soundOf = (id: string) => lesson.languages[sounds.indexOf(id)];
  useGain(link, soundOf(state.language)?.gain_centi ?? 0);
  const previewOf = usePreviews(lesson, hasBegun.current && player?.viewing()?.base_url !== undefined, () => player?.viewing()?.base_url ?? '');

  useEffect(() => {
    if (player && lesson.allows_speed) player.setRate(keptRate());
  }, [player]);

  function choose(assetId: string): void {
    subtitles.value = assetId;
    keepChoice('subtitles', lesson.subtitles.find((track) => track.asset_id === assetId)?.language ?? '');
  }

  function nameOf(id: string): SoundName | null {
    const track = soundOf(id);
    return track ? trackName(track) : null;
  }

  const menus = player && (
    <>
      <SubtitleMenu
        tracks={lesson.subtitles}
        chosen={subtitles.value}
        size={size.value}
        onChoose={choose}
        onSize={(one) => {
          size.value = one;
          keepChoice('size', one);
        }}
      />
      {lesson.allows_speed && <SpeedMenu state={state} player={player} />}
    </>
  );
  const isPhone = client === 'phone';
  return (
    <div class="lesson-main">
      <Stage
        link={link}
        label={t('lesson.stage')}
        words={
          <StageWords
            state={state}
            player={player}
            texts={LESSON_TEXTS}
            ended={<LessonEnd next={next} onNext={onNext ?? (() => undefined)} onAgain={() => player?.seek(0)} />}
          />
        }
        cues={<div ref={cues.box} />}
        bar={
          player && (
            <ControlBar
              state={state}
              player={player}
              chapters={lesson.marks.map(({ at_ms, title: name }) => ({ atMs: at_ms, title: name }))}
              isPhone={isPhone}
              isFull={link.isFull}
              onFull={link.fill}
              nameOf={nameOf}
              previewOf={previewOf}
              more={!isPhone && menus}
            />
          )
        }
      />
      {cues.hasFailed && <p class="lesson-notice" role="status">{t('lesson.subtitles_failed')}</p>}
      {player && (
        <div class="watch-choices">
          {isPhone && menus}
          <PhoneChoices state={state} player={player} hasQuality={isPhone} />
        </div>
      )}
      <Marks lesson={lesson} positionMs={state.positionMs} onSeek={(ms) => player?.seek(ms)} />
      {hasBegun.current && player?.viewing() && <TakeAlong lesson={lesson} language={state.language} client={client} viewing={() => player.viewing()} />}
      {hasBegun.current && <AskSlot lesson={lesson} positionMs={state.positionMs} onSeek={(ms) => player?.seek(ms)} />}
      {hasBegun.current && besides(() => player?.viewing()?.id ?? '')}
      {!isPhone && <p class="watch-keys"><b>{t('watch.keys')}</b> {t('lesson.keys_text')}</p>}
    </div>
  );
}

function startingSubtitles(lesson: Lesson): string {
  const kept = keptSubtitles();
  return lesson.subtitles.find((track) => track.language === kept)?.asset_id ?? '';
}

function usePreviews(lesson: Lesson, isOpen: boolean, folder: () => string): PreviewOf | undefined {
  const previews = useSignal<PreviewOf | undefined>(undefined);
  useEffect(() => {
    if (!isOpen || lesson.sprites_url === '') return;
    const abort = new AbortController();
    void fetchText(() => `${folder()}sprites.vtt`, abort.signal).then((text) => {
      if (text !== null && !abort.signal.aborted) previews.value = previewsOf(text, folder);
    });
    return () => abort.abort();
  }, [lesson.id, isOpen]);
  return previews.value;
}

interface MarksProps {
  lesson: Lesson;
  positionMs: number;
  onSeek: (mediaMs: number) => void;
}

/* Chapters; the one that runs is marked. */
function Marks({ lesson, positionMs, onSeek }: MarksProps) {
  if (lesson.marks.length === 0) return null;
  const now = lesson.marks.filter((mark) => mark.at_ms <= positionMs + 500).pop();
  return (
    <section class="watch-agenda" aria-labelledby="marks-title">
      <h2 id="marks-title">{t('lesson.chapters')}</h2>
      <ol>
        {lesson.marks.map((mark) => (
          <li key={mark.at_ms} class={mark === now ? 'agenda-now' : undefined} aria-current={mark === now ? 'step' : undefined}>
            <button
              type="button"
              class="agenda-row"
              aria-label={t('watch.agenda_jump', { title: mark.title })}
              onClick={() => onSeek(mark.at_ms)}
            >
              <span>{mark.title}</span>
              <span class="agenda-place numbers">{clockLength(mark.at_ms)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
