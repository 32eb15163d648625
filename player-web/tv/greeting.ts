/* The page's headline and the line below it, by what this set is. */
import type { LocaleTag } from '../shared/contract.ts';
import type { OwnScreen } from '../shared/contract/screens.ts';
import { text, type TvKey } from './messages.ts';
import type { OwnScreenLink, ScreenState } from './own-screen.ts';

export interface Greeting {
  title: string;
  line: string;
}

const WITHOUT_SCREEN: { [state in ScreenState]: [TvKey, TvKey] } = {
  asking: ['tv.asking', 'tv.asking_text'],
  code: ['tv.unpaired', 'tv.unpaired_text'],
  refused: ['tv.refused', 'tv.refused_text'],
  crowded: ['tv.crowded', 'tv.crowded_text'],
  known: ['tv.asking', 'tv.asking_text'],
  paired: ['tv.asking', 'tv.asking_text'],
};

function welcome(screen: OwnScreen, locale: LocaleTag): Greeting {
  const where = screen.place_name ? screen.place_name + ' · ' + screen.name : screen.name;
  return {
    title: text(locale, 'tv.welcome', { unit: screen.unit_name }),
    line: where + '\n' + text(locale, 'tv.welcome_text'),
  };
}

export function greetingOf(own: OwnScreenLink, account: string | null, locale: LocaleTag): Greeting {
  if (own.screen) return welcome(own.screen, locale);
  if (account) {
    return {
      title: text(locale, 'tv.signed_in', { name: account }),
      line: text(locale, 'tv.signed_in_text'),
    };
  }
  const keys = WITHOUT_SCREEN[own.state];
  const former = own.state === 'code' ? own.former : null;
  const line = former
    ? text(locale, former.ended === 'copied' ? 'tv.former_copied' : 'tv.former_unpaired', { name: former.name })
    : text(locale, keys[1]);
  return { title: text(locale, former ? 'tv.unpaired_again' : keys[0]), line: line };
}
