import { inertJson, plainLine } from '../../../base/escape/terminal.js';
import type { Io } from '../../../base/io.js';
import { localTime } from '../../../base/local-time.js';
import { fittingWidth } from '../../../base/width.js';
import type { Common } from '../../../cli/common-options.js';
import type { Sighting } from '../../../exports/follow/sightings.js';
import type { Row } from '../../../exports/row.js';
import { writeOut } from '../../../terminal/streams.js';
import { cut } from '../../../terminal/text-width.js';
import type { RangeFlags } from '../day-range-flags.js';

/**
 * Prints one row at a time: a readable line on a terminal, a line of JSON elsewhere. Resolves when the reader has taken it.
 */
export function rowPrinter<T extends Row>(
  io: Io,
  { json, format, tz }: Common & RangeFlags,
  line: (sighting: Sighting<T>) => string,
): (sighting: Sighting<T>) => Promise<void> {
  const isReadable = !json && (format === 'table' || (format === undefined && io.stdout.isTTY === true));
  return async (sighting) => {
    const { id, raw } = sighting.row;
    const text = isReadable ? readableLine(io, sighting, line(sighting), tz) : inertJson(raw);
    await writeOut(io, `${!json && format === 'id' ? plainLine(id ?? '') : text}\n`);
  };
}

function readableLine<T extends Row>(
  io: Io,
  { row: { createdAtMs } }: Sighting<T>,
  text: string,
  zone: string | undefined,
): string {
  const time =
    createdAtMs === undefined ? '' : localTime(new Date(createdAtMs).toISOString(), io.now(), zone);
  const whole = plainLine(`${time}  ${text.replace(/\s+/g, ' ')}`);
  const width = fittingWidth(io.stdout, io.env);
  return width === undefined ? whole : cut(whole, width);
}
