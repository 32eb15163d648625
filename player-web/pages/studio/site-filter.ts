/* Places that the operator wants to see, those in trouble first. Pure. */
import type { MeetingSite, SiteState } from '../../shared/contract/live.ts';
import { pinyinInitials } from '../../shared/pinyin.ts';

const RANK: Readonly<Record<SiteState, number>> = { offline: 0, online: 1, watching: 2, confirmed: 3 };

function fits(site: MeetingSite, typed: string): boolean {
  return [site.place_name, site.unit_name, site.clerk_name, site.clerk_phone].some(
    (text) => text.toLowerCase().includes(typed) || pinyinInitials(text).includes(typed),
  );
}

export function sitesThatFit(sites: readonly MeetingSite[], state: SiteState | '', text: string): MeetingSite[] {
  const typed = text.trim().toLowerCase();
  return sites
    .filter((site) => (state === '' || site.state === state) && (typed === '' || fits(site, typed)))
    .sort((a, b) => RANK[a.state] - RANK[b.state]);
}
