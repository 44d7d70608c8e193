import { changesText, readableChanges, type WordChange } from './words.js';

/** A line of a report for people; `changes` follow the text, so that a terminal can color them. */
export type ReportLine = { readonly text: string; readonly changes?: readonly WordChange[] | undefined };

/** The line with its changes in brackets. */
export function lineText({ text, changes }: ReportLine): string {
  return changes === undefined ? text : text + changesText(changes);
}

/** A line with a word diff; none where too little is common. */
export function diffLine(changes: readonly WordChange[] | undefined): readonly ReportLine[] {
  return changes === undefined ? [] : [{ text: 'diff:  ', changes }];
}

/** A word diff from one text to another, or both texts where they have too little in common. */
export function changeLines(before: string, after: string): readonly ReportLine[] {
  const changes = readableChanges(before, after);
  if (changes !== undefined) return diffLine(changes);
  return [{ text: `then:  ${before}` }, { text: `now:   ${after}` }];
}
