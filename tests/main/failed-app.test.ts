import { isContractProcedure } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { api } from '../../contract/api.ts'
import type { ProblemData } from '../../contract/errors.ts'
import type { AppClient } from '../../core/app.ts'
import { failedRouter } from '../../main/failed-app.ts'
import { clientOverPort } from './support/port-client.ts'

const problem: ProblemData = {
  code: 'STORE_NEWER',
  title: 'A newer Isochrome wrote this database',
  happened: 'It has version 9; this program knows up to 1.',
  kept: 'Everything; the file was not touched.',
  next: 'Install the newer version.',
}

/** Names of all calls and streams of the contract, `area.call`. */
const names = Object.entries(api).flatMap(([area, calls]) =>
  Object.entries(calls)
    .filter(([, call]) => isContractProcedure(call))
    .map(([name]) => [area, name] as const),
)

describe('an application that could not start', () => {
  it('stands in for the whole contract', () => {
    expect(names.length).toBeGreaterThan(50)
  })

  it.each(names)('answers %s.%s with the reason, whatever it is given', async (area, name) => {
    const client = createRouterClient(failedRouter(problem)) as unknown as Record<
      string,
      Record<string, (input: unknown) => Promise<unknown>>
    >
    await expect(client[area]![name]!({ any: 'thing' })).rejects.toMatchObject({
      code: 'PROBLEM',
      defined: true,
      data: problem,
    })
  })

  it('reaches the page over a port, for calls and streams alike', async () => {
    const { client, port } = clientOverPort(failedRouter(problem))
    const typed: AppClient = client
    await expect(typed.app.about({})).rejects.toMatchObject({ code: 'PROBLEM', data: problem })
    await expect(typed.bench.watch({})).rejects.toMatchObject({ code: 'PROBLEM', data: problem })
    port.close()
  })
})
