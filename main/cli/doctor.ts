import { existsSync } from 'node:fs'
import type { Check } from '../../contract/instrument.ts'
import { appPaths } from '../../core/paths.ts'
import type { Composition } from '../compose.ts'
import { NO_BENCH, databaseOf, type CommonOptions, type Context } from './context.ts'
import { problemOf, table } from './output.ts'

/** `isochrome doctor`: what is in order here and what is not; stores nothing, and answers beside a running window. */
export async function doctor(context: Context, flags: CommonOptions): Promise<void> {
  const { client, database } = await openBeside(context, flags)
  // Instruments that are plugged in belong to the answer.
  await client.bench.devices({})
  const found = (await client.app.doctor({})).checks
  const checks = found.map((check) => (check.name === 'database' ? (database ?? check) : check))
  context.result(
    { checks },
    table(
      ['', 'check', 'finding', 'next step'],
      checks.map((check) => [check.ok ? 'ok' : 'x', check.name, check.detail, check.nextStep ?? '']),
    ),
  )
}

/** The application over the user's database, read only. One that is missing or does not open is a finding. */
async function openBeside(
  context: Context,
  flags: CommonOptions,
): Promise<Pick<Composition, 'client'> & { readonly database?: Check }> {
  const { database: file } = appPaths(flags.db === undefined ? {} : { database: flags.db })
  const nothing = { ...NO_BENCH, memory: true }
  if (!existsSync(file)) {
    const database = { name: 'database', ok: true, detail: `none yet; the first reading makes ${file}` }
    return { client: (await context.open(nothing)).client, database }
  }
  try {
    return await context.open({ ...NO_BENCH, readOnly: true, ...databaseOf(flags) })
  } catch (error) {
    const { happened, next } = problemOf(error)
    const database = { name: 'database', ok: false, detail: happened, nextStep: next }
    return { client: (await context.open(nothing)).client, database }
  }
}
