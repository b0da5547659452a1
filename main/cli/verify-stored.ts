import type { VerifySchedule } from '../../contract/verify.ts'
import {
  NO_BENCH,
  UsageError,
  databaseOf,
  integer,
  type Client,
  type CommonOptions,
  type Context,
} from './context.ts'
import type { parseLimits } from './limits-text.ts'
import { limitsText } from './limits-text.ts'
import { table } from './output.ts'

/** What is asked of the stored verifications instead of a new one. */
export interface StoredFlags {
  readonly list?: boolean
  readonly due?: boolean
  readonly every?: string
  readonly keep?: boolean
  readonly instrument?: string
  readonly model?: string
  readonly standard?: string
  readonly limits?: ReturnType<typeof parseLimits>
}

/** Whether a command line asks for what is stored. */
export const askedOfStored = ({ list, due, every, keep }: StoredFlags): boolean =>
  list === true || due === true || every !== undefined || keep === true

/**
 * A reminder as it is typed: "30d" days, "10s" sessions, both with a comma, or "off". @throws UsageError
 */
export function parseSchedule(text: string): VerifySchedule {
  if (text.trim().toLowerCase() === 'off') return { days: null, sessions: null }
  const schedule: VerifySchedule = { days: null, sessions: null }
  for (const part of text.split(',')) {
    const [, digits, letter] = /^\s*(\d{1,5})\s*([ds])\s*$/i.exec(part) ?? []
    const key = letter?.toLowerCase() === 'd' ? 'days' : 'sessions'
    const most = key === 'days' ? 3650 : 10_000
    const count = digits === undefined ? 0 : integer(digits)
    if (count < 1 || count > most)
      throw new UsageError(`"${part}" is no rule. Write 30d, 10s (sessions), 30d,10s or off.`)
    if (schedule[key] !== null) throw new UsageError(`The ${key} are given twice.`)
    schedule[key] = count
  }
  return schedule
}

/** Lists, reminders and tolerances; no instrument is needed. */
export async function storedVerifications(
  context: Context,
  flags: StoredFlags & CommonOptions,
): Promise<void> {
  const writes = flags.every !== undefined || flags.keep === true
  const schedule = flags.every === undefined ? undefined : parseSchedule(flags.every)
  const { client } = await context.open({ ...NO_BENCH, readOnly: !writes, ...databaseOf(flags) })
  if (writes) await configure(context, client, flags, schedule)
  else if (flags.due === true) await due(context, client)
  else await list(context, client, flags)
}

async function configure(
  context: Context,
  client: Client,
  flags: StoredFlags,
  schedule: VerifySchedule | undefined,
): Promise<void> {
  const { limits, standard } = flags
  const instrument = flags.instrument ?? (await activeInstrument(client))
  if (flags.keep === true && limits === undefined)
    throw new UsageError('--keep needs --limits, for example --limits mean=0.5,max=1.5.')
  await client.verify.configure({
    instrument,
    ...(schedule === undefined ? {} : { schedule }),
    ...(flags.keep === true && limits !== undefined
      ? { tolerance: { standard: standard ?? 'Own limits', limits } }
      : {}),
  })
  const now = await client.verify.settings({ instrument })
  context.result(
    { instrument, ...now },
    `${instrument}: "${now.tolerance.standard}", ${limitsText(now.tolerance.limits)}; reminder ${ruleText(now.schedule)}.`,
  )
}

/** The instrument of the active model is meant where none is named. */
async function activeInstrument(client: Client): Promise<string> {
  const { models } = await client.model.list({})
  const active = models.find(({ state }) => state === 'active')
  if (!active) throw new UsageError('Name the instrument by --instrument: no model is active.')
  return active.instrument
}

const ruleText = ({ days, sessions }: VerifySchedule): string =>
  days === null && sessions === null
    ? 'off'
    : [
        ...(days === null ? [] : [`every ${String(days)} days`]),
        ...(sessions === null ? [] : [`every ${String(sessions)} sessions`]),
      ].join(' or ')

async function due(context: Context, client: Client): Promise<void> {
  const { instruments } = await client.verify.due({})
  context.result(
    { instruments },
    instruments.length === 0
      ? 'No reminder is set: isochrome verify --every 30d --instrument SERIAL'
      : instruments.map(({ sentence }) => sentence).join('\n'),
  )
  if (instruments.some((one) => one.due)) process.exitCode = 1
}

async function list(context: Context, client: Client, flags: StoredFlags): Promise<void> {
  const { verifications } = await client.verify.list({
    ...(flags.instrument === undefined ? {} : { instrument: flags.instrument }),
    ...(flags.model === undefined ? {} : { model: flags.model }),
  })
  context.result(
    { verifications },
    verifications.length === 0
      ? 'Nothing was verified yet.'
      : table(
          ['id', 'at', 'instrument', 'model', 'dE00 mean', 'max', 'RMSE x10^-3', 'outcome', 'standard'],
          verifications.map(({ id, at, instrument, model, corrected, passed, tolerance }) => [
            id,
            at,
            instrument,
            model,
            corrected.dE00?.mean.toFixed(3) ?? '-',
            corrected.dE00?.max.toFixed(3) ?? '-',
            (corrected.rmse * 1000).toFixed(2),
            passed ? 'passed' : 'failed',
            tolerance.standard,
          ]),
        ),
  )
}
