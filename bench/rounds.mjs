// Alternates the variants of a benchmark, so that the drift of the machine affects all of them equally.

/**
 * Calls `run` with every variant once per round, in a new random order each time. `run` returns an object of numbers; the result has
 * their medians for each variant.
 */
export async function alternate(variants, rounds, run) {
  const taken = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of shuffled(Object.keys(variants))) taken[name].push(await run(variants[name]));
  return Object.fromEntries(Object.entries(taken).map(([name, some]) => [name, medians(some)]));
}

function medians(some) {
  return Object.fromEntries(
    Object.keys(some[0]).map((figure) => [figure, median(some.map((one) => one[figure]))]),
  );
}

export function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}

function shuffled(list) {
  return list
    .map((one) => [Math.random(), one])
    .toSorted(([a], [b]) => a - b)
    .map(([, one]) => one);
}
