/** These values one after the other, as a stream gives them. */
export async function* streamOf<T>(...values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

/** Everything that a stream gives. */
export async function collected<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of stream) values.push(value);
  return values;
}
