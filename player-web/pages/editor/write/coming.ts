/* Pictures on their way to pages: when the server has made one, the page that waits for it gets it. */
import { useEffect, useRef } from 'preact/hooks';

import type { Asset, Lesson } from '../../../shared/contract/courses.ts';
import { jobs } from '../jobs.ts';
import { addTransfer, transfers } from '../upload/transfers.ts';

interface Waiting {
  pageKey: string;
  fileName: string;
  known: ReadonlySet<string>; // pictures that were there before
}

interface Coming {
  send: (pageKey: string, file: File) => void;
  isComing: (pageKey: string) => boolean;
}

function isOver(lessonId: string, fileName: string): boolean {
  const transfer = transfers.value.find((one) => one.lessonId === lessonId && one.file.name === fileName);
  if (transfer) {
    const state = transfer.state === 'done' ? jobs.value.get(transfer.uploadId)?.state : undefined;
    return state === 'failed' || state === 'cancelled';
  }
  return true;
}

export function useComing(lesson: Lesson, pictures: readonly Asset[], take: (pageKey: string, id: string) => void): Coming {
  const waiting = useRef<Waiting[]>([]);
  const ids = pictures.map((asset) => asset.id).join(' ');
  useEffect(() => {
    const taken = new Set<string>();
    waiting.current = waiting.current.filter(({ pageKey, fileName, known }) => {
      const made = pictures.find((one) => one.source_name === fileName && !known.has(one.id) && !taken.has(one.id));
      if (!made) return true;
      taken.add(made.id);
      take(pageKey, made.id);
      return false;
    });
  }, [ids]);
  return {
    send: (pageKey, file) => {
      const known = new Set(pictures.map((asset) => asset.id));
      waiting.current = [...waiting.current, { pageKey, fileName: file.name, known }];
      addTransfer({ file, purpose: 'picture', language: '', lessonId: lesson.id, lessonTitle: lesson.title });
    },
    isComing: (pageKey) => waiting.current.some((one) => one.pageKey === pageKey && !isOver(lesson.id, one.fileName)),
  };
}
