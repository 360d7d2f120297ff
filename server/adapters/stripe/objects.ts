import { exponentOf, type Currency, type Money } from '#platform/money'
import { PaymentRefused, type Card, type Dispute, type ProviderState } from '#ports/payment-provider'
import type { Json } from './http.ts'

/**
 * Stripe counts some currencies in other units than ISO 4217: the króna and the Ugandan shilling in hundredths that must
 * be whole, and those of three digits in thousandths that must end in 0. https://docs.stripe.com/currencies#special-cases
 */
const inHundredths = ['ISK', 'UGX']
/** Eight digits are Stripe's limit for an amount. */
const most = 99_999_999

export function refuses(amount: Money): string | null {
  const stripe = toStripe(amount)
  if (stripe > most) return 'The amount is larger than Stripe takes in one payment.'
  return exponentOf(amount.currency) === 3 && stripe % 10 !== 0 ? `Stripe takes ${amount.currency} in steps of ten of the smallest unit.` : null
}

export function toStripe({ amount, currency }: Money): number {
  return inHundredths.includes(currency) ? amount * 100 : amount
}

function fromStripe(amount: number, currency: string): number {
  if (!inHundredths.includes(currency)) return amount
  if (amount % 100 !== 0) throw new PaymentRefused(`${amount} is no whole amount of ${currency}`)
  return amount / 100
}

/** A page, with its PaymentIntent or SetupIntent expanded. */
export function stateOfSession(session: Json, disputes: readonly Json[]): ProviderState {
  const currency = String(session.currency ?? session.metadata?.currency ?? '').toUpperCase()
  if (session.mode === 'setup') return stateOfSetup(session, currency)
  const intent = session.payment_intent
  if (intent !== null && typeof intent === 'object') {
    const state = stateOfIntent(intent, disputes)
    // A page that has run out or was closed takes no more tries, whatever the last one came to.
    return session.status === 'expired' && !['captured', 'authorized'].includes(state.status) ? { ...state, status: 'voided', underWay: false } : state
  }
  return { ...nothing, status: session.status === 'expired' ? 'voided' : 'requires_action', currency, amount: fromStripe(session.amount_total ?? 0, currency) }
}

/** What stands where nobody has paid. */
export const nothing = { captured: 0, refunded: 0, underWay: false, card: null, intent: null, disputes: [] } satisfies Partial<ProviderState>

function stateOfSetup(session: Json, currency: string): ProviderState {
  const setup = session.setup_intent
  const base = { ...nothing, currency, amount: Number(session.metadata?.amount ?? 0) }
  if (setup?.status === 'succeeded') return { ...base, status: 'saved', card: cardOf(session.customer ?? setup.customer, setup.payment_method) }
  if (session.status === 'expired' || setup?.status === 'canceled') return { ...base, status: 'voided' }
  const underWay = ['requires_action', 'processing'].includes(setup?.status)
  return { ...base, status: setup?.last_setup_error != null ? 'failed' : 'requires_action', underWay }
}

export function stateOfIntent(intent: Json, disputes: readonly Json[]): ProviderState {
  const currency = String(intent.currency).toUpperCase()
  const charge = typeof intent.latest_charge === 'object' && intent.latest_charge !== null ? intent.latest_charge : undefined
  const captured = intent.status === 'succeeded' ? capturedOf(intent, charge) : 0
  const status = statusOf(intent)
  return {
    status, currency, amount: fromStripe(intent.amount, currency), captured: fromStripe(captured, currency), refunded: fromStripe(refundedOf(intent, charge, captured), currency),
    underWay: ['requires_action', 'processing'].includes(intent.status), card: cardOf(intent.customer, intent.payment_method), intent: intent.id,
    disputes: disputes.flatMap((one) => disputeOf(one, currency)),
  }
}

function statusOf(intent: Json): ProviderState['status'] {
  switch (intent.status) {
    case 'succeeded': return 'captured'
    case 'requires_capture': return 'authorized'
    case 'canceled': return 'voided'
    case 'requires_payment_method': return intent.last_payment_error == null ? 'requires_action' : 'failed'
    default: return 'requires_action'
  }
}

const capturedOf = (intent: Json, charge: Json): number => Number(intent.amount_received ?? charge?.amount_captured ?? intent.amount)

/** What went back, by the refunds themselves: what was held and not captured is no refund, though some versions write it down as one. */
function refundedOf(intent: Json, charge: Json, captured: number): number {
  const refunds: Json[] = charge?.refunds?.data ?? []
  const rest = Number(intent.amount) - captured
  const letGo = captured > 0 && rest > 0 ? refunds.find((one) => one.amount === rest && one.metadata?.refund === undefined) : undefined
  return refunds.filter((one) => one !== letGo && !['failed', 'canceled'].includes(one.status)).reduce((total, one) => total + Number(one.amount), 0)
}

function cardOf(customer: Json, method: Json): Card | null {
  const id = (one: Json): string | undefined => (typeof one === 'string' ? one : one?.id)
  if (id(customer) === undefined || id(method) === undefined) return null
  const card = typeof method === 'object' ? method.card : undefined
  return { customer: id(customer)!, method: id(method)!, brand: card?.brand ?? null, last4: card?.last4 ?? null }
}

/** Inquiries (`warning_…`) move no money. */
function disputeOf(dispute: Json, currency: string): Dispute[] {
  const status = ({ needs_response: 'open', under_review: 'open', won: 'won', lost: 'lost' } as const)[dispute.status as 'won']
  return status === undefined ? [] : [{ id: dispute.id, status, amount: fromStripe(dispute.amount, currency), reason: codeOf(dispute.reason) }]
}
const codeOf = (reason: unknown): string | null => (typeof reason === 'string' && /^[a-z_]{1,40}$/.test(reason) ? reason : null)

/** As Stripe writes it. */
export const currencyOf = (code: Currency): string => code.toLowerCase()
