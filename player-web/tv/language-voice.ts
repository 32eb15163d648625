/* A language says its own name, for who cannot read it: a clip that a speaker has recorded for the office
 * (/languages/{tag}.m4a), else a voice of this set that speaks it, else a Chinese voice that says its
 * Chinese name, else silence. ES5. */
import type { SpokenLanguage } from '../shared/i18n/languages.ts';

/* Who runs over the buttons hears nothing; who stays is told. */
const REST_MS = 250;

let timer = 0;
let clip: HTMLAudioElement | null = null;
const withoutClip: { [tag: string]: true | undefined } = {};

function voiceOf(tag: string): SpeechSynthesisVoice | null {
  const wanted = (tag.split('-')[0] as string).toLowerCase();
  const voices = window.speechSynthesis.getVoices();
  for (let i = 0; i < voices.length; i++) {
    const voice = voices[i] as SpeechSynthesisVoice;
    if ((voice.lang.split(/[-_]/)[0] as string).toLowerCase() === wanted) return voice;
  }
  return null;
}

function synthesize(language: SpokenLanguage): void {
  if (!window.speechSynthesis || !window.SpeechSynthesisUtterance) return;
  const own = voiceOf(language.tag);
  const voice = own || voiceOf('zh');
  if (!voice) return;
  const words = new window.SpeechSynthesisUtterance(own ? language.autonym : language.chinese);
  words.voice = voice;
  words.lang = voice.lang;
  window.speechSynthesis.speak(words);
}

function playClip(language: SpokenLanguage): void {
  const audio = document.createElement('audio');
  clip = audio;
  audio.onerror = function () {
    withoutClip[language.tag] = true;
    if (clip === audio) synthesize(language);
  };
  audio.autoplay = true; // play() answers with a promise, which breaks when the person goes on
  audio.src = '/languages/' + encodeURIComponent(language.tag) + '.m4a';
}

export function quieten(): void {
  window.clearTimeout(timer);
  if (clip) clip.pause();
  clip = null;
  if (window.speechSynthesis) window.speechSynthesis.cancel();
}

export function sayLanguage(language: SpokenLanguage): void {
  quieten();
  timer = window.setTimeout(function () {
    if (withoutClip[language.tag]) synthesize(language);
    else playClip(language);
  }, REST_MS);
}
