import { sql, type Reader, type Tx } from '#platform/sql'

/** Steps of the loading that are done: a start that was cut in the middle goes on where it was. */
export async function stepsDone(reader: Reader): Promise<Set<string>> {
  return new Set((await reader.rows<{ step: string }>(sql`select step from demo.progress`)).map(({ step }) => step))
}

export async function stepDone(tx: Tx, step: string, now: Temporal.Instant): Promise<void> {
  await tx.run(sql`insert into demo.progress (step, done_at) values (${step}, ${now}) on conflict do nothing`)
}
