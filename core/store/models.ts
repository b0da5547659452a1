import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import { ModelCardSchema } from '../../contract/model.ts'
import type { ModelCard, ModelState } from '../../contract/model.ts'
import type { Database } from './database.ts'
import type { Decide } from './decisions.ts'
import { writeDurably } from './durable.ts'
import type { ModelStore } from './interface.ts'
import { nextVersion } from './versions.ts'
import { badRequest, codeOf, guarded, notFound } from './problems.ts'

type Row = {
  id: number
  version: string
  hash: string
  state: 'candidate' | 'refused'
  card: string
  file: string
  sha256: string
}
type Kind = 'promote' | 'rollback' | 'refuse' | 'reopen'

const MIN_HASH = 6

/** SHA-256 of a bundle file in hexadecimal. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const bundleProblem = (
  code: 'MODEL_MISSING' | 'MODEL_DAMAGED',
  version: string,
  path: string,
  cause?: unknown,
): Problem =>
  new Problem(
    {
      code,
      title: code === 'MODEL_MISSING' ? 'The model file is missing' : 'The model file is damaged',
      happened: `Model ${version} should be in ${path}${code === 'MODEL_MISSING' ? '' : ', but its content is not what was stored'}.`,
      kept: 'All readings and all other models.',
      next: 'Roll back to another model, import this one again, or train again.',
    },
    { cause },
  )

/**
 * Models. The row is written first as pending, then the file, then the row is confirmed: whatever moment a
 * crash picks, opening finds either nothing visible or enough to finish (see recover.ts).
 */
export function modelStore(
  database: Database,
  { decide, folder }: { decide: Decide; folder: string },
): ModelStore {
  const insert = database.prepare(`
    INSERT INTO model (version, hash, session, state, card, file, sha256, pending)
    VALUES (@version, @hash, @session, @state, @card, @file, @sha256, 1)`)
  const confirm = database.prepare('UPDATE model SET pending = 0 WHERE id = @id')
  const withdraw = database.prepare('DELETE FROM model WHERE id = @id')
  const all = database.prepare<Row>('SELECT * FROM model WHERE pending = 0 ORDER BY id')
  const versions = database.prepare<{ version: string }>('SELECT version FROM model')
  const insertDecision = database.prepare(
    'INSERT INTO model_decision (kind, model, decision) VALUES (@kind, @model, @decision)',
  )
  const standing = database.prepare<{ kind: Kind; model: number }>(`
    SELECT m.kind, m.model FROM model_decision m JOIN decision d ON d.id = m.decision
    WHERE d.undone = 0 ORDER BY m.id`)

  /** Replays the standing decisions: the stack of models made active and what was refused. */
  const replay = (): { stack: number[]; once: Set<number>; refused: Map<number, boolean> } => {
    const stack: number[] = []
    const once = new Set<number>()
    const refused = new Map<number, boolean>()
    for (const { kind, model } of standing.all()) {
      if (kind === 'promote') {
        stack.push(model)
        once.add(model)
        refused.delete(model)
      } else if (kind === 'rollback') {
        if (stack.at(-1) === model) stack.pop()
      } else refused.set(model, kind === 'refuse')
    }
    return { stack, once, refused }
  }
  const stateOf = (row: Row, { stack, once, refused }: ReturnType<typeof replay>): ModelState => {
    if (stack.at(-1) === row.id) return 'active'
    const said = refused.get(row.id)
    if (said !== undefined) return said ? 'refused' : 'candidate'
    return once.has(row.id) ? 'retired' : row.state
  }
  const card = (row: Row): ModelCard => ({
    ...ModelCardSchema.parse(JSON.parse(row.card)),
    state: stateOf(row, replay()),
  })
  const find = (name: string): Row => {
    const rows = all.all()
    const exact = rows.find(({ version }) => version === name)
    if (exact !== undefined) return exact
    const byHash = name.length < MIN_HASH ? [] : rows.filter(({ hash }) => hash.startsWith(name))
    const [row, second] = byHash
    if (row === undefined) throw notFound(`model ${name}`)
    if (second !== undefined && second.hash !== row.hash)
      throw badRequest(`More than one model's hash begins with ${name}.`)
    return row
  }
  const activeRow = (): Row | undefined => {
    const id = replay().stack.at(-1)
    return all.all().find((row) => row.id === id)
  }
  const decideOn = (kind: Kind, row: Row, what: string, session?: number): ModelCard =>
    database.transaction(() => {
      insertDecision.run({ kind, model: row.id, decision: decide(session ?? null, what) })
      return card(row)
    })

  return {
    insertModel: (given, bundle) => {
      const file = `${given.version}-${given.hash.slice(0, 12).replaceAll(/[^0-9a-z]/gi, '')}.isomodel`
      const { id } = insert.run({
        version: given.version,
        hash: given.hash,
        session: given.session,
        state: given.state === 'refused' ? 'refused' : 'candidate',
        card: JSON.stringify(given),
        file,
        sha256: sha256(bundle),
      })
      try {
        guarded(join(folder, file), () => {
          mkdirSync(folder, { recursive: true })
          writeDurably(join(folder, file), bundle)
        })
      } catch (error) {
        withdraw.run({ id })
        throw error
      }
      confirm.run({ id })
      return card(find(given.version))
    },
    getModel: (name) => card(find(name)),
    readBundle: (name) => {
      const row = find(name)
      const path = join(folder, row.file)
      try {
        const bytes = readFileSync(path)
        if (sha256(bytes) !== row.sha256) throw bundleProblem('MODEL_DAMAGED', row.version, path)
        return bytes
      } catch (error) {
        if (codeOf(error) === 'ENOENT') throw bundleProblem('MODEL_MISSING', row.version, path, error)
        throw error
      }
    },
    bundleFile: (name) => find(name).file,
    listModels: () => all.all().map(card),
    activeModel: () => {
      const row = activeRow()
      return row && card(row)
    },
    nextVersion: (kind, parent) =>
      nextVersion(
        versions.all().map(({ version }) => version),
        kind,
        parent ?? activeRow()?.version,
      ),
    setModelState: (name, state, session) => {
      const row = find(name)
      return state === 'refused'
        ? decideOn('refuse', row, `Kept the active model, not ${row.version}`, session)
        : decideOn('reopen', row, `Candidate ${row.version}`, session)
    },
    promote: (name, session) => {
      const row = find(name)
      if (activeRow()?.id === row.id) return card(row)
      return decideOn('promote', row, `Made ${row.version} active`, session)
    },
    rollback: (session) => {
      const { stack } = replay()
      const row = activeRow()
      const before = all.all().find(({ id }) => id === stack.at(-2))
      if (row === undefined || before === undefined)
        throw new Problem({
          code: 'WRONG_STATE',
          title: 'There is no model to go back to',
          happened: row === undefined ? 'No model is active.' : `Before ${row.version} no model was active.`,
          kept: 'Nothing was changed.',
          next: 'Choose a model in the list and make it active.',
        })
      decideOn('rollback', row, `Went back from ${row.version} to ${before.version}`, session)
      return card(before)
    },
  }
}
