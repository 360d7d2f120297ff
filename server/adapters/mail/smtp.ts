import { createTransport } from 'nodemailer'
import type { Mailer } from '#ports/mail'

/** Any SMTP relay, by URL (`smtp://user:password@host:587`). Few connections, short time limits: mail may wait, requests not. */
export function openSmtp(options: { url: string; from: string }): Mailer {
  const transport = createTransport({ url: options.url, pool: true, maxConnections: 3, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 } as object)
  return {
    async send({ to, subject, text, html, messageId, attachments }) {
      await transport.sendMail({ from: options.from, to, subject, text, html, messageId: `<${messageId}>`, ...(attachments === undefined ? {} : { attachments }) })
    },
    close() { transport.close() },
  }
}
