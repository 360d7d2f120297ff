import { createMemoryHistory, RouterProvider, type AnyRouter } from '@tanstack/react-router'
import { dehydrate } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import { directionOf, type Locale } from '@holdfast/contract/words'
import { makeGuestRouter } from './guest/router.tsx'
import type { Area } from './messages/keys.ts'
import { loadMessages } from './messages/load.ts'
import { makeCall, type Transport } from './ui/api.ts'
import { makeQueryClient, Providers, type HeadSink, type PageContext } from './ui/page.tsx'
import { wordsOf } from './ui/words.tsx'

export interface RenderRequest {
  /** Path and query as asked. */
  url: string
  area: Area
  locale: Locale
  theme: 'light' | 'dark' | null
  nonce: string
  manifest: Manifest
  /** Runs the API in process with the visitor's cookies. */
  transport: Transport
}
export interface Rendered { status: number; html: string; private: boolean }
export type Manifest = Record<string, { file: string; imports?: string[]; css?: string[] }>

const entries: Record<Area, string> = { guest: 'guest/main.tsx', desk: 'desk/main.tsx', admin: 'admin/main.tsx' }

/** One page as HTML. Guest pages come with their content and data; desk and admin pages as a shell that draws itself behind sign-in. */
export async function render(request: RenderRequest): Promise<Rendered> {
  const messages = await loadMessages(request.area, request.locale)
  const { say } = wordsOf(request.locale, messages)
  const head: HeadSink = { title: 'Holdfast', description: '', status: 200, private: request.area !== 'guest', structured: null }
  if (request.area !== 'guest') return { status: 200, private: true, html: documentOf(request, head, '', null, [entries[request.area]]) }
  const queryClient = makeQueryClient()
  const context: PageContext = { queryClient, call: makeCall(request.transport), say, locale: request.locale }
  const router = makeGuestRouter(context, createMemoryHistory({ initialEntries: [request.url] })) as AnyRouter
  await router.load()
  const body = renderToString(<Providers context={context} messages={messages} head={head}><RouterProvider router={router} /></Providers>)
  const matches = router.state.matches as { status: string; staticData?: { source?: string } }[]
  const sources = matches.flatMap((match) => match.staticData?.source ?? [])
  return { status: head.status, private: head.private, html: documentOf(request, head, body, dehydrate(queryClient), [entries.guest, ...sources]) }
}

function documentOf(request: RenderRequest, head: HeadSink, body: string, queries: unknown, sources: string[]): string {
  const { manifest, nonce, locale, area } = request
  const { scripts, styles } = assetsOf(manifest, [...sources, `messages/${locale}/common.ts`, `messages/${locale}/${area}.ts`])
  const entry = manifest[entries[area]]!.file
  const font = Object.values(manifest).map((one) => one.file).find((file) => (locale === 'ar' ? /noto-sans-arabic-arabic-wght/ : /inter-latin-wght-normal/).test(file))
  const state = JSON.stringify({ rendered: body !== '', queries }).replaceAll('<', '\\u003c')
  const structured = head.structured === null ? '' : `<script type="application/ld+json" nonce="${nonce}">${JSON.stringify(head.structured).replaceAll('<', '\\u003c')}</script>`
  return `<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}"${request.theme ? ` data-theme="${request.theme}"` : ''}${area === 'desk' ? ' data-density="desk"' : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${escaped(head.title)}</title>
${head.description ? `<meta name="description" content="${escaped(head.description)}">` : ''}${head.private ? '<meta name="robots" content="noindex">' : ''}
<meta name="theme-color" content="#faf8f4" media="(prefers-color-scheme: light)"><meta name="theme-color" content="#171411" media="(prefers-color-scheme: dark)">
<meta property="csp-nonce" nonce="${nonce}">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
${font ? `<link rel="preload" as="font" type="font/woff2" crossorigin href="/${font}">` : ''}
${styles.map((file) => `<link rel="stylesheet" href="/${file}">`).join('\n')}
${scripts.map((file) => `<link rel="modulepreload" href="/${file}">`).join('\n')}
<script type="module" src="/${entry}" async></script>
${structured}
</head>
<body>
<div id="root">${body}</div>
<script type="application/json" id="state" nonce="${nonce}">${state}</script>
</body>
</html>`
}

function assetsOf(manifest: Manifest, sources: string[]): { scripts: string[]; styles: string[] } {
  const scripts = new Set<string>()
  const styles = new Set<string>()
  const visit = (key: string) => {
    const chunk = manifest[key]
    if (chunk === undefined || scripts.has(chunk.file)) return
    scripts.add(chunk.file)
    chunk.imports?.forEach(visit)
    chunk.css?.forEach((file) => styles.add(file))
  }
  sources.forEach(visit)
  return { scripts: [...scripts], styles: [...styles] }
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!)
}
