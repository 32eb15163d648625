import './write.css';

import type { OtherProps } from '../lesson/other-slot.tsx';
import { LessonAnswers } from './answers.tsx';
import { PagesPanel } from './pages-panel.tsx';
import { DocumentPreview, PagesPreview, QuizPreview } from './previews.tsx';
import { QuizPanel } from './quiz-panel.tsx';
import { useFolder } from './use-folder.ts';

function Preview({ lesson, assets }: OtherProps) {
  const folder = useFolder(lesson.id, lesson.kind === 'pages' || (lesson.kind === 'document' && lesson.is_ready));
  if (lesson.kind === 'pages') return <PagesPreview folder={folder} />;
  return lesson.kind === 'quiz' ? <QuizPreview /> : <DocumentPreview assets={assets} folder={folder} />;
}

function Pages({ lesson, assets, reload }: OtherProps) {
  return <PagesPanel lesson={lesson} assets={assets} folder={useFolder(lesson.id, true)} reload={reload} />;
}

export default function OtherLesson(props: OtherProps) {
  switch (props.part) {
    case 'preview':
      return <Preview {...props} />;
    case 'pages':
      return <Pages {...props} />;
    case 'quiz':
      return <QuizPanel lesson={props.lesson} reload={props.reload} />;
    case 'questions':
      return <LessonAnswers lessonId={props.lesson.id} />;
  }
}
