/* The way to /check, which tries the line and the devices, and leads back here. */
import { ButtonLink } from '../../components/button.tsx';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';

/* Behind #: an invitation that the tab could not keep comes back with it, and no server is sent it. */
export function CheckLink({ words = 'room.trouble_check' }: { words?: PlainKey }) {
  return (
    <ButtonLink href={`/check#/room${location.hash}`} icon="pulse">
      {t(words)}
    </ButtonLink>
  );
}
