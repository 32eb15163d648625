/* Where the files of a lesson lie for this editor: the folder of a viewing that counts for nothing. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { call } from '../../../shared/api-client.ts';

let opened: { lessonId: string; folder: Promise<string> } | null = null;

async function open(lessonId: string): Promise<string> {
  const result = await call('POST /api/v1/viewings', { body: { lesson_id: lessonId, device: 'editor' } });
  if (!result.ok) opened = null; // asked for again by the next who looks
  return result.ok ? result.value.base_url : '';
}

/* "": not known yet, or nothing is there. */
export function useFolder(lessonId: string, isThere: boolean): string {
  const folder = useSignal('');
  useEffect(() => {
    let isLeft = false;
    if (!isThere) return undefined;
    if (opened?.lessonId !== lessonId) opened = { lessonId, folder: open(lessonId) };
    void opened.folder.then((found) => {
      if (!isLeft) folder.value = found;
    });
    return () => void (isLeft = true);
  }, [lessonId, isThere]);
  return folder.value;
}

/* The picture of a page, large or small; the names are those of docs/courses.md. */
export function pictureUrl(folder: string, pictureId: string, size: 'p' | 's', page = 1): string {
  return folder === '' || pictureId === '' ? '' : `${folder}pages/d-${pictureId.slice(-8)}/${size}${page}.jpg`;
}
