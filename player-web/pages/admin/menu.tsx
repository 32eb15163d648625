import './menu.css';

import { useSignal } from '@preact/signals';

import { Dialog } from '../../components/desk/dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { t } from '../../shared/i18n/locale.ts';
import { linkTo } from '../../shared/hash-route.ts';
import { GROUPS, type SectionRow } from './sections.ts';
import { waiting } from './waiting.ts';

/* On a phone so many stand in the bar at the bottom; the others behind "more". */
const IN_BAR = 4;

interface MenuProps {
  sections: readonly SectionRow[];
  current: string;
}

function Waiting({ row }: { row: SectionRow }) {
  const count = waiting.value[row.id] ?? 0;
  if (count === 0) return null;
  return (
    <span class="menu-count" data-waiting={row.id}>
      <span aria-hidden="true">{count}</span>
      <span class="visually-hidden">{t('admin.new_count', { count })}</span>
    </span>
  );
}

function MenuLink(props: { row: SectionRow; current: string; onGo?: () => void }) {
  const { row } = props;
  return (
    <a
      class="menu-link"
      href={linkTo(row.id)}
      aria-current={row.id === props.current ? 'page' : undefined}
      onClick={() => props.onGo?.()}
    >
      <Icon name={row.icon} />
      <span class="menu-word">{t(row.title)}</span>
      <Waiting row={row} />
    </a>
  );
}

/* All sections under the headings of their groups. */
function GroupedLinks(props: MenuProps & { onGo?: () => void }) {
  return (
    <>
      {GROUPS.map((group) => {
        const rows = props.sections.filter((row) => row.group === group.id);
        if (rows.length === 0) return null;
        return (
          <div class="menu-group" key={group.id}>
            <p class="menu-heading">{t(group.title)}</p>
            {rows.map((row) => (
              <MenuLink
                key={row.id}
                row={row}
                current={props.current}
                {...(props.onGo ? { onGo: props.onGo } : {})}
              />
            ))}
          </div>
        );
      })}
    </>
  );
}

/* At the side of a computer's page. */
export function SideMenu(props: MenuProps) {
  return (
    <nav class="side-menu" aria-label={t('admin.nav')}>
      <GroupedLinks {...props} />
    </nav>
  );
}

/* At the bottom of a phone's page; "more" opens a sheet with all sections. */
export function BottomMenu(props: MenuProps) {
  const isOpen = useSignal(false);
  const { sections, current } = props;
  const fits = sections.length <= IN_BAR + 1;
  const inBar = fits ? sections : sections.slice(0, IN_BAR);
  const hidesCurrent = !inBar.some((row) => row.id === current);
  return (
    <>
      <nav class="bottom-menu" aria-label={t('admin.nav')}>
        {inBar.map((row) => (
          <MenuLink key={row.id} row={row} current={current} />
        ))}
        {!fits && (
          <button
            type="button"
            class={hidesCurrent ? 'menu-link menu-link-here' : 'menu-link'}
            aria-haspopup="dialog"
            onClick={() => (isOpen.value = true)}
          >
            <Icon name="more" />
            <span class="menu-word">{t('admin.more')}</span>
          </button>
        )}
      </nav>
      {isOpen.value && (
        <Dialog title={t('admin.nav')} onClose={() => (isOpen.value = false)}>
          <nav class="sheet-menu" aria-label={t('admin.nav')}>
            <GroupedLinks {...props} onGo={() => (isOpen.value = false)} />
          </nav>
        </Dialog>
      )}
    </>
  );
}
