/* The start page: sends each device to its page; the links remain for those who go back, and for
 * whoever knows better. Classic script, ES5. */
import { pageForUserAgent } from '../shared/device.ts';

/* A browser without modules runs only the television page, whatever it is. */
const runsModules = 'noModule' in document.createElement('script');
const page = runsModules ? pageForUserAgent(navigator.userAgent) : '/tv';

/* `/?choose` shows the links: asked for by hand, or coming back from a page. */
if (location.search !== '?choose') location.replace(page);
