import './lesson-desk.css';

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { clockLength } from '../../../components/watch/times.ts';
import { call } from '../../../shared/api-client.ts';
import type { Asset, Lesson, LessonChange } from '../../../shared/contract/courses.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { linkTo, route } from '../../../shared/hash-route.ts';
import { t, type PlainKey } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { changedText } from '../changed.ts';
import { useDropPlace } from '../drop-ground.tsx';
import { endings } from '../jobs.ts';
import { languages } from '../languages.ts';
import { saveLesson } from '../save-row.ts';
import { Tabs, tabNow } from '../tabs.tsx';
import { tellRefused } from '../upload/make-lessons.ts';
import { addTransfer } from '../upload/transfers.ts';
import { AddFiles } from './add-files.tsx';
import { AssetsPanel } from './assets-panel.tsx';
import { ChaptersPanel } from './chapters-panel.tsx';
import { LessonAbout } from './lesson-about.tsx';
import { positionMs, shownSubtitle } from './playing.ts';
import { OtherSlot } from './other-slot.tsx';
import { PreviewSlot } from './preview-slot.tsx';
import { isPlain, wantedOf, type Wanted } from './wanted.ts';

interface Both {
  lesson: Lesson;
  assets: readonly Asset[];
}

async function load(id: string) {
  const [lesson, assets] = await Promise.all([
    call('GET /api/v1/lessons/{id}', { path: { id } }),
    call('GET /api/v1/lessons/{id}/assets', { path: { id } }),
  ]);
  if (!lesson.ok) return lesson;
  if (!assets.ok) return assets;
  return { ok: true as const, value: { lesson: lesson.value, assets: assets.value.assets } };
}

function Head({ lesson, onChange }: { lesson: Lesson; onChange: (change: LessonChange) => Promise<boolean> }) {
  return (
    <header class="lesson-head">
      <a class="back-link" href={linkTo('course', lesson.course_id)}>
        {t('editor.back_to', { title: lesson.course_title })}
      </a>
      <div class="lesson-head-row">
        <h1 class="editor-title">{lesson.title}</h1>
        {lesson.duration_ms > 0 && <span class="soft numbers">{clockLength(lesson.duration_ms)}</span>}
        <span class="soft">{changedText(lesson)}</span>
        {lesson.is_shown ? (
          <StatusPill tone="ok" icon="eye" text={t('editor.lesson_shown')} />
        ) : (
          <StatusPill tone="warn" icon="eye_off" text={t('editor.lesson_hidden')} />
        )}
        <Button
          kind={lesson.is_shown || !lesson.is_ready ? 'plain' : 'primary'}
          icon={lesson.is_shown ? 'eye_off' : 'eye'}
          onPress={() => void onChange({ is_shown: !lesson.is_shown })}
        >
          {t(lesson.is_shown ? 'editor.hide' : 'editor.show')}
        </Button>
      </div>
    </header>
  );
}

function useFiles(both: Both | null) {
  const asked = useSignal<readonly Wanted[]>([]);
  const take = (files: File[]) => {
    if (!both) return;
    const { lesson } = both;
    const hasPicture = lesson.kind !== 'video' || both.assets.some((asset) => asset.kind === 'picture');
    const { wanted, refused } = wantedOf(files, hasPicture, languages.peek());
    tellRefused(refused);
    if (wanted.every(isPlain)) {
      for (const one of wanted) addTransfer({ ...one, lessonId: lesson.id, lessonTitle: lesson.title });
    } else asked.value = wanted;
  };
  return { asked, take };
}

interface DeskProps extends Both {
  reload: () => Promise<void>;
  onChange: (change: LessonChange) => Promise<boolean>;
  onAdd: (files: File[]) => void;
}

type TabRows = readonly (readonly [string, PlainKey, number?])[];

/* What each kind of lesson is made of comes first. */
function tabsOf(lesson: Lesson): TabRows {
  const questions = ['questions', 'write.tab_questions'] as const;
  const about = ['about', 'editor.tab_about'] as const;
  switch (lesson.kind) {
    case 'pages':
      return [['pages', 'write.tab_pages'], about, questions];
    case 'quiz':
      return [['quiz', 'write.tab_quiz'], about, questions];
    case 'document':
      return [['files', 'write.tab_document'], about, questions];
    default:
      return [['files', 'editor.tab_files'], ['chapters', 'editor.tab_chapters', lesson.marks.length], about, questions];
  }
}

