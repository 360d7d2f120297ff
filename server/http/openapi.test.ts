import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { endpoints } from '@holdfast/contract'
import { paths } from '@holdfast/contract/paths'
import { openApi } from './openapi.ts'

test('the served document is valid OpenAPI 3.1 and names every operation once', async () => {
  const document = openApi('http://127.0.0.1:8080') as { paths: Record<string, Record<string, { operationId: string }>> }
  const checked = await new Validator().validate(structuredClone(document))
  expect(checked.errors ?? []).toEqual([])
  const named = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((operation) => operation.operationId))
  expect(named.sort()).toEqual(Object.keys(endpoints).sort())
})

test('every operation has its path, and every path its operation', () => {
  expect(Object.keys(endpoints).sort()).toEqual(Object.keys(paths).sort())
  for (const [name, endpoint] of Object.entries(endpoints)) expect(endpoint.operation).toBe(name)
})
