/* Runs before the first paint of every page: language, colours and text size are right at once, and
 * a browser that cannot run the page is told so. Classic script, ES5. */
import { applySettings, loadSettings } from './settings.ts';

applySettings(loadSettings());

if (!('noModule' in document.createElement('script'))) {
  document.documentElement.setAttribute('data-too-old', '');
}
