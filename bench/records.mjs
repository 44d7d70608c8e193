// A record is one row of the table: a figure of cbase, the floor or peer it is compared with, their ratio, and the goal. A goal is
// always an upper limit.

/** A figure of cbase and the same figure of a floor or peer. The goal limits the ratio; it may be absent. */
export function comparison({ id, what, unit = 'ms', goal }, value, name, other) {
  return { id, what, unit, value, name, other, ratio: value / other, goal };
}

/** A figure of cbase without a floor or peer. The goal limits the figure itself, in its unit; it may be absent. */
export function absolute({ id, what, unit = 'ms', goal }, value) {
  return { id, what, unit, value, goal };
}

/** A comparison that could not be made, so that its absence shows in the table. */
export function notInstalled({ id, what, goal }, name) {
  return { id, what, name: `${name} (not installed)`, goal };
}

/** The figure that the goal limits; undefined if the comparison could not be made. */
export const judgedFigure = ({ value, name, ratio }) => (name === undefined ? value : ratio);

/** Compares three digits, as the table shows them. Undefined if there is no goal or the comparison could not be made. */
export function isMet(record) {
  const figure = judgedFigure(record);
  return record.goal === undefined || figure === undefined ? undefined : shown(figure) <= shown(record.goal);
}

const shown = (number) => Number(number.toPrecision(3));
