import type { Bot } from '../../api/bots.js';
import type { JsonObject } from '../../base/json.js';
import { yamlText } from '../../base/yaml-text.js';
import { documentedSettings, groupComments, notSettings } from './documented.js';
import { heldValues, nested, otherFields } from './values.js';

/** The settings of a bot as the document that a settings file holds. Equal settings make equal documents. */
export function fileDocument(bot: Bot): JsonObject {
  const other = otherFields(bot);
  return {
    bot: bot.id,
    ...nested(heldValues(bot)),
    ...(Object.keys(other).length > 0 && { other }),
  };
}

/** The same as YAML, with comments. It can be read and applied again without a change. */
export async function fileText(bot: Bot): Promise<string> {
  const held = heldValues(bot);
  const unseen = documentedSettings
    .filter(({ key }) => !held.has(key))
    .map(({ key }) => key.split('.')[0] ?? '');
  return yamlText(fileDocument(bot), {
    head: headComment,
    comments,
    tail: tailComment([...new Set(unseen)]),
    blocks: documentedSettings.filter(({ kind }) => kind === 'long-text').map(({ key }) => key),
  });
}

const headComment = [
  'The settings of a Chatbase bot, written by cbase bots pull.',
  ' See what differs:      cbase bots diff FILE',
  ' See what would change: cbase bots plan FILE',
  ' Change the bot:        cbase bots apply FILE',
  'A setting that is not in this file is left alone: delete the lines you do not want to manage. null means not set.',
].join('\n');

const comments: Readonly<Record<string, string>> = {
  bot: 'The bot that the settings are of: its id or name. Optional; --bot names another one.',
  ...Object.fromEntries(
    documentedSettings.map(({ key, about }) => [key, about]).filter(([, about]) => about),
  ),
  ...groupComments,
  other:
    'What the API also returned, and its documentation does not list as a setting. It is kept for the record: cbase says when it differs from the bot, and never sends it.',
};

function tailComment(unseen: readonly string[]): string {
  const hidden =
    unseen.length === 0
      ? []
      : [
          `Not returned by the server, so that cbase can set but not read or compare them: ${unseen.join(', ')}.`,
        ];
  const elsewhere = notSettings.map(({ words, command }) => ` - ${words}: ${command}`);
  return [...hidden, 'What is not a setting, and how to change it:', ...elsewhere].join('\n');
}
