import './app-shell.css';

import { effect } from '@preact/signals';
import { render, type ComponentChildren, type ComponentType } from 'preact';

import type { RoleWord } from '../shared/contract.ts';
import { t, type PlainKey } from '../shared/i18n/locale.ts';
import { ownRoles } from '../shared/self.ts';
import { DisplaySwitches } from './display-switches.tsx';
import { LeavingNotice, LeavingTaken } from './leaving-notice.tsx';
import { NameMark } from './name-mark.tsx';
import { PersonMenu } from './person-menu.tsx';

interface NavRow {
  page: 'home' | 'me' | 'room' | 'studio' | 'editor' | 'admin' | 'health';
  href: string;
  text: PlainKey;
  roles?: readonly RoleWord[]; // absent: everybody
}

const NAV: readonly NavRow[] = [
  { page: 'home', href: '/', text: 'nav.home' },
  { page: 'me', href: '/me', text: 'nav.me' },
  { page: 'room', href: '/room', text: 'nav.room', roles: ['administrator', 'studio', 'clerk'] },
  { page: 'studio', href: '/studio', text: 'nav.studio', roles: ['administrator', 'studio'] },
  { page: 'editor', href: '/editor', text: 'nav.editor', roles: ['administrator', 'editor'] },
  { page: 'admin', href: '/admin', text: 'nav.admin', roles: ['administrator', 'auditor', 'clerk'] },
  { page: 'health', href: '/health', text: 'nav.health' },
];

interface AppShellProps {
  page: NavRow['page'] | 'other';
  children: ComponentChildren;
  nav?: boolean;
  wide?: boolean; // a desk: the page uses the whole window
  broad?: boolean; // a picture: as much of the window as it can use
}

/* A row for roles is shown to those who have one, by the account or by an appointment. */
function isShown({ roles }: NavRow): boolean {
  return !roles || roles.some((role) => ownRoles.value.has(role));
}

/* Header with the name mark, navigation and display switches; then the page. */
export function AppShell({ page, children, nav = true, wide = false, broad = false }: AppShellProps) {
  return (
    <>
      <a class="skip" href="#main">
        {t('page.skip')}
      </a>
      <header class="bar">
        <div class={wide ? 'bar-inside bar-wide' : broad ? 'bar-inside bar-broad' : 'bar-inside'}>
          <a class="bar-mark" href="/" aria-label={t('nav.home')}>
            <NameMark />
          </a>
          {nav && (
            <nav class="bar-nav" aria-label={t('nav.label')}>
              {NAV.filter(isShown).map((row) => (
                <a
                  key={row.href}
                  class="bar-link"
                  href={row.href}
                  aria-current={row.page === page ? 'page' : undefined}
                >
                  {t(row.text)}
                </a>
              ))}
            </nav>
          )}
          <div class="bar-end">
            <DisplaySwitches />
            {nav && <PersonMenu />}
          </div>
        </div>
      </header>
      <main class={wide ? 'main-wide' : broad ? 'main main-broad' : 'main'} id="main" tabIndex={-1}>
        {children}
      </main>
      <LeavingNotice />
      <LeavingTaken />
    </>
  );
}

/* Puts a page into the document and keeps its title in the page's language. */
export function mountPage(Page: ComponentType, title: PlainKey): void {
  effect(() => {
    document.title = `${t(title)} · ${t('brand.name')} ${t('brand.latin')}`;
  });
  const root = document.getElementById('app');
  if (!root) return;
  root.textContent = '';
  render(<Page />, root);
}
