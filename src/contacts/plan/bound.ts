import { Failure } from '../../base/failure.js';
import type { InputFile } from '../reading/input.js';
import type { PlanHeader } from './plan-file.js';

/** The server that flags select. */
type Selected = { readonly local: boolean; readonly origin: string };

/** Throws Failure 'usage' where the flags select another server than that of the plan. */
export function refuseOtherServer({ where }: PlanHeader, { local, origin }: Selected): void {
  if (local === where.local && (local || origin === where.origin)) return;
  const named = (one: Selected) => (one.local ? 'the embedded emulator' : one.origin);
  throw new Failure(
    'usage',
    `The plan is for ${named(where)}, but these flags select ${named({ local, origin })}`,
    {
      advice: where.local
        ? 'Add --local, or make a plan for this account'
        : 'Add the --base-url or --profile that the plan was made with, or make a plan for this account',
    },
  );
}

/** Throws Failure 'usage' where another bot is named than that of the plan. */
export function refuseOtherBot({ bot }: PlanHeader, named: string | undefined): void {
  if (named === undefined || named === bot.id || named === bot.name) return;
  throw new Failure('usage', `The plan is for the bot ${bot.name} (${bot.id}), not for ${named}`, {
    advice: 'Leave out --bot, or make a plan for that bot',
  });
}

/** Throws Failure 'usage' for a file that is not byte for byte the one that the plan was made of. */
export function refuseOtherInput({ input }: PlanHeader, file: InputFile, sha256: string): void {
  if (sha256 === input.sha256) return;
  throw new Failure(
    'usage',
    `${file.name} is not what it was when the plan was made (${input.bytes} bytes then, ${file.size} now; SHA-256 ${input.sha256.slice(0, 12)}… then, ${sha256.slice(0, 12)}… now); nothing was sent`,
    {
      advice: `Make the plan again: cbase contacts plan ${input.path === null ? 'FILE' : file.name} --out plan.json`,
    },
  );
}
