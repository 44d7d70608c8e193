/**
 * The same pages, with those behind the one that is asked for on their way already: at most `most` at once, and none
 * before a page was full, so that a short list costs no request more. What was fetched is given out once; whoever asks for it
 * again gets it anew.
 */
export function readAhead<P>(
  fetchPage: (page: number) => Promise<P>,
  most: number,
  isFull: (page: P) => boolean,
): (page: number) => Promise<P> {
  const begun = new Map<number, Promise<P>>();
  let isLong = false;
  const begin = (number: number): Promise<P> => {
    const page = begun.get(number) ?? fetchPage(number);
    begun.set(number, page);
    // A page past the end may be refused before anybody has asked for it.
    page.catch(() => {});
    return page;
  };
  return async (number) => {
    for (let next = number; next < number + (isLong ? most : 1); next++) begin(next);
    const page = begin(number);
    begun.delete(number);
    const read = await page;
    isLong = isFull(read);
    return read;
  };
}
