import type { FastifyInstance } from 'fastify'
import { readFileSync } from 'node:fs'
import { endpoints, problems } from '@holdfast/contract'
import { problem } from '#platform/problem'
import { openApi } from './openapi.ts'

/** `/openapi.json`, a readable reference at `/docs/api`, and a page for every problem that a `type` links to. */
export function serveReference(server: FastifyInstance, publicUrl: string): void {
  const document = JSON.stringify(openApi(publicUrl))
  const page = referencePage(JSON.parse(document) as OpenApi)
  server.get('/openapi.json', (_, reply) => reply.type('application/json').header('cache-control', 'public, max-age=300').send(document))
  // The style is its own file, because the content security policy allows no inline style.
  server.get('/docs/api.css', (_, reply) => reply.type('text/css').header('cache-control', 'public, max-age=3600').send(style))
  server.get('/docs/api', (_, reply) => reply.type('text/html').send(page))
  server.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const { code } = request.params
    if (!(code in problems)) throw problem('not-found')
    const markdown = readFileSync(new URL(`../../docs/problems/${code}.md`, import.meta.url), 'utf8')
    return reply.type('text/html').send(html(problems[code as keyof typeof problems].title, `<main>${paragraphs(markdown)}<p><a href="/docs/api">API reference</a></p></main>`))
  })
}

interface OpenApi { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, unknown> } }
interface Operation { operationId: string; summary: string; description?: string; tags: string[]; parameters: { name: string; in: string; required: boolean; schema: object; description?: string }[]; requestBody?: { content: Record<string, { schema: object }> }; responses: Record<string, { description: string; content?: Record<string, { schema: object }> }> }

function referencePage(document: OpenApi): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags[0]!)
  const contents = [...byTag].map(([tag, of]) => `<li><a href="#${slug(tag)}">${escape(tag)}</a><ul>${of.map(({ operation }) => `<li><a href="#${operation.operationId}">${escape(operation.summary)}</a></li>`).join('')}</ul></li>`).join('')
  const sections = [...byTag].map(([tag, of]) => `<section><h2 id="${slug(tag)}">${escape(tag)}</h2>${of.map(operationArticle).join('')}</section>`).join('')
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => `<details id="schema-${name}"><summary>${escape(name)}</summary><pre>${linked(JSON.stringify(schema, null, 2))}</pre></details>`).join('')
  return html('Holdfast API', `<nav aria-label="Contents"><ul>${contents}<li><a href="#schemas">Schemas</a></li></ul></nav><main><h1>Holdfast API</h1>
<p>${Object.keys(endpoints).length} operations. The machine-readable form is <a href="/openapi.json">OpenAPI 3.1</a>. Money is in minor units as text; nights are plain dates, half-open; every refusal is a problem of RFC 9457 with pointers and reasons.</p>${sections}<section><h2 id="schemas">Schemas</h2>${schemas}</section></main>`)
}

function operationArticle({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const parameters = operation.parameters.map((p) => `<tr><td><code>${escape(p.name)}</code>${p.required ? ' <b>required</b>' : ''}</td><td>${p.in}</td><td><code>${linked(JSON.stringify(p.schema))}</code></td></tr>`).join('')
  const body = operation.requestBody === undefined ? '' : `<h4>Body</h4><pre>${linked(JSON.stringify(Object.values(operation.requestBody.content)[0]!.schema, null, 2))}</pre>`
  const responses = Object.entries(operation.responses).map(([status, it]) => `<tr><td>${status}</td><td>${escape(it.description)}</td><td>${it.content === undefined ? '' : schemaCell(Object.values(it.content)[0]!.schema)}</td></tr>`).join('')
  return `<article id="${operation.operationId}"><h3>${escape(operation.summary)}</h3><p><code class="call">${method.toUpperCase()} ${escape(path)}</code></p>
${operation.description === undefined ? '' : `<p>${escape(operation.description)}</p>`}${parameters === '' ? '' : `<table><caption>Parameters</caption><tbody>${parameters}</tbody></table>`}${body}<table><caption>Answers</caption><tbody>${responses}</tbody></table></article>`
}

function schemaCell(schema: object): string {
  const text = JSON.stringify(schema)
  return text.length < 120 ? `<code>${linked(text)}</code>` : `<details><summary>shape</summary><pre>${linked(JSON.stringify(schema, null, 2))}</pre></details>`
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const linked = (json: string) => escape(json).replace(/\{\s*&quot;\$ref&quot;:\s*&quot;#\/components\/schemas\/(\w+)&quot;\s*\}/g, '<a href="#schema-$1">$1</a>')
const slug = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
const paragraphs = (markdown: string) => markdown.trim().split(/\n{2,}/).map((part) => part.startsWith('# ') ? `<h1>${inline(part.slice(2))}</h1>` : `<p>${inline(part)}</p>`).join('')
const inline = (text: string) => escape(text).replace(/`([^`]+)`/g, '<code>$1</code>')

const style = `:root{color-scheme:light dark;font:15px/1.6 "Inter Variable",system-ui,sans-serif}body{margin:0;display:flex;flex-wrap:wrap;gap:2rem;max-width:80rem;margin-inline:auto;padding:1.5rem}nav{flex:1 1 15rem;max-width:18rem;font-size:13px}nav ul{list-style:none;padding-inline-start:.75rem;margin:.25rem 0}main{flex:3 1 32rem;min-width:0}article{border-top:1px solid #8884;padding-block:1rem}h2{margin-top:2.5rem}pre{overflow:auto;max-height:28rem;background:#8881;padding:.75rem;border-radius:6px;font-size:12.5px}code{font-size:12.5px;overflow-wrap:anywhere}.call{font-weight:600;font-size:14px}table{width:100%;border-collapse:collapse;font-size:13px;margin-block:.75rem}caption{text-align:start;font-weight:600}td{padding:.25rem .5rem .25rem 0;vertical-align:top;border-top:1px solid #8883}a{color:inherit}`

function html(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title)}</title><link rel="stylesheet" href="/docs/api.css"></head><body>${body}</body></html>`
}
