import './app-shell.css';

import { effect } from '@preact/signals';
import { render, type ComponentChildren, type ComponentType } from 'preact';

import { t, type PlainKey } from '../shared/i18n/locale.ts';
import { DisplaySwitches } from './display-switches.tsx';
import { NameMark } from './name-mark.tsx';

interface NavRow {
  href: string;
  text: PlainKey;
}

const NAV: readonly NavRow[] = [
  { href: '/', text: 'nav.home' },
  { href: '/health', text: 'nav.health' },
];

interface AppShellProps {
  page: 'home' | 'health' | 'other';
  children: ComponentChildren;
  nav?: boolean;
}

/* Header with the name mark, navigation and display switches; then the page. */
export function AppShell({ page, children, nav = true }: AppShellProps) {
  const here = page === 'home' ? '/' : page === 'health' ? '/health' : null;
  return (
    <>
      <a class="skip" href="#main">
        {t('page.skip')}
      </a>
      <header class="bar">
        <div class="bar-inside">
          <a class="bar-mark" href="/" aria-label={t('nav.home')}>
            <NameMark />
          </a>
          {nav && (
            <nav class="bar-nav" aria-label={t('nav.label')}>
              {NAV.map((row) => (
                <a
                  key={row.href}
                  class="bar-link"
                  href={row.href}
                  aria-current={row.href === here ? 'page' : undefined}
                >
                  {t(row.text)}
                </a>
              ))}
            </nav>
          )}
          <DisplaySwitches />
        </div>
      </header>
      <main class="main" id="main" tabIndex={-1}>
        {children}
      </main>
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
