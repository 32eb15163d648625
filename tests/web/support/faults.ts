/* What a reader of any page would stumble over, found in the page itself. */
import type { Page } from '../../../player-web/tools/browser-driver.ts';

/* Things that can be used but have no name, and other faults a reader of the page would meet. */
export function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const visible = (element: Element) => element.getClientRects().length > 0;
    const nameOf = (element: Element) =>
      element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '';
    for (const element of document.querySelectorAll('a[href], button')) {
      if (visible(element) && nameOf(element) === '') faults.push(`no name: ${element.outerHTML}`);
    }
    for (const input of document.querySelectorAll('input')) {
      const isNamed = (input.labels?.length ?? 0) > 0 || input.hasAttribute('aria-label');
      if (visible(input) && !isNamed) faults.push(`no label: ${input.id}`);
    }
    for (const image of document.querySelectorAll('img:not([alt])')) faults.push(image.outerHTML);
    for (const svg of document.querySelectorAll('svg:not([aria-hidden])')) faults.push(svg.outerHTML);
    if (document.querySelectorAll('h1').length === 0) faults.push('no heading');
    if (!document.querySelector('main')) faults.push('no main');
    if (!/^(zh-CN|en)$/.test(document.documentElement.lang)) faults.push('no language');
    if (document.title === '') faults.push('no title');
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    if (new Set(ids).size !== ids.length) faults.push(`an id twice: ${ids.join(' ')}`);
    for (const element of document.querySelectorAll('[aria-describedby], [aria-labelledby]')) {
      const id = element.getAttribute('aria-describedby') ?? element.getAttribute('aria-labelledby');
      if (id && !document.getElementById(id)) faults.push(`leads nowhere: ${id}`);
    }
    const tooWide = document.documentElement.scrollWidth - window.innerWidth;
    if (tooWide > 0) faults.push(`scrolls sideways by ${tooWide} px`);
    if (document.querySelector('[style]')) faults.push('a style attribute');
    return faults;
  });
}
