/* Files may be dropped anywhere on the page; the open place says what becomes of them. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Icon } from '../../components/icon.tsx';

interface DropPlace {
  words: string; // what will happen
  take: (files: File[]) => void;
}

const place = signal<DropPlace | null>(null);

/* While the caller is on the page, files that are dropped are its, unless it takes none. */
export function useDropPlace(words: string, take: (files: File[]) => void, isTaking = true): void {
  useEffect(() => {
    if (!isTaking) return undefined;
    const mine = { words, take };
    place.value = mine;
    return () => {
      if (place.peek() === mine) place.value = null;
    };
  });
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

export function DropGround() {
  const isOver = useSignal(false);
  useEffect(() => {
    let depth = 0;
    const set = (by: number) => {
      depth = Math.max(0, depth + by);
      isOver.value = depth > 0;
    };
    const onEnter = (event: DragEvent) => hasFiles(event) && set(1);
    const onLeave = (event: DragEvent) => hasFiles(event) && set(-1);
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = place.peek() ? 'copy' : 'none';
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault(); // never away from the page to the file itself
      set(-depth);
      const files = [...(event.dataTransfer?.files ?? [])];
      const isModal = document.querySelector('.dialog') !== null;
      if (files.length > 0 && !isModal) place.peek()?.take(files);
    };
    document.addEventListener('dragenter', onEnter);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('dragover', onOver);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragenter', onEnter);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('drop', onDrop);
    };
  }, []);
  if (!isOver.value || !place.value) return null;
  return (
    <div class="drop-ground">
      <div class="drop-ground-words">
        <Icon name="upload" />
        <p>{place.value.words}</p>
      </div>
    </div>
  );
}
