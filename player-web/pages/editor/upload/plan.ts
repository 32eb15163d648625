/* What becomes of files dropped together: each video or document a lesson of its own, sounds and subtitles with the
 * video whose name they begin with ("第1课.mkv", "第1课.bo.srt"). Pure. */
import type { UploadPurpose } from '../../../shared/contract/uploads.ts';
import { languageIn, problemOf, purposeOf, titleOf, type FileProblem } from './file-check.ts';

export interface PlannedFile {
  file: File;
  purpose: UploadPurpose;
  language: string;
}

export interface PlannedLesson {
  kind: 'video' | 'document';
  title: string;
  files: PlannedFile[]; // the first makes the lesson
}

export interface Refused {
  name: string;
  why: FileProblem | 'no_home';
}

export interface Plan {
  lessons: PlannedLesson[];
  refused: Refused[];
}

interface NamedLanguage {
  tag: string;
  autonym: string;
  name_zh: string;
  name_en: string;
}

const bare = (name: string) => name.replace(/\.[a-z0-9]{1,5}$/i, '');

/* By name as people count: 2 before 10. */
function byName(a: File, b: File): number {
  return a.name.localeCompare(b.name, 'zh-CN', { numeric: true });
}

export function planOf(files: readonly File[], languages: readonly NamedLanguage[]): Plan {
  const plan: Plan = { lessons: [], refused: [] };
  const rest: PlannedFile[] = [];
  for (const file of [...files].sort(byName)) {
    const why = problemOf(file);
    const purpose = purposeOf(file.name);
    if (why !== null || purpose === null) plan.refused.push({ name: file.name, why: why ?? 'unknown' });
    else if (purpose === 'video' || purpose === 'document') {
      plan.lessons.push({ kind: purpose, title: titleOf(file.name), files: [{ file, purpose, language: '' }] });
    } else rest.push({ file, purpose, language: languageIn(file.name, languages) });
  }
  for (const one of rest) {
    const home = plan.lessons
      .filter(({ kind, files: [first] }) => kind === 'video' && first && one.file.name.startsWith(bare(first.file.name)))
      .sort((a, b) => b.title.length - a.title.length)[0];
    if (home && one.language !== '' && one.purpose !== 'picture') home.files.push(one);
    else plan.refused.push({ name: one.file.name, why: 'no_home' });
  }
  return plan;
}
