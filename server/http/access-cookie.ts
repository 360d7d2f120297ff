import type { FastifyReply, FastifyRequest } from 'fastify'
import { accessCookie, readAccessTokens } from './actor.ts'

const cookieDays = 400

/** Adds a token to the visitor's cookie, which opens their bookings and places in line without an account; the newest 20 stay. */
export function addToCookie(request: FastifyRequest, reply: FastifyReply, token: string, options: { secureCookies: boolean }): void {
  const tokens = [...readAccessTokens(request.cookies[accessCookie]).filter((one) => one !== token), token].slice(-20)
  void reply.setCookie(accessCookie, tokens.join('.'), { path: '/', httpOnly: true, sameSite: 'lax', secure: options.secureCookies, maxAge: cookieDays * 86_400 })
}
