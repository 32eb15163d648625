import './elsewhere.css';

import { t } from '../../shared/i18n/locale.ts';
import { Icon } from '../icon.tsx';

/* Another screen of this account counts now; this one plays on. `isFlat`: there is no picture to lie over. */
export function Elsewhere({ onHere, isFlat = false }: { onHere: () => void; isFlat?: boolean }) {
  return (
    <div class={isFlat ? 'elsewhere elsewhere-flat' : 'elsewhere'} role="status">
      <p>{t('watch.elsewhere')}</p>
      <button type="button" class="elsewhere-button" onClick={onHere}>
        <Icon name="play" />
        <span>{t('watch.go_on_here')}</span>
      </button>
    </div>
  );
}
