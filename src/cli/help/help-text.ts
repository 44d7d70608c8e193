import { commandHelp } from './command-help.js';
import type { HelpAsked } from './in-tree.js';
import { rootHelp, startHelp } from './root-help.js';
import type { HelpStyle } from './style.js';
import { topicHelp } from './topics.js';

/** The help that was asked for. */
export function helpText(
  { command, topic, isCommandMissing }: Pick<HelpAsked, 'command' | 'topic' | 'isCommandMissing'>,
  style: HelpStyle,
): string {
  if (topic !== undefined) return topicHelp(topic, command, style.width);
  if (command.parent === null) return (isCommandMissing ? startHelp : rootHelp)(command, style);
  return commandHelp(command, style);
}
