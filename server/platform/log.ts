/** What modules write to: pino's shape, so that the server's logger fits. Never personal data, never a secret. */
export interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
  debug(facts: object, message: string): void
}

export const silentLog: Log = { info() {}, warn() {}, error() {}, debug() {} }
