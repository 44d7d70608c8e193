import { orDoubt } from '../../account/doubt.js';
import { keptAttribute } from '../../account/kept.js';
import type { Attribute } from '../../api/attrs.js';
import type { Bot } from '../../api/bots.js';
import type { Io } from '../../base/io.js';
import { counted } from '../../base/text.js';
import { commandFor, type Place } from '../../cli/look.js';
import type { BotContext } from '../../cli/with-account.js';
import { type Confirmation, makeSure } from '../../terminal/make-sure.js';

type Target = Pick<BotContext, 'api' | 'signal'>;

/** Attributes that the new bot lacks. */
export type MissingAttributes = {
  readonly names: readonly string[];
  readonly attributes: readonly Attribute[];
  /** They cannot be deleted, so it asks. Throws Failure 'refused' for a no, 'usage' where it cannot ask. */
  readonly makeSure: (io: Io, options: Confirmation, bot: string) => Promise<void>;
};

/** The attributes of a bot that are neither archived nor in the bot that an interrupted clone has `left`. */
export async function missingAttributes(
  source: BotContext,
  { api, signal }: Target,
  left: Bot | undefined,
): Promise<MissingAttributes> {
  const all = await source.api.attrs.list(source.bot.id, source.signal);
  const there = left === undefined ? [] : await api.attrs.list(left.id, signal);
  const attributes = all.filter(({ name, archived }) => !archived && !there.some((one) => one.name === name));
  return {
    names: attributes.map(({ name }) => name),
    attributes,
    makeSure: async (io, options, bot) => {
      if (attributes.length === 0) return;
      const count = counted(attributes.length, 'custom attribute');
      const question = `Permanently create ${count} in "${bot}"?`;
      await makeSure(io, options, { question, refused: 'Nothing was created' });
    },
  };
}

export async function cloneAttributes(
  io: Io,
  { api, signal }: Target,
  { id, name: botName }: Pick<Bot, 'id' | 'name'>,
  { attributes, place }: MissingAttributes & { readonly place: Place },
): Promise<void> {
  const bot: Bot = { id, name: botName, status: undefined, trainedAtMs: undefined, raw: {} };
  for (const { name, type, label, raw } of attributes) {
    const description = typeof raw.description === 'string' ? raw.description : undefined;
    const draft = { name, type, label, description };
    const deed = { deed: `The creation of "${name}"`, look: commandFor({ ...place, bot: id }, 'attrs list') };
    const echoed = await orDoubt(() => api.attrs.create(id, draft, signal), deed);
    await keptAttribute(io, { api, bot, signal }, { name, sent: draft, echoed }, deed);
  }
}
