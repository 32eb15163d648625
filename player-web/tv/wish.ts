/* What the address asks for: /tv?kind=pc, /tv?kind=kiosk, /tv?probe, /tv?facts. */
import type { ScreenKind } from '../shared/contract/screens.ts';

export interface Wish {
  kind: ScreenKind;
  probe: boolean;
  facts: boolean;
}

export function readWish(search: string): Wish {
  const words = search.replace(/^\?/, '').split('&');
  const kiosk = words.indexOf('kind=kiosk') >= 0;
  const pc = words.indexOf('kind=pc') >= 0;
  return {
    kind: kiosk ? 'kiosk' : pc ? 'pc' : 'tv',
    probe: words.indexOf('probe') >= 0,
    facts: words.indexOf('facts') >= 0,
  };
}
