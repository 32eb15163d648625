import { Button, ButtonLink } from '../../../components/button.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { Notice } from '../../../components/notice.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import type { ScreenKind, ScreenRow } from '../../../shared/contract/screens.ts';
import { ago, dateAndTime } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';
import { capabilitiesOf, clockOffMinutes } from './capabilities.ts';

const KIND_ICONS: Record<ScreenKind, IconName> = { tv: 'tv', pc: 'pc', kiosk: 'place' };

export type ScreenChange = 'rename' | 'move' | 'unpair';

/* Online, or when it was last heard of; never a colour alone. */
function State({ screen }: { screen: ScreenRow }) {
  if (screen.online) return <StatusPill tone="ok" text={t('screens.online')} />;
  const text = screen.last_seen_at
    ? t('screens.seen', { time: ago(Date.parse(screen.last_seen_at), serverNowMs.value) })
    : t('screens.never_seen');
  return <StatusPill tone="warn" text={text} />;
}

function Details({ screen }: { screen: ScreenRow }) {
  const { probe } = screen;
  const parts = [
    t(`screens.kind_${screen.kind}`),
    screen.version === undefined ? '' : t('screens.version', { version: screen.version }),
    probe ? capabilitiesOf(probe) : '',
    screen.peer ?? '',
  ];
  return <p class="screen-details">{parts.filter((part) => part !== '').join(' · ')}</p>;
}

function Warnings({ screen }: { screen: ScreenRow }) {
  const { probe, copied_at: copiedAt } = screen;
  const off = probe ? clockOffMinutes(probe) : 0;
  return (
    <>
      {copiedAt && (
        <Notice tone="bad" title={t('screens.copied')}>
          {t('screens.copied_text', { time: dateAndTime(Date.parse(copiedAt)) })}
        </Notice>
      )}
      {off !== 0 && (
        <p class="screen-warning">
          <Icon name="alert" />
          {t(off > 0 ? 'screens.clock_fast' : 'screens.clock_slow', { minutes: Math.abs(off) })}
        </p>
      )}
      {probe && !probe.codecs.includes('h264') && (
        <p class="screen-warning">
          <Icon name="alert" />
          {t('screens.no_h264')}
        </p>
      )}
    </>
  );
}

interface ScreenItemProps {
  screen: ScreenRow;
  mayChange: boolean;
  onChange: (change: ScreenChange, screen: ScreenRow) => void;
}

export function ScreenItem({ screen, mayChange, onChange }: ScreenItemProps) {
  const where = screen.place_name ? `${screen.unit_name} · ${screen.place_name}` : screen.unit_name;
  const label = (change: 'rename' | 'move' | 'unpair') =>
    t(`screens.${change}_label`, { name: screen.name });
  return (
    <li class="screen" data-screen={screen.id} data-online={screen.online}>
      <span class="screen-sign" aria-hidden="true">
        <Icon name={KIND_ICONS[screen.kind]} />
      </span>
      <div class="screen-words">
        <p class="screen-name">
          <b>{screen.name}</b>
          <State screen={screen} />
        </p>
        <p class="screen-where">{where}</p>
        <Details screen={screen} />
        <Warnings screen={screen} />
      </div>
      {mayChange && (
        <div class="screen-actions">
          <Button label={label('rename')} onPress={() => onChange('rename', screen)}>
            {t('screens.rename')}
          </Button>
          <Button label={label('move')} onPress={() => onChange('move', screen)}>
            {t('screens.move')}
          </Button>
          <ButtonLink href={`/pair?replaces=${encodeURIComponent(screen.id)}`}>
            {t('screens.replace')}
          </ButtonLink>
          <Button kind="danger" label={label('unpair')} onPress={() => onChange('unpair', screen)}>
            {t('screens.unpair')}
          </Button>
        </div>
      )}
    </li>
  );
}
