import type admin from './en/admin.ts'
import type common from './en/common.ts'
import type desk from './en/desk.ts'
import type guest from './en/guest.ts'

/** Every key that may be said; a missing or misspelt one is a type error. */
export type MessageKey = keyof typeof common | keyof typeof guest | keyof typeof desk | keyof typeof admin
export type Area = 'guest' | 'desk' | 'admin'
