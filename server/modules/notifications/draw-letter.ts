import { directionOf, type Locale } from '@holdfast/contract/words'

/** What a letter says, in its reader's language, before it is drawn. Kept of every letter: a fifth of what is sent. */
export interface LetterWords {
  locale: Locale
  subject: string
  /** Above everything: the venue's name. */
  head: string
  above: string[]
  rows: [label: string, value: string][]
  below: string[]
  link: string
  /** What the link does, on its button. */
  open: string
  openHint: string
  /** A second link, quieter than the first. */
  also: { link: string; open: string; openHint: string } | null
  end: string[]
  farewell: string
}
export interface Letter { subject: string; text: string; html: string }

/** Text and HTML of the same words. Pure. */
export function drawLetter(words: LetterWords): Letter {
  return { subject: words.subject, text: textOf(words), html: htmlOf(words) }
}

function textOf({ above, rows, below, link, open, openHint, also, end, farewell }: LetterWords): string {
  const apart = (lines: readonly string[]) => lines.flatMap((line) => [line, ''])
  return [
    ...apart(above), ...(rows.length === 0 ? [] : [...rows.map(([label, value]) => `${label}: ${value}`), '']), ...apart(below),
    `${open}:`, link, openHint, '', ...(also === null ? [] : [`${also.open}:`, also.link, also.openHint, '']), ...apart(end), farewell,
  ].join('\n')
}

/** Styles stand in the elements, because mail readers drop style sheets; nothing is loaded from outside. */
function htmlOf({ locale, subject, head, above, rows, below, link, open, openHint, also, end, farewell }: LetterWords): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escape(text)}</p>`
  const table = rows.map(([label, value]) => `<tr><td style="padding:6px 16px 6px 0;color:#6b6459;vertical-align:top">${escape(label)}</td><td style="padding:6px 0;font-weight:600">${escape(value)}</td></tr>`).join('')
  const second = also === null ? '' : `<p style="margin:0 0 24px;color:#6b6459;font-size:14px"><a href="${escape(also.link)}" style="color:#0d4a52;font-size:16px;font-weight:600">${escape(also.open)}</a><br>${escape(also.openHint)}</p>\n`
  return `<!doctype html><html lang="${locale}" dir="${directionOf(locale)}"><head><meta charset="utf-8"><title>${escape(subject)}</title></head>
<body style="margin:0;padding:24px 12px;background:#f6f2ea;color:#26221c;font:16px/1.5 Inter,system-ui,sans-serif"><div style="max-width:560px;margin:0 auto;background:#fffdf9;border-radius:14px;padding:32px">
<p style="margin:0 0 20px;font:600 24px/1.25 Fraunces,Georgia,serif;color:#0d4a52">${escape(head)}</p>${above.map(paragraph).join('')}
${table === '' ? '' : `<table role="presentation" style="border-collapse:collapse;margin:0 0 20px">${table}</table>`}${below.map(paragraph).join('')}
<p style="margin:24px 0 8px"><a href="${escape(link)}" style="display:inline-block;padding:12px 20px;border-radius:10px;background:#0d4a52;color:#fffdf9;text-decoration:none;font-weight:600">${escape(open)}</a></p>
<p style="margin:0 0 24px;color:#6b6459;font-size:14px">${escape(openHint)}</p>${second}${end.map(paragraph).join('')}<p style="margin:0;color:#6b6459">${escape(farewell)}</p></div></body></html>`
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
