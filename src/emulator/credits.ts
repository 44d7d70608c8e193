/** Credits of a reply by model (documentation: "Message credits"); any other model costs 1. */
const prices: Readonly<Record<string, number>> = {
  'gpt-4.5': 30,
  'gpt-4': 20,
  'claude-3-opus': 20,
  'gpt-4-turbo': 10,
  'DeepSeek-R1': 2,
};

/** The message credits of the account. */
export class Credits {
  #left: number;

  /** `limit` is the number of credits of the plan; without it they never run out. */
  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#left = limit;
  }

  /** Pays for a reply; false, with nothing paid, if the credits that are left do not suffice. */
  pay(model: string): boolean {
    const price = prices[model] ?? 1;
    if (price > this.#left) return false;
    this.#left -= price;
    return true;
  }
}
