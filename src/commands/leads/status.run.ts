import type { Ending } from '../../base/failure.js';
import type { Io } from '../../base/io.js';
import { showStates } from '../shared/export/status.js';
import type { StatusFlags } from '../shared/export/status-flags.js';

export async function statusOfLeads(
  io: Io,
  options: StatusFlags,
  name?: string,
): Promise<Ending | undefined> {
  return showStates(io, options, 'leads', name);
}
