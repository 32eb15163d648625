/* The driver of real browsers, for tests/web: Node finds packages only from here. */
export { chromium, type Browser, type BrowserContext, type Page, type Route } from 'playwright-core';
