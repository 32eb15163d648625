import { useEffect } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { t } from '../../shared/i18n/locale.ts';

interface SaveBarProps {
  isChanged: boolean;
  busy?: boolean;
  onDrop: () => void;
}

/* At the foot of a form that has something to save; leaving the page asks first. */
export function SaveBar({ isChanged, busy = false, onDrop }: SaveBarProps) {
  useEffect(() => {
    if (!isChanged) return undefined;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', hold);
    return () => window.removeEventListener('beforeunload', hold);
  }, [isChanged]);
  if (!isChanged) return null;
  return (
    <div class="save-bar" role="group" aria-label={t('editor.unsaved')}>
      <span class="save-words">{t('editor.unsaved')}</span>
      <Button onPress={onDrop}>{t('editor.drop_changes')}</Button>
      <Button type="submit" kind="primary" busy={busy}>
        {t('editor.save')}
      </Button>
    </div>
  );
}
