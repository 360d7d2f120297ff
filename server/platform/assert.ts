/** A bug, not a refusal: something that the code promised does not hold. Answers 500 and is logged with its stack. */
export class Bug extends Error {
  override name = 'Bug'
}

export function fail(message: string): never {
  throw new Bug(message)
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) fail(message)
}
