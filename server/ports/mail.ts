/** A letter as it leaves: one person, plain text and HTML of the same words. */
export interface Letter {
  to: string
  subject: string
  text: string
  html: string
  /** The same letter keeps its id, so that a mail reader shows one that was sent twice only once. */
  messageId: string
  attachments?: { filename: string; contentType: string; content: string | Buffer }[]
}

/** Takes letters to the relay. Throws when the relay does not take one; the caller tries again later. */
export interface Mailer {
  send(letter: Letter): Promise<void>
  close(): void
}
