import { plainLine } from '../../base/escape/terminal.js';
import type { Colors } from '../color.js';

/** How the two voices of a conversation are told apart: by a name and a mark, and by color where there is color. */
export type Voices = {
  /** What the line of the user begins with. */
  readonly prompt: string;
  /** The line above what a bot says. */
  readonly heading: (name: string) => string;
};

const maxNameLength = 60;

/** Without `paint` there is no color; `isSpoken` uses words and punctuation instead of a mark. */
export function voicesFor(paint: Colors | undefined, isSpoken: boolean): Voices {
  const mark = isSpoken ? ':' : ' ›';
  const you = `${isSpoken ? 'You' : 'you'}${mark}`;
  const user = paint === undefined ? you : paint.bold.cyan(you);
  const bot = (name: string) => `${plainLine(name.slice(0, maxNameLength))}${mark}`;
  return {
    prompt: `${user} `,
    heading: (name) => (paint === undefined ? bot(name) : paint.bold.green(bot(name))),
  };
}
