/* What files dropped on a lesson are meant to be. Pure. */
import type { UploadPurpose } from '../../../shared/contract/uploads.ts';
import { languageIn, problemOf, purposeOf } from '../upload/file-check.ts';
import type { Refused } from '../upload/plan.ts';

export interface Wanted {
  file: File;
  purpose: UploadPurpose;
  language: string;
}

/* A video brings the picture, or only a dub's sound. */
export function purposesFor(name: string): UploadPurpose[] {
  const purpose = purposeOf(name);
  if (purpose === null) return [];
  return purpose === 'video' ? ['sound', 'video'] : [purpose];
}

interface NamedLanguage {
  tag: string;
  autonym: string;
  name_zh: string;
  name_en: string;
}

export function wantedOf(
  files: readonly File[],
  hasPicture: boolean,
  languages: readonly NamedLanguage[],
): { wanted: Wanted[]; refused: Refused[] } {
  const wanted: Wanted[] = [];
  const refused: Refused[] = [];
  for (const file of files) {
    const why = problemOf(file);
    const purpose = purposeOf(file.name);
    if (why !== null || purpose === null) refused.push({ name: file.name, why: why ?? 'unknown' });
    else {
      const isFirst = purpose === 'video' && !hasPicture && !wanted.some((one) => one.purpose === 'video');
      wanted.push({
        file,
        purpose: purpose === 'video' && !isFirst ? 'sound' : purpose,
        language: languageIn(file.name, languages),
      });
    }
  }
  return { wanted, refused };
}

/* Nothing to ask: it goes up at once. */
export function isPlain({ purpose, language }: Wanted): boolean {
  return purpose === 'video' || purpose === 'document' || purpose === 'picture' || (purpose === 'sound' && language !== '');
}
