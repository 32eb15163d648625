/* Buttons of the courses' pages: languages, courses, lessons, letters. ES5, no framework. */
import type { CourseRow, LessonRow } from '../shared/contract/courses.ts';
import type { SpokenLanguage } from '../shared/i18n/languages.ts';
import { languageOf } from '../shared/i18n/languages.ts';
import { titleIn, type Titled } from './course-data.ts';

export function make(tag: string, className: string, words: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  if (words) element.textContent = words;
  return element;
}

function button(className: string, press: () => void): HTMLElement {
  const element = make('button', className, '') as HTMLButtonElement;
  element.type = 'button';
  element.onclick = press;
  return element;
}

/* Words in a language of their own: its letters, its direction. Columns of Mongolian stand upright. */
export function spoken(className: string, words: string, tag: string): HTMLElement {
  const element = make('span', className, words);
  const language = tag ? languageOf(tag) : null;
  if (tag) element.lang = tag;
  if (language && language.direction === 'rtl') element.dir = 'rtl';
  if (language && language.direction === 'vertical') element.className += ' upright';
  if (language && language.script === 'Tibt') element.className += ' high';
  return element;
}

export function wordButton(words: string, press: () => void): HTMLElement {
  const element = button('tile tile-word', press);
  element.appendChild(make('span', '', words));
  return element;
}

export function languageButton(language: SpokenLanguage, isChosen: boolean, press: () => void): HTMLElement {
  const element = button('tile tile-language' + (isChosen ? ' tile-chosen' : ''), press);
  element.appendChild(make('span', 'tile-chinese', language.chinese));
  element.appendChild(spoken('tile-autonym autonym', language.autonym, language.tag));
  element.setAttribute('data-language', language.tag);
  return element;
}

export interface CardWords {
  under: string;
  sign: string; // a word on the picture: due, seen; ''
  share: number; // 0 to 1 of what was seen; 0: no bar
}

function titleBlock(row: Titled, language: string): HTMLElement {
  const block = make('span', 'card-titles', '');
  const title = titleIn(row, language);
  block.appendChild(spoken('card-title', title.text, title.language));
  if (title.language) block.appendChild(make('span', 'card-second', row.title));
  return block;
}

/* `pictures` are loaded when their row comes near: data-src. */
export function card(row: CourseRow | LessonRow, language: string, words: CardWords, press: () => void): HTMLElement {
  const element = button('tile card', press);
  const frame = make('span', 'card-picture', '');
  if (row.poster_url) {
    const image = document.createElement('img');
    image.alt = '';
    image.setAttribute('data-src', row.poster_url);
    frame.appendChild(image);
  }
  if (words.sign) frame.appendChild(make('b', 'card-sign', words.sign));
  if (words.share > 0) {
    const bar = make('i', 'card-share', '');
    bar.style.width = Math.round(Math.min(1, words.share) * 100) + '%';
    frame.appendChild(bar);
  }
  element.appendChild(frame);
  element.appendChild(titleBlock(row, language));
  element.appendChild(make('span', 'card-under', words.under));
  element.setAttribute('data-id', row.id);
  return element;
}

export function lessonButton(row: LessonRow, number: number, language: string, under: string, press: () => void): HTMLElement {
  const element = button('tile lesson-row', press);
  element.appendChild(make('b', 'lesson-number', String(number)));
  element.appendChild(titleBlock(row, language));
  element.appendChild(make('span', 'lesson-under', under));
  element.setAttribute('data-id', row.id);
  return element;
}

export function loadPictures(line: HTMLElement): void {
  const images = line.querySelectorAll('img[data-src]');
  for (let i = 0; i < images.length; i++) {
    const image = images[i] as HTMLImageElement;
    image.src = image.getAttribute('data-src') as string;
    image.removeAttribute('data-src');
  }
}
