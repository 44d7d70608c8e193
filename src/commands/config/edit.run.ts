import { plainLine } from '../../base/escape/terminal.js';
import { Failure } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import type { Common } from '../../cli/common-options.js';
import {
  changedSettings,
  changeSettings,
  type Profile,
  type ProfileSettings,
  readProfile,
  type SettingsChange,
  SettingsClash,
} from '../../config/profile.js';
import { readSettingsText, settingsText } from '../../config/settings-text.js';
import { type Editor, editorOf } from '../../terminal/editor.js';
import { askYes, whyNotAsk } from '../../terminal/prompts.js';
import { writeErr } from '../../terminal/streams.js';
import { checkedChange, Mistakes } from './checked-change.js';
import { editedText } from './edited-text.js';
import { reportSetting, tellKeyElsewhere } from './setting.view.js';

export type Options = Common & { readonly check: boolean };

export async function editSettings(io: Io, options: Options): Promise<undefined> {
  const editor = editorFor(io, options);
  const profile = await readProfile(io, options.profile, { mayBeNew: true });
  const edit = await editUntilStored(io, options, { editor, profile });
  if (edit === undefined) {
    if (!options.quiet) writeErr(io, `Nothing was changed in the profile ${profile.name}`);
    return;
  }
  await reportEdit(io, options, profile, edit);
}

/** Throws Failure 'usage' where there is no editor, or no terminal for it. */
function editorFor(io: Io, options: Options): Editor {
  const advice = 'Use: cbase config set SETTING VALUE';
  const reason = io.stdout.isTTY ? whyNotAsk(io, options) : 'stdout is not a terminal';
  if (reason !== undefined)
    throw new Failure('usage', `config edit opens an editor, and ${reason}`, { advice });
  const editor = editorOf(io.env);
  if (editor !== undefined) return editor;
  throw new Failure('usage', 'No editor is set', {
    advice: `Set VISUAL or EDITOR, such as EDITOR=nano. ${advice}`,
  });
}

type Stored = SettingsChange & {
  /** All settings of the profile, with what other processes have changed meanwhile. */
  readonly held: ProfileSettings;
  /** Why the bot could not be checked. */
  readonly unchecked: string | undefined;
};

type Task = { readonly editor: Editor; readonly profile: Profile };

/** Edits and stores; `undefined` if nothing was changed. Throws Failure 'usage' if the user leaves mistakes in it. */
async function editUntilStored(
  io: Io,
  options: Options,
  { editor, profile }: Task,
): Promise<Stored | undefined> {
  let before = profile.settings;
  let text = settingsText(profile);
  for (;;) {
    text = await editedText(io, editor, text);
    // Emptying the file is how an edit is given up elsewhere, too.
    if (text.trim() === '') return undefined;
    try {
      const edited = readSettingsText(text, profile.name);
      const { after, unchecked } = await checkedChange(io, options, { before, edited });
      const edit = { before, after };
      if (changedSettings(edit).length === 0) return undefined;
      return { ...edit, unchecked, held: await changeSettings(io, profile.name, edit) };
    } catch (error) {
      if (!(error instanceof SettingsClash || error instanceof Mistakes)) throw error;
      await orGiveUp(io, options, error);
      if (error instanceof SettingsClash) before = error.held;
    }
  }
}

/** Shows what is wrong, and asks whether to edit again. */
async function orGiveUp(io: Io, options: Options, wrong: SettingsClash | Mistakes): Promise<void> {
  const shown =
    wrong instanceof Mistakes
      ? wrong.all.map(({ line, message, advice }) => sentences(`Line ${line}: ${message}`, advice))
      : [sentences(wrong.message, wrong.more.advice)];
  for (const one of shown) writeErr(io, plainLine(one));
  if (await askYes(io, options, 'Edit again?', true)) return;
  throw new Failure('usage', 'The settings were not changed');
}

function sentences(message: string, advice: string | undefined): string {
  return `${message}.${advice === undefined ? '' : ` ${advice}.`}`;
}

async function reportEdit(io: Io, options: Options, profile: Profile, edit: Stored): Promise<void> {
  const { after, held, unchecked } = edit;
  const changed = changedSettings(edit);
  if (changed.includes('base-url') && after['base-url'] !== undefined)
    tellKeyElsewhere(io, profile, after['base-url']);
  if (unchecked !== undefined && !options.quiet)
    writeErr(io, plainLine(`The bot was not checked: ${unchecked}`));
  for (const name of changedSettings({ before: after, after: held }))
    writeErr(io, plainLine(`Meanwhile ${name} was changed elsewhere: ${held[name] ?? 'not set'}`));
  for (const name of changed) {
    const value = after[name];
    const words =
      value === undefined
        ? `Removed ${name} from the profile ${profile.name}`
        : `Set ${name} of the profile ${profile.name} to ${value}`;
    await reportSetting(io, options, { ...profile, settings: held }, { name, words });
  }
}
