import type { Merged } from '../../../contract/data.ts'
import { Problem } from '../../../contract/errors.ts'
import type { Database } from '../database.ts'
import type { ModelStore } from '../interface.ts'
import { copyTable } from './copy-table.ts'
import type { Copied, Ids } from './copy-table.ts'
import { newestPairStands } from './newest-pair.ts'
import { MERGED_TABLES } from './tables.ts'

/** One side of a merge. */
export interface Side {
  readonly database: Database
  readonly models: ModelStore
}

/** Versions here of the models there; a model whose file is missing there keeps a name that says so. */
function copyModels(
  from: Side,
  into: Side,
  sessions: ReadonlyMap<number, number> | undefined,
): { versions: Map<string, string>; models: number; remarks: string[] } {
  const versions = new Map<string, string>()
  const remarks: string[] = []
  let models = 0
  for (const card of from.models.listModels()) {
    const known = into.models.listModels()
    const same = known.find(({ hash }) => hash === card.hash)
    if (same !== undefined) {
      versions.set(card.version, same.version)
      continue
    }
    let bundle: Uint8Array
    try {
      bundle = from.models.readBundle(card.version)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      versions.set(card.version, `${card.version} (not here)`)
      remarks.push(`Model ${card.version} stayed behind: ${error.data.happened}`)
      continue
    }
    const taken = known.some(({ version }) => version === card.version)
    const version = taken ? into.models.nextVersion('full') : card.version
    const { parent, ...rest } = card
    into.models.insertModel(
      {
        ...rest,
        version,
        session: sessions?.get(card.session) ?? card.session,
        state: card.accepted ? 'candidate' : 'refused',
        ...(parent !== undefined && { parent: versions.get(parent) ?? parent }),
      },
      bundle,
    )
    if (taken) remarks.push(`Model ${card.version} of the other database is ${version} here.`)
    versions.set(card.version, version)
    models += 1
  }
  return { versions, models, remarks }
}

/** Which readings belong to the new pairs, and the events of the new runs under their numbers here. */
function copyDependants(from: Database, into: Database, ids: Ids, copied: ReadonlyMap<string, Copied>): void {
  const readings = ids.get('reading')
  const link = into.prepare(
    'INSERT INTO pair_reading (pair, role, position, reading) VALUES (@pair, @role, @position, @reading)',
  )
  const links = from.prepare<{ role: string; position: number; reading: number }>(
    'SELECT role, position, reading FROM pair_reading WHERE pair = @pair',
  )
  const append = into.prepare(
    `INSERT INTO event (run, seq, json) VALUES (@run, @seq, json_set(@json, '$.run', @run))`,
  )
  const events = from.prepare<{ seq: number; json: string }>('SELECT seq, json FROM event WHERE run = @run')
  const renumber = into.prepare(
    `UPDATE event SET json = json_set(json, @path, @id) WHERE run = @run AND seq = @seq`,
  )
  const own = (table: string, id: unknown): number | undefined =>
    typeof id === 'number' ? ids.get(table)?.get(id) : undefined

  const addedPairs = new Set(copied.get('pair')?.added)
  for (const [there, here] of ids.get('pair') ?? [])
    if (addedPairs.has(here))
      for (const { role, position, reading } of links.all({ pair: there }))
        link.run({ pair: here, role, position, reading: readings?.get(reading) ?? null })
  const addedRuns = new Set(copied.get('run')?.added)
  for (const [there, here] of ids.get('run') ?? [])
    if (addedRuns.has(here))
      for (const { seq, json } of events.all({ run: there })) {
        append.run({ run: here, seq, json })
        const event = JSON.parse(json) as { session?: unknown; reading?: unknown }
        for (const field of ['session', 'reading'] as const) {
          const id = own(field, event[field])
          if (id !== undefined) renumber.run({ path: `$.${field}`, id, run: here, seq })
        }
      }
}

/** Plates that are not here yet; one of the same name stays as it is here. */
function copyPlates(from: Database, into: Database): number {
  const insert = into.prepare('INSERT OR IGNORE INTO plate (name, json) VALUES (@name, @json)')
  return from
    .prepare<{ name: string; json: string }>('SELECT name, json FROM plate')
    .all()
    .reduce((sum, plate) => sum + insert.run(plate).changes, 0)
}

/**
 * Adds everything of another database that is not here yet. A session is the same one when it started at the same
 * millisecond; within it rows are told apart by time and content. Nothing here is changed or removed, and merging
 * the same file again adds nothing, so a merge that was cut off is simply repeated.
 */
export function merge(from: Side, into: Side): Merged {
  const ids: Ids = new Map()
  const copied = new Map<string, Copied>()
  const versions = new Map<string, string>()
  const place = (names: readonly string[], adjust?: Parameters<typeof copyTable>[3]['adjust']): void => {
    for (const table of MERGED_TABLES.filter(({ name }) => names.includes(name)))
      copied.set(
        table.name,
        copyTable(from.database, into.database, table, { ids, versions, ...(adjust && { adjust }) }),
      )
  }
  const count = (name: string): number => copied.get(name)?.added.length ?? 0

  into.database.transaction(() => place(['device', 'axis', 'wavelength_calibration', 'session']))
  // A model's file is written outside of any transaction; its own order of writing survives a crash.
  const { versions: named, models, remarks } = copyModels(from, into, ids.get('session'))
  for (const [there, here] of named) versions.set(there, here)
  const plates = into.database.transaction(() => {
    const ownSessions = new Set(copied.get('session')?.added)
    place(['decision', 'reading'])
    place(['pair'], newestPairStands(into.database, ownSessions))
    place(['exclusion', 'spot', 'verification'])
    place(['run'], (run) => {
      // What was still running there is not running here.
      run['state'] = 'idle'
    })
    copyDependants(from.database, into.database, ids, copied)
    return copyPlates(from.database, into.database)
  })
  return {
    sessions: count('session'),
    readings: count('reading'),
    pairs: count('pair'),
    spots: count('spot'),
    plates,
    models,
    known: copied.get('reading')?.known ?? 0,
    remarks,
  }
}
