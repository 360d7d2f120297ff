import { z } from 'zod'
import { endpoints, problems, type ProblemCode } from '@holdfast/contract'
import type { EndpointSpec } from '@holdfast/contract/kit'

type Schema = Record<string, unknown>
type Operation = EndpointSpec<z.ZodType, z.ZodType, z.ZodType, z.ZodType>

/** OpenAPI 3.1 of the whole contract, made from the very schemas that validate. */
export function openApi(publicUrl: string): Schema {
  const components: Record<string, Schema> = {}
  const paths: Record<string, Record<string, Schema>> = {}
  for (const endpoint of Object.values(endpoints) as unknown as Operation[]) {
    const path = endpoint.path.replace(/:([a-z_]+)/gi, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, components) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Holdfast', version: '1', summary: 'Rooms by the night, tables by the time slot.', description: 'Money is in minor units as text with its exponent. Nights are plain dates, half-open. Every refusal is an RFC 9457 problem.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: publicUrl }],
    paths,
    components: {
      schemas: { ...components, Problem: problemSchema },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, session: { type: 'apiKey', in: 'cookie', name: 'hf_session' } },
    },
  }
}

const problemSchema: Schema = {
  type: 'object', required: ['type', 'title', 'status', 'code'], description: 'RFC 9457',
  properties: {
    type: { type: 'string', format: 'uri' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string', enum: Object.keys(problems) }, detail: { type: 'string' }, instance: { type: 'string' },
    errors: { type: 'array', items: { type: 'object', properties: { pointer: { type: 'string' }, detail: { type: 'string' } } } },
    reasons: { type: 'array', items: { $ref: '#/components/schemas/Reason' } }, alternatives: { type: 'array', items: { $ref: '#/components/schemas/Alternative' } },
  },
}

function operationOf(endpoint: Operation, components: Record<string, Schema>): Schema {
  const body = schemaOf(endpoint.body, 'input', components)
  const takesBody = endpoint.method !== 'GET' && endpoint.method !== 'DELETE' && (body['anyOf'] !== undefined || Object.keys((body['properties'] ?? {}) as object).length > 0)
  return {
    operationId: endpoint.operation, summary: endpoint.summary, tags: [endpoint.tag],
    ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
    ...(endpoint.who === 'account' || endpoint.who === 'staff' ? { security: [{ bearer: [] }, { session: [] }] } : { security: [] }),
    parameters: [...parametersOf(endpoint.params, 'path', components), ...parametersOf(endpoint.query, 'query', components), ...(endpoint.idempotent ? [idempotencyKey] : [])],
    ...(takesBody ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: { [String(endpoint.status)]: successOf(endpoint, components), ...refusalsOf(endpoint) },
  }
}

const idempotencyKey: Schema = { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 200 }, description: 'The same key answers the same result for 48 hours; with another body it is refused (422).' }

function successOf(endpoint: Operation, components: Record<string, Schema>): Schema {
  if (endpoint.status === 204) return { description: 'Done; nothing to say.' }
  return { description: endpoint.summary, content: { 'application/json': { schema: schemaOf(endpoint.response, 'output', components) } } }
}

function refusalsOf(endpoint: Operation): Record<string, Schema> {
  const codes: ProblemCode[] = ['invalid-request', 'rate-limited', ...(endpoint.who === 'account' || endpoint.who === 'staff' ? ['not-signed-in' as const] : []), ...endpoint.problems]
  const byStatus = Map.groupBy(new Set(codes), (code) => problems[code].status)
  return Object.fromEntries([...byStatus].sort(([a], [b]) => a - b).map(([status, of]) => [String(status), {
    description: of.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }]))
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query', components: Record<string, Schema>): Schema[] {
  const shape = schemaOf(schema, 'input', components)
  const required = new Set((shape['required'] ?? []) as string[])
  return Object.entries((shape['properties'] ?? {}) as Record<string, Schema>).map(([name, of]) => ({ name, in: place, required: place === 'path' || required.has(name), schema: of }))
}

/** Named schemas become components; what zod put under `$defs` is hoisted. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Record<string, Schema>): Schema {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Schema
  const { $defs, $schema: _, ...rest } = JSON.parse(JSON.stringify(made).replaceAll('#/$defs/', '#/components/schemas/')) as Schema
  for (const [name, of] of Object.entries(($defs ?? {}) as Record<string, Schema>)) {
    const { id: __, ...plain } = of
    components[name] ??= plain
  }
  const { id, ...plain } = rest as Schema & { id?: string }
  if (typeof id !== 'string') return plain
  components[id] ??= plain
  return { $ref: `#/components/schemas/${id}` }
}
