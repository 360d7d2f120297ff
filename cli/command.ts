/** A command of `npm run holdfast -- <name>`: a file `cli/<name>.ts` whose default export is one of these. */
export interface Command {
  /** One line for the list. */
  summary: string
  /** What follows the name, such as `FILE [--json FILE]`. */
  usage: string
  /** Options for people, a line each. */
  help?: string
  /** Gives the exit code: 0 done, 1 refused or failed. Throws `UsageError` for wrong arguments (2) and `CannotStart` for one clear sentence (1). */
  run(args: string[]): Promise<number>
}

export class UsageError extends Error {
  override name = 'UsageError'
}
