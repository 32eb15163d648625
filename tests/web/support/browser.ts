/* One Chromium for a test file; each person gets a context of its own, watched by a guard: no error
 * on the console, no request to another host, nothing that the CSP refuses. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';

import { chromium, type Browser, type BrowserContext, type Page } from '../../../player-web/tools/browser-driver.ts';

const CHROMIUM = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';
/* No call of the browser's own may leave the machine. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  /* Names of the tests' own; everything else does not resolve. */
  '--host-resolver-rules=MAP village.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];
const ACTION_TIMEOUT_MS = 15000;

/* `more`: switches of the browser's own, for a test that needs them. */
export async function openBrowser(...more: string[]): Promise<Browser> {
  assert.ok(existsSync(CHROMIUM), `CHROMIUM_BIN: there is no browser '${CHROMIUM}'`);
  return chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS, ...more] });
}

export interface PersonOptions {
  url: string;
  locale?: 'zh-CN' | 'en-US';
  size?: { width: number; height: number };
  userAgent?: string;
  dark?: boolean;
  trustAll?: boolean; // as if the county's certificate were installed
}

export const PC_SIZE = { width: 1366, height: 768 };
export const PHONE_SIZE = { width: 390, height: 844 };

/* The browser itself writes these for answers that a page expects; not errors of the page. */
const EXPECTED_ANSWERS = /^Failed to load resource: the server responded with a status of (400|401|403|404|409|410|412|413|429|503|507)/;
/* While the server is down, and for a WebSocket refused before it opened. */
const LINE_DOWN = /net::ERR_|WebSocket connection to .* failed/;

export class Person {
  readonly page: Page;
  private readonly context: BrowserContext;
  private readonly problems: string[] = [];
  private readonly url: string;
  private allowed: RegExp[] = [];

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context;
    this.page = page;
    this.url = url;
  }

  static async open(browser: Browser, options: PersonOptions): Promise<Person> {
    const context = await browser.newContext({
      viewport: options.size ?? PC_SIZE,
      locale: options.locale ?? 'zh-CN',
      colorScheme: options.dark ? 'dark' : 'light',
      ignoreHTTPSErrors: options.trustAll ?? false,
      ...(options.userAgent === undefined ? {} : { userAgent: options.userAgent }),
    });
    context.setDefaultTimeout(ACTION_TIMEOUT_MS);
    const page = await context.newPage();
    const person = new Person(context, page, options.url);
    await person.watch();
    return person;
  }

  /* The test makes the server refuse something. */
  expectRefusals(): void {
    this.allowed.push(EXPECTED_ANSWERS);
  }

  /* The test takes the server away. */
  expectLineDown(): void {
    this.allowed.push(EXPECTED_ANSWERS, LINE_DOWN);
  }

  async go(path: string): Promise<void> {
    await this.page.goto(this.url + path);
  }

  async signIn(name: string, password = name): Promise<void> {
    if (!this.page.url().includes('/login')) await this.go('/login');
    await this.page.locator('#name').fill(name);
    await this.page.locator('#password').fill(password);
    await this.page.locator('form button[type=submit]').click();
    await this.page.waitForURL((url) => !url.pathname.startsWith('/login'));
  }

  /* On /pc or /phone with a live connection. */
  async waitOnline(): Promise<void> {
    await this.page.locator('[data-connection=online]').waitFor();
  }

  async leave(): Promise<void> {
    const left = this.problems.filter((text) => !this.allowed.some((one) => one.test(text)));
    await this.context.close();
    assert.deepEqual(left, [], 'the browser complained');
  }

  private async watch(): Promise<void> {
    const { page } = this;
    const note = (text: string) => this.problems.push(text);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') note(message.text());
    });
    page.on('pageerror', (error) => note(`uncaught: ${error.message}`));
    page.on('request', (request) => {
      const { host, protocol } = new URL(request.url());
      const own = new URL(this.url).host;
      if (/^(https?|wss?):$/.test(protocol) && host !== own) note(`another host: ${request.url()}`);
    });
    await page.exposeFunction('noteViolation', (text: string) => note(`CSP: ${text}`));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const report = (window as unknown as { noteViolation: (text: string) => void }).noteViolation;
        report(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
  }
}
