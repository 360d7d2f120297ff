import { exponentOf, money } from '#platform/money'
import type { Charge } from './store.ts'

export type Notice = 'gone' | 'choose'

const notices: Record<Notice | 'declined', string> = {
  declined: 'The card was declined. Nothing was charged. Choose another way to pay.',
  gone: 'This page is closed, because the hold that it was for has ended. Nothing was charged.',
  choose: 'Choose how the payment should go.',
}

const headings: Record<Charge['mode'], string> = { charge: 'To pay now', authorize: 'To be held on your card, not taken', save: 'Your card is kept for this amount; nothing is taken now' }
const buttons: Record<Charge['mode'], string> = { charge: 'Pay', authorize: 'Allow', save: 'Keep the card for' }
const dones: Record<Charge['mode'], string> = { charge: 'Paid. Thank you.', authorize: 'The amount is held. Thank you.', save: 'The card is kept. Thank you.' }

/** One column, no doubt about the amount. */
export function chargePage(charge: Charge, given: Notice | undefined): string {
  const notice = given ?? (charge.status === 'declined' ? 'declined' : undefined)
  const exponent = exponentOf(money(charge.amount, charge.currency).currency)
  const amount = new Intl.NumberFormat('en', { style: 'currency', currency: charge.currency, minimumFractionDigits: exponent }).format(charge.amount / 10 ** exponent)
  const alert = notice === undefined ? '' : `<p class="notice" role="alert">${notices[notice]}</p>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><link rel="icon" href="/icon.svg">
<title>Pay ${amount}</title><link rel="stylesheet" href="/sandbox-psp/style.css"></head><body><main>
<p class="brand"><span aria-hidden="true">◈</span> Sandbox Pay</p><h1><span>${headings[charge.mode]}</span>${amount}</h1>${alert}${step(charge, amount)}
<p class="small">This is a provider for trying out. No money moves, and no card is asked for.</p></main></body></html>`
}

function step(charge: Charge, amount: string): string {
  const back = `<p><a class="button" href="${escape(charge.return_url)}">Back to your booking</a></p>`
  switch (charge.status) {
    case 'succeeded': case 'authorized': case 'saved': return `<p class="done">${dones[charge.mode]}</p>${back}`
    case 'processing': return `<p class="done">Your bank is still at it. You may go back: the booking is confirmed as soon as it answers.</p>${back}`
    case 'closed': return `<p class="done">There is nothing to pay any more.</p>${back}`
    case 'challenged': return `<h2>Your bank asks: is this you?</h2><form method="post" action="/sandbox-psp/pay/${charge.reference}/answer">
<button class="button" name="answer" value="approve">Yes, approve ${amount}</button><button class="button quiet" name="answer" value="deny">No, this is not me</button></form>`
    default: return `<form method="post" action="/sandbox-psp/pay/${charge.reference}"><fieldset><legend>Card</legend>
${option('pm_ok', 'A card that works', 'Visa ending 4242', true)}${option('pm_challenge', 'A card whose bank asks back', 'Mastercard ending 3155')}${option('pm_declined', 'A card that is declined', 'Visa ending 0002')}${option('pm_slow', 'A card that takes five seconds', 'Amex ending 0005')}${charge.mode === 'charge' && !charge.keep_card ? '' : option('pm_ok_declined_later', 'A card that works now and is declined later', 'Visa ending 0341')}</fieldset>
<button class="button">${buttons[charge.mode]} ${amount}</button></form><p><a href="${escape(charge.return_url)}">Cancel and go back</a></p>`
  }
}

function option(value: string, title: string, detail: string, checked = false): string {
  return `<label><input type="radio" name="method" value="${value}"${checked ? ' checked' : ''}><span><b>${title}</b><small>${detail}</small></span></label>`
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Its own look on purpose: a guest should see that this is another company's page. */
export const pageStyle = `:root{color-scheme:light dark;--ink:light-dark(#1c2430,#eef1f5);--soft:light-dark(#5a6675,#a3aebd);--page:light-dark(#eef1f5,#11151b);--card:light-dark(#fff,#1a2029);--line:light-dark(#d5dbe3,#323b48);--go:light-dark(#29527a,#8fbce6);--on-go:light-dark(#fff,#0d1620);--warn:light-dark(#8c2f1b,#ffb4a0)}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:start center;padding:4vh 16px;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{width:100%;max-width:26rem;background:var(--card);border-radius:16px;padding:28px;box-shadow:0 1px 2px #0002,0 12px 32px #0001}.brand{margin:0;color:var(--soft);font-weight:600}
h1{font-size:2.25rem;margin:12px 0 20px;font-variant-numeric:tabular-nums;line-height:1.15}h1 span{display:block;font-size:1rem;font-weight:500;color:var(--soft)}h2{font-size:1.125rem}
fieldset{border:0;padding:0;margin:0 0 20px;display:grid;gap:8px}legend{font-weight:600;margin-bottom:8px;padding:0}label{display:flex;gap:12px;align-items:center;min-height:56px;padding:8px 14px;border:1px solid var(--line);border-radius:10px;cursor:pointer}label:has(:checked){border-color:var(--go);box-shadow:inset 0 0 0 1px var(--go)}
label small{display:block;color:var(--soft)}input{width:20px;height:20px;accent-color:var(--go);flex:none}.button{display:block;width:100%;min-height:48px;padding:12px;border:0;border-radius:10px;background:var(--go);color:var(--on-go);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;margin-top:8px}.quiet{background:transparent;color:var(--ink);border:1px solid var(--line)}
:focus-visible{outline:3px solid var(--go);outline-offset:2px}.notice{color:var(--warn);border-inline-start:4px solid;padding-inline-start:12px}.small{color:var(--soft);font-size:.875rem;margin-bottom:0}a{color:inherit}`