function Panels(props: DeskProps & { now: string }) {
  const { lesson, assets, reload, onChange, onAdd, now } = props;
  if (now === 'chapters') return <ChaptersPanel lesson={lesson} onSave={(marks) => onChange({ marks })} />;
  if (now === 'about') return <LessonAbout lesson={lesson} onChange={onChange} />;
  if (now === 'files') return <AssetsPanel lesson={lesson} assets={assets} reload={reload} onAdd={onAdd} />;
  return null;
}

function Desk(props: DeskProps) {
  const { lesson, assets, reload, onChange } = props;
  const tabs = tabsOf(lesson);
  const now = tabNow(tabs);
  const made = assets.filter((asset) => asset.state === 'ready').map((asset) => asset.id).sort().join(' ');
  const isFilm = lesson.kind === 'video' || lesson.kind === 'recording';
  const written = now === 'pages' || now === 'quiz' || now === 'questions' ? now : '';
  return (
    <div class="lesson-desk" data-lesson={lesson.id} data-kind={lesson.kind}>
      <Head lesson={lesson} onChange={onChange} />
      <div class="lesson-row">
        <div class="lesson-left">
          {isFilm ? <PreviewSlot lesson={lesson} made={made} /> : <OtherSlot part="preview" {...{ lesson, assets, reload }} />}
        </div>
        <div class="lesson-right">
          <Tabs tabs={tabs} label={t('editor.lesson_tabs')} />
          <Panels {...props} now={now} />
          {written !== '' && <OtherSlot key={written} part={written} {...{ lesson, assets, reload }} />}
        </div>
      </div>
    </div>
  );
}

/* One lesson: what viewers see at the left, what it is made of at the right. */
function LessonDesk({ lessonId }: { lessonId: string }) {
  const ended = endings.value[lessonId] ?? 0;
  const loaded = useLoaded(() => load(lessonId), `${lessonId} ${ended}`);
  const both = loaded.value;
  const latest = useRef<Lesson | null>(null);
  latest.current = both?.lesson ?? null;
  const reload = () => loaded.reload();
  const { asked, take } = useFiles(both);
  const takesFiles = both?.lesson.kind !== 'pages' && both?.lesson.kind !== 'quiz';
  useDropPlace(t('editor.drop_assets'), take, takesFiles);
  useEffect(() => {
    positionMs.value = 0;
    shownSubtitle.value = '';
  }, [lessonId]);
  if (!both) {
    if (loaded.failure?.status === 404) {
      return (
        <Empty icon="book" title={t('editor.lesson_gone')}>
          <ButtonLink href={linkTo('')}>{t('editor.back')}</ButtonLink>
        </Empty>
      );
    }
    return loaded.failure ? <FailureNotice failure={loaded.failure} /> : <SkeletonLines count={8} />;
  }
  const onChange = async (change: LessonChange): Promise<boolean> => {
    const done = await saveLesson(latest.current ?? both.lesson, change);
    if (done.is === 'failed') showToast(failureText(done.failure), { tone: 'bad', sticky: true });
    if (done.is === 'theirs') {
      const keep = { text: t('write.conflict_mine'), run: () => void onChange(change) };
      showToast(t('write.theirs_shown'), { tone: 'info', sticky: true, actions: [keep] });
    }
    if (done.is === 'theirs' || done.is === 'saved') await loaded.reload();
    if (done.is === 'saved') showToast(t('editor.saved'));
    return done.is === 'saved';
  };
  return (
    <>
      <Desk {...both} reload={reload} onChange={onChange} onAdd={take} />
      {asked.value.length > 0 && (
        <AddFiles lesson={both.lesson} first={asked.value} onClose={() => (asked.value = [])} />
      )}
    </>
  );
}

export default function LessonPlace() {
  const { id } = route.value;
  return <LessonDesk key={id} lessonId={id} />;
}
