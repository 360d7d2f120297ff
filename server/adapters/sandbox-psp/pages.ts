import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { exponentOf, money } from '#platform/money'
import { problem } from '#platform/problem'
import type { SandboxPsp } from './index.ts'
import { methods } from './pay.ts'
import { chargePage, pageStyle, type Notice } from './page.ts'

const byPerson = z.object({ method: z.enum(methods) })
const byProgram = z.strictObject({ method: z.enum(methods) })
const challengeAnswer = z.strictObject({ answer: z.enum(['approve', 'deny']) })

/** The provider's own pages: for people a form, for programs `POST {payment.url}/pay`. Addresses are unguessable (120 bits). */
export async function serveSandboxPages(server: FastifyInstance, psp: SandboxPsp): Promise<void> {
  await server.register(async (pages) => {
    await pages.register(formbody)
    pages.get('/style.css', (_, reply) => reply.type('text/css').header('cache-control', 'public, max-age=3600').send(pageStyle))

    pages.get<Named>('/pay/:reference', async ({ params }, reply) => await show(psp, params.reference, reply))

    pages.post<Named>('/pay/:reference', async ({ params, body }, reply) => {
      const asked = byPerson.safeParse(body)
      if (!asked.success) return await show(psp, params.reference, reply, 'choose')
      return await after(psp, params.reference, await psp.pay(params.reference, asked.data.method), reply)
    })

    pages.post<Named>('/pay/:reference/answer', async ({ params, body }, reply) => {
      const asked = challengeAnswer.safeParse(body)
      if (!asked.success) return await show(psp, params.reference, reply, 'choose')
      return await after(psp, params.reference, await psp.answerChallenge(params.reference, asked.data.answer === 'approve'), reply)
    })

    pages.post<Named>('/pay/:reference/pay', async ({ params, body }) => {
      const { method } = parsed(byProgram, body)
      return await forProgram(psp, params.reference, await psp.pay(params.reference, method))
    })

    pages.post<Named>('/pay/:reference/challenge', async ({ params, body }) => {
      const { answer } = parsed(challengeAnswer, body)
      return await forProgram(psp, params.reference, await psp.answerChallenge(params.reference, answer === 'approve'))
    })
  }, { prefix: '/sandbox-psp' })
}

interface Named { Params: { reference: string } }

async function show(psp: SandboxPsp, reference: string, reply: FastifyReply, notice?: Notice): Promise<FastifyReply> {
  const charge = await psp.charge(reference)
  if (charge === undefined) throw problem('not-found', { detail: 'There is no such payment page.' })
  return reply.code(notice === undefined ? 200 : 422).type('text/html').header('cache-control', 'no-store').send(chargePage(charge, notice))
}

async function after(psp: SandboxPsp, reference: string, said: string, reply: FastifyReply): Promise<FastifyReply> {
  // The page itself says how the charge stands, so that reloading it pays nothing twice.
  if (said === 'challenged' || said === 'declined') return reply.redirect(`/sandbox-psp/pay/${reference}`, 303)
  if (said === 'gone') return await show(psp, reference, reply, 'gone')
  const charge = await psp.charge(reference)
  return reply.redirect(charge!.return_url, 303)
}

async function forProgram(psp: SandboxPsp, reference: string, said: string) {
  const charge = await psp.charge(reference)
  if (charge === undefined) throw problem('not-found', { detail: 'There is no such payment page.' })
  if (said === 'gone') throw problem('wrong-state', { detail: 'This page is closed: the hold that it was for is gone. Nothing was charged.' })
  const amount = money(charge.amount, charge.currency)
  return { status: said, amount: { amount: String(amount.amount), currency: amount.currency, exponent: exponentOf(amount.currency) }, ...(said === 'challenged' ? { challenge: { url: `/sandbox-psp/pay/${reference}/challenge`, answers: ['approve', 'deny'] } } : {}) }
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const checked = schema.safeParse(body ?? {})
  if (checked.success) return checked.data
  throw problem('invalid-request', { errors: checked.error.issues.map((issue) => ({ pointer: `/${issue.path.join('/')}`, detail: issue.message })) })
}
