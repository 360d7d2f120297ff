/** Time comes from here and enters SQL as a parameter, so that tests, replays and test mode can set it. */
export interface Clock {
  now(): Temporal.Instant
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() }

/** A clock that stands still until it is set: for tests and for the replay, whose time is set by the data. */
export function settableClock(start: string | Temporal.Instant): Clock & { set(to: string | Temporal.Instant): void; advance(by: Temporal.DurationLike): void } {
  let instant = Temporal.Instant.from(start)
  return {
    now: () => instant,
    set(to) { instant = Temporal.Instant.from(to) },
    advance(by) { instant = instant.add(by) },
  }
}
