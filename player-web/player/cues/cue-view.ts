/* Draws cues into an element that lies over the picture, in the way of their script: columns from left to
 * right for Mongolian, from the right for Uyghur and Kazakh, high lines for Tibetan. Style: cues.css.
 * ES5: /tv draws with it too. */

export type CueSize = 's' | 'm' | 'l' | 'xl';

/* Of the language: the tag, ISO 15924. */
export interface CueLook {
  language: string;
  script: string;
  isRtl: boolean;
  isVertical: boolean;
}

/* Scripts that put few or no spaces between words: a line may break where ZWSP stands, or anywhere. */
const BREAKS_ANYWHERE = /^(Tibt|Tale|Talu|Lana|Mymr|Thai|Laoo|Khmr)$/;

export class CueView {
  private readonly box: HTMLElement;
  private block: HTMLElement | null = null;
  private shown = '';
  private look: CueLook = { language: '', script: '', isRtl: false, isVertical: false };
  private size: CueSize = 'm';

  constructor(box: HTMLElement) {
    this.box = box;
    this.dress();
  }

  setLook(look: CueLook): void {
    this.look = look;
    this.dress();
    this.show([]);
  }

  setSize(size: CueSize): void {
    this.size = size;
    this.dress();
  }

  /* The same lines again cost nothing. */
  show(lines: readonly string[]): void {
    const text = lines.join('\n');
    if (text === this.shown) return;
    this.shown = text;
    const before = this.block;
    this.block = lines.length === 0 ? null : this.blockOf(lines);
    if (before) this.box.removeChild(before);
    if (this.block) this.box.appendChild(this.block);
  }

  private blockOf(lines: readonly string[]): HTMLElement {
    const block = document.createElement('p');
    block.className = 'cues-block';
    block.lang = this.look.language;
    block.dir = this.look.isRtl ? 'rtl' : 'ltr';
    lines.forEach(function (line) {
      const element = document.createElement('span');
      element.className = 'cues-line';
      element.textContent = line;
      block.appendChild(element);
    });
    return block;
  }

  private dress(): void {
    const look = this.look;
    const classes = ['cues', 'cues-' + this.size];
    if (look.isVertical) classes.push('cues-vertical');
    if (look.script === 'Tibt') classes.push('cues-high');
    if (BREAKS_ANYWHERE.test(look.script)) classes.push('cues-anywhere');
    this.box.className = classes.join(' ');
  }
}
