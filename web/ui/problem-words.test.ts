import { describe, expect, test } from 'vitest'
import { problems } from '@holdfast/contract/kit'
import arabic from '../messages/ar/common.ts'
import english from '../messages/en/common.ts'
import { ApiProblem } from './api.ts'
import { alternativeText, faultText, problemWords } from './show.tsx'
import type { Say } from './words.tsx'

const sayIn = (words: object): Say => (key, values = {}) => (words as Record<string, string>)[key]!.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]))
const refusal = (code: keyof typeof problems, more: object = {}) => new ApiProblem(problems[code].status, { type: `http://localhost/problems/${code}`, title: problems[code].title, detail: 'The server says it in English.', ...more })
const inArabic = (problem: ApiProblem) => problemWords(problem, sayIn(arabic), 'ar')

/** What a guest can be refused, from the search to the booking's page. */
const ofGuests = ['not-signed-in', 'wrong-credentials', 'not-found', 'email-taken', 'still-free', 'waitlist-closed', 'quote-expired', 'hold-expired', 'wrong-state', 'payment-failed', 'version-conflict', 'key-in-progress', 'rate-limited', 'overloaded', 'unavailable', 'internal'] as const

describe('a refusal', () => {
  test.each(ofGuests)('of a guest is told in Arabic without an English word: %s', (code) => {
    const { title, detail, lang } = inArabic(refusal(code))
    expect(`${title} ${detail}`).not.toMatch(/[a-z]{2}/i)
    expect([detail === null, lang]).toEqual([false, undefined])
  })
  test('with reasons tells them in the reader’s words, and the server’s sentence not at all', () => {
    expect(inArabic(refusal('not-available', { reasons: [{ code: 'sold_out', detail: 'Sold out' }] }))).toEqual({ title: arabic['problem.code.not-available'], detail: null })
  })
  test('that is known by nothing but its English sentence keeps it, and says in which language it is', () => {
    expect(inArabic(refusal('not-allowed'))).toMatchObject({ detail: 'The server says it in English.', lang: 'en' })
  })
  test('in English is the server’s own sentence', () => {
    expect(problemWords(refusal('hold-expired'), sayIn(english), 'en').detail).toBe('The server says it in English.')
  })
  test('of a part of a trip speaks of no marked field, for none is', () => {
    const part = refusal('not-available', { errors: [{ pointer: '/quotes/1', detail: 'refused' }] })
    expect(problemWords(part, sayIn(english), 'en').detail).toBe('The server says it in English.')
    expect(problemWords(refusal('invalid-request', { errors: [{ pointer: '/guest/email', detail: 'wrong' }] }), sayIn(english), 'en').detail).toBe(english['problem.fields'])
  })
})

test('what is wrong with a field is said in the reader’s language', () => {
  const problem = refusal('invalid-request', { errors: ['/guest/email', '/new_password', '/note'].map((pointer) => ({ pointer, detail: 'not as it should be' })) })
  const fault = (pointer: string, locale: 'en' | 'ar') => faultText(problem, pointer, sayIn(locale === 'ar' ? arabic : english), locale)
  expect(fault('/guest/email', 'en')).toBe('not as it should be')
  expect(fault('/guest/email', 'ar')).toBe(arabic['problem.field.email'])
  expect(fault('/new_password', 'ar')).toBe(arabic['problem.field.password'])
  expect(fault('/note', 'ar')).toBe(arabic['problem.field'])
  expect(fault('/guest/name', 'ar')).toBeUndefined()
})

test('rooms one after the other are told with their dates as the reader writes them', () => {
  const parts = [{ room_type: 'rt_1', room_type_name: 'Riad', arrival: '2027-05-02', departure: '2027-05-04' }, { room_type: 'rt_2', room_type_name: 'Dar', arrival: '2027-05-04', departure: '2027-05-05' }]
  expect(alternativeText({ kind: 'split', label: 'Riad, Dar from 2027-05-04', parts } as never, 'ar')).not.toMatch(/from|2027-/)
})
