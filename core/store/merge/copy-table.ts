import type { Bindings, Database } from '../database.ts'
import type { MergedTable } from './tables.ts'

type Value = string | number | Uint8Array | null
type Row = Record<string, Value> & { id: number }

/** Ids of another database's rows in this one, by table. */
export type Ids = Map<string, Map<number, number>>

/** What became of the rows of one table. */
export interface Copied {
  readonly added: readonly number[]
  /** Rows that were here already. */
  readonly known: number
}

/** Rows fetched at a time: a reading holds kilobytes. */
const CHUNK = 500

/** Rows of this database by what tells them apart, oldest first: equal rows are taken one after the other. */
class Known {
  readonly #waiting = new Map<string, number[]>()
  readonly #same: readonly string[]

  constructor(database: Database, { name, same }: MergedTable) {
    this.#same = same
    const rows = database.prepare<Row>(`SELECT id, ${same.join(', ')} FROM ${name} ORDER BY id`).all()
    for (const row of rows) {
      const key = this.#key(row)
      const ids = this.#waiting.get(key)
      if (ids === undefined) this.#waiting.set(key, [row.id])
      else ids.push(row.id)
    }
  }

  #key(row: Readonly<Record<string, Value>>): string {
    return JSON.stringify(this.#same.map((column) => row[column] ?? null))
  }

  take(row: Readonly<Record<string, Value>>): number | undefined {
    return this.#waiting.get(this.#key(row))?.shift()
  }
}

/**
 * Copies the rows of a table that are not here yet and enters into `ids` what every row is called here.
 * `versions` = names here of the models named there; `adjust` may change a row before it is written.
 */
export function copyTable(
  from: Database,
  into: Database,
  table: MergedTable,
  context: {
    ids: Ids
    versions: ReadonlyMap<string, string>
    adjust?: (row: Record<string, Value>) => void
  },
): Copied {
  const { name, links, within = {}, models = [], leftOut } = table
  const { ids, versions, adjust } = context
  const own = new Map<number, number>()
  ids.set(name, own)
  const known = new Known(into, table)
  const next = from.prepare<Row>(
    `SELECT * FROM ${name} t WHERE t.id > @after${leftOut === undefined ? '' : ` AND NOT (${leftOut})`} ORDER BY t.id LIMIT ${CHUNK}`,
  )
  const columns = from
    .prepare<{ name: string }>(`SELECT name FROM pragma_table_info('${name}') WHERE name <> 'id'`)
    .all()
    .map((column) => column.name)
  const insert = into.prepare(
    `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  )
  const added: number[] = []
  for (let rows = next.all({ after: 0 }); rows.length > 0; rows = next.all({ after: rows.at(-1)?.id ?? 0 }))
    for (const { id, ...there } of rows) {
      const here: Bindings = { ...there }
      for (const [column, target] of Object.entries(links)) {
        const pointed = there[column]
        here[column] = typeof pointed === 'number' ? (ids.get(target)?.get(pointed) ?? null) : null
      }
      for (const [column, { field, table: target }] of Object.entries(within)) {
        const text = there[column]
        if (typeof text !== 'string') continue
        const content = JSON.parse(text) as Record<string, unknown>
        here[column] = JSON.stringify({ ...content, [field]: ids.get(target)?.get(Number(content[field])) })
      }
      for (const column of models) {
        const version = there[column]
        if (typeof version === 'string') here[column] = versions.get(version) ?? version
      }
      const found = known.take(here)
      if (found !== undefined) {
        own.set(id, found)
        continue
      }
      adjust?.(here)
      const made = insert.run(here).id
      own.set(id, made)
      added.push(made)
    }
  return { added, known: own.size - added.length }
}
