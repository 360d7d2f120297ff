import { z } from 'zod'
import { paths, type Operation } from './paths.ts'

/** Who may call; the use case checks the rest (whose object it is). */
export type Caller = 'anyone' | 'guest' | 'account' | 'staff' | 'provider'

export interface EndpointSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  operation: Operation
  summary: string
  description?: string
  tag: string
  who: Caller
  params: P
  query: Q
  body: B
  /** Status of a success and the shape of its answer. */
  status: 200 | 201 | 202 | 204
  response: R
  /** Codes of the problems that it may answer beside `invalid-request`, `not-signed-in`, `rate-limited`. A test refuses others. */
  problems: readonly ProblemCode[]
  /** `Idempotency-Key` is honoured: the same key answers the same result; with another body it is refused. */
  idempotent: boolean
  method: string
  path: string
}

const none = z.strictObject({})

/** Declares an endpoint. Method and path come from `paths.ts`, which the web client reads without loading zod. */
export function endpoint<P extends z.ZodType = typeof none, Q extends z.ZodType = typeof none, B extends z.ZodType = typeof none, R extends z.ZodType = z.ZodUndefined>(
  operation: Operation,
  spec: { summary: string; description?: string; tag: string; who: Caller; params?: P; query?: Q; body?: B; status?: 200 | 201 | 202 | 204; response?: R; problems?: readonly ProblemCode[]; idempotent?: boolean },
): EndpointSpec<P, Q, B, R> {
  const [method, path] = paths[operation].split(' ') as [string, string]
  return {
    operation, method, path,
    summary: spec.summary, tag: spec.tag, who: spec.who,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    params: (spec.params ?? none) as P, query: (spec.query ?? none) as Q, body: (spec.body ?? none) as B,
    status: spec.status ?? 200, response: (spec.response ?? z.undefined()) as R,
    problems: spec.problems ?? [], idempotent: spec.idempotent ?? false,
  }
}

export type ParamsOf<E> = E extends EndpointSpec<infer P, any, any, any> ? z.output<P> : never
export type QueryOf<E> = E extends EndpointSpec<any, infer Q, any, any> ? z.output<Q> : never
export type BodyOf<E> = E extends EndpointSpec<any, any, infer B, any> ? z.output<B> : never
export type ResponseOf<E> = E extends EndpointSpec<any, any, any, infer R> ? z.output<R> : never
export type QueryInOf<E> = E extends EndpointSpec<any, infer Q, any, any> ? z.input<Q> : never
export type BodyInOf<E> = E extends EndpointSpec<any, any, infer B, any> ? z.input<B> : never

// ---- problems -------------------------------------------------------------------------------------------------

/** Every problem that the API answers, with its status and title: one list, so that codes stay stable and documented. */
export { problems, type ProblemCode } from './problems.ts'
import type { ProblemCode } from './problems.ts'

// ---- shapes that every module uses ------------------------------------------------------------------------------

/** A prefixed id, as `platform/id` makes it. */
export const id = <P extends string>(prefix: P) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9abcdefghjkmnpqrstvwxyz]{24}$`), `an id that begins with ${prefix}_`) as unknown as z.ZodType<`${P}_${string}`, `${P}_${string}`>

const realDate = (text: string) => {
  const [year, month, day] = text.split('-').map(Number) as [number, number, number]
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
/** A civil date, `2027-03-05`. */
export const plainDate = z.string().regex(/^(19|20|21)\d\d-\d\d-\d\d$/, 'a date such as 2027-03-05').refine(realDate, 'no such day in the calendar').meta({ format: 'date' })
/** A wall time at the venue, `19:30`. */
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 19:30')
/** A wall date-time at the venue without a zone, `2027-03-05T19:30`. */
export const wallDateTime = z.string().regex(/^(19|20|21)\d\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/, 'a date and time such as 2027-03-05T19:30').refine((text) => realDate(text.slice(0, 10)), 'no such day in the calendar')
/** An instant in UTC, `2027-03-05T18:30:00Z`. */
export const instant = z.string().meta({ format: 'date-time' })
export const currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR')
/** Minor units as text, with the currency and its exponent. */
export const money = z.strictObject({ amount: z.string().regex(/^-?\d{1,15}$/, 'whole minor units as text, such as "12345"'), currency, exponent: z.int().min(0).max(4) }).meta({ id: 'Money' })
export type WireMoney = z.output<typeof money>
export const location = z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }).meta({ id: 'Location' })
export const text = (max: number) => z.string('this is needed').trim().min(1, 'this is needed').max(max, `at most ${max} characters`)
export const email = z.email('an e-mail address such as name@example.com').max(254).transform((value) => value.trim())
export const phone = z.string().trim().regex(/^\+?[0-9 ()./-]{5,30}$/, 'a phone number such as +351 21 000 0000')
export const locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a BCP 47 tag such as en or pt-PT').max(35)

/** Ages of the children among the guests, `5,8`: who is not named is an adult. */
export const agesInQuery = z.string().regex(/^\d{1,2}(,\d{1,2}){0,19}$/, 'ages with commas between, such as 5,8').transform((value) => value.split(',').map(Number)).pipe(z.array(z.int().min(0).max(17)))
export const ages = z.array(z.int().min(0).max(17)).max(20)
/** A promotion or company code: people type it as they like. */
export const codeText = z.string().trim().min(2).max(30)

export const limit = z.coerce.number().int().min(1).max(100).default(20)
export const cursor = z.string().max(500)
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next_cursor: z.string().nullable() })

/** Why not, for a program and for a person. */
export const reason = z.object({
  code: z.enum(['sold_out', 'closed', 'min_stay', 'max_stay', 'closed_to_arrival', 'closed_to_departure', 'stop_sell', 'advance_purchase', 'pacing', 'party_too_large', 'party_too_small', 'no_table_fits', 'outside_service', 'in_the_past', 'beyond_horizon', 'too_late', 'not_published', 'price_changed', 'expired', 'release_passed', 'cut_off_passed', 'lease_over',
    // Of a promotion code: there is none of this name; not to be booked today; for other arrivals (`from`, `to`); for longer stays (`limit` nights); used up; for other rates.
    'promo_unknown', 'promo_today', 'promo_dates', 'promo_nights', 'promo_used_up', 'promo_plan']),
  detail: z.string(),
  nights: z.array(plainDate).optional(),
  slots: z.array(wallDateTime).optional(),
  limit: z.number().optional(),
  from: plainDate.optional(), to: plainDate.optional(),
}).meta({ id: 'Reason' })
export type Reason = z.output<typeof reason>

/** What is nearest and free, so that a refusal is not the end. */
export const alternative = z.object({
  kind: z.enum(['dates', 'room_type', 'split', 'slot', 'venue']),
  label: z.string(),
  venue: id('ven').optional(), room_type: id('rt').optional(),
  arrival: plainDate.optional(), departure: plainDate.optional(), at: wallDateTime.optional(),
  total: money.optional(),
  /** Of a split stay: one room after the other, to be quoted each and held together. */
  parts: z.array(z.object({ room_type: id('rt'), room_type_name: z.string(), arrival: plainDate, departure: plainDate })).optional(),
}).meta({ id: 'Alternative' })
export type Alternative = z.output<typeof alternative>
