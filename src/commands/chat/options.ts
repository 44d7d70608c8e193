import type { Rendering, Wrapping } from '../../terminal/reply/renderings.js';
import type { AskFlags } from '../shared/chat/flags.js';

/** The flags of `chat`, as commander reads them. */
export type ChatOptions = AskFlags & {
  readonly message?: string;
  readonly save?: string | true;
  readonly greeting?: boolean;
  readonly jsonl?: boolean;
  readonly safe?: boolean;
  readonly stats?: boolean;
  readonly render: Rendering;
  readonly wrap?: Wrapping;
  readonly continue?: boolean;
  readonly reopen?: string | true;
  readonly fromConversation?: string;
  readonly session: boolean;
  readonly history: boolean;
  readonly screenReader?: boolean;
  readonly bell?: boolean;
  readonly osc52?: boolean;
  readonly testFile: string;
  readonly lane?: readonly string[];
  readonly models?: string;
  readonly bots?: string;
  readonly label?: readonly string[];
  readonly serial?: boolean;
  readonly columns?: boolean;
  readonly diff?: boolean;
  readonly blind?: boolean;
  readonly repeat: number;
};
