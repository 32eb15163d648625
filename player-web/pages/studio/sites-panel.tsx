import { useSignal } from '@preact/signals';

import { DataTable, type Column } from '../../components/desk/data-table.tsx';
import { Empty } from '../../components/desk/empty.tsx';
import { SearchBox } from '../../components/desk/search-box.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import type { IconName } from '../../components/icon.tsx';
import { StatusPill, type PillTone } from '../../components/status-pill.tsx';
import { call } from '../../shared/api-client.ts';
import type { Meeting, MeetingSite, MeetingSites, SiteState } from '../../shared/contract/live.ts';
import { hourAndMinute } from '../../shared/format.ts';
import { t } from '../../shared/i18n/locale.ts';
import { usePolled } from './polled.ts';
import { sitesThatFit } from './site-filter.ts';

const REFRESH_MS = 5000;
const STATES: readonly SiteState[] = ['offline', 'online', 'watching', 'confirmed'];

const LOOKS: Readonly<Record<SiteState, readonly [PillTone, IconName]>> = {
  offline: ['bad', 'cross'],
  online: ['warn', 'tv'],
  watching: ['calm', 'eye'],
  confirmed: ['ok', 'check'],
};

function Counts(props: { sites: MeetingSites; chosen: SiteState | ''; onChoose: (state: SiteState | '') => void }) {
  const { sites, chosen, onChoose } = props;
  return (
    <div class="site-counts" role="group" aria-label={t('studio.site_filter')}>
      {STATES.map((state) => (
        <button
          key={state}
          type="button"
          class={`site-count site-${state}`}
          aria-pressed={chosen === state}
          onClick={() => onChoose(chosen === state ? '' : state)}
        >
          <strong class="numbers">{sites[state]}</strong>
          <span>{t(`studio.site_${state}`)}</span>
        </button>
      ))}
    </div>
  );
}

function confirmedText(site: MeetingSite): string {
  if (!site.confirmed_at) return '';
  const time = hourAndMinute(Date.parse(site.confirmed_at));
  return site.confirmed_by === '' ? time : t('studio.confirmed_by', { time, name: site.confirmed_by });
}

function columns(): Column<MeetingSite>[] {
  return [
    {
      id: 'place',
      title: t('studio.site_place'),
      lead: true,
      cell: (site) => (
        <>
          {site.place_name}
          <p class="plain-note">{site.unit_name}</p>
        </>
      ),
    },
    {
      id: 'state',
      title: t('studio.site_state'),
      cell: (site) => {
        const [tone, icon] = LOOKS[site.state];
        return (
          <>
            <StatusPill tone={tone} icon={icon} text={t(`studio.site_${site.state}`)} />
            {site.confirmed_at && <p class="plain-note numbers">{confirmedText(site)}</p>}
          </>
        );
      },
    },
    {
      id: 'clerk',
      title: t('studio.site_clerk'),
      cell: (site) =>
        site.clerk_name === '' ? <span class="soft">{t('studio.site_no_clerk')}</span> : site.clerk_name,
    },
    {
      id: 'phone',
      title: t('studio.site_phone'),
      cell: (site) =>
        /^\+?\d[\d -]+$/.test(site.clerk_phone) ? (
          <a class="numbers" href={`tel:${site.clerk_phone}`}>
            {site.clerk_phone}
          </a>
        ) : (
          <span class="numbers">{site.clerk_phone}</span>
        ),
    },
  ];
}

/* Who of the invited places is there, and whom to ring up if not. */
export function SitesPanel({ meeting }: { meeting: Meeting }) {
  const state = useSignal<SiteState | ''>('');
  const text = useSignal('');
  const path = { id: meeting.id };
  const polled = usePolled(() => call('GET /api/v1/meetings/{id}/sites', { path }), REFRESH_MS, meeting.id);
  const rows = sitesThatFit(polled.value?.sites ?? [], state.value, text.value);
  const isFiltered = state.value !== '' || text.value !== '';
  return (
    <div class="panel">
      <div class="panel-head">
        <h2>{t('studio.tab_sites')}</h2>
        <SearchBox label={t('studio.site_search')} value={text.value} atOnce onSearch={(typed) => (text.value = typed)} />
      </div>
      {polled.failure && <FailureNotice failure={polled.failure} />}
      {polled.value && <Counts sites={polled.value} chosen={state.value} onChoose={(chosen) => (state.value = chosen)} />}
      <DataTable
        caption={t('studio.tab_sites')}
        columns={columns()}
        rows={rows}
        keyOf={(site) => site.place_id}
        loading={polled.value === null && !polled.failure}
        empty={
          polled.failure ? null : (
            <Empty icon="place" title={t(isFiltered ? 'studio.no_sites_fit' : 'studio.no_sites_title')}>
              {!isFiltered && <p>{t('studio.no_sites_text')}</p>}
            </Empty>
          )
        }
      />
    </div>
  );
}
