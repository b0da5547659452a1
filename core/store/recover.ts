import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from './database.ts'
import { sha256 } from './models.ts'
import { guarded } from './problems.ts'
import type { Finding } from './records.ts'

type Row = { id: number; version: string; file: string; sha256: string; pending: number }

const finding = (
  level: Finding['level'],
  code: 'MODEL_MISSING' | 'FILE_UNREADABLE',
  words: Pick<Finding['problem'], 'title' | 'happened' | 'kept' | 'next'>,
): Finding => ({ level, problem: { code, ...words } })

const missing = (version: string, path: string): Finding =>
  finding('attention', 'MODEL_MISSING', {
    title: `The file of model ${version} is missing`,
    happened: `${path} is not there any more.`,
    kept: 'All readings and all other models.',
    next: 'Put the file back, import the model again, or train again.',
  })

const completed = (version: string): Finding =>
  finding('info', 'FILE_UNREADABLE', {
    title: `Model ${version} was saved after all`,
    happened: 'The program ended just after its file had been written.',
    kept: `Model ${version} and everything else.`,
    next: 'Nothing needs to be done.',
  })

const withdrawn = (version: string): Finding =>
  finding('attention', 'MODEL_MISSING', {
    title: `Model ${version} was not saved`,
    happened: 'The program ended before its file had been written.',
    kept: 'All readings and all other models.',
    next: 'Train again.',
  })

const stray = (path: string): Finding =>
  finding('info', 'FILE_UNREADABLE', {
    title: 'A model file nobody stored',
    happened: `${path} is not in the list of models.`,
    kept: 'The file is left where it is.',
    next: 'Import it to use it, or remove it.',
  })

/** Finishes or withdraws models whose saving was cut off and reports files and rows without their partner. */
export function recoverModels(database: Database, folder: string): Finding[] {
  const rows = database.prepare<Row>('SELECT id, version, file, sha256, pending FROM model').all()
  const confirm = database.prepare('UPDATE model SET pending = 0 WHERE id = @id')
  const withdraw = database.prepare('DELETE FROM model WHERE id = @id')
  const findings: Finding[] = []
  for (const { id, version, file, pending, ...row } of rows) {
    const path = join(folder, file)
    const there = existsSync(path)
    if (pending === 0) {
      if (!there) findings.push(missing(version, path))
    } else if (there && guarded(path, () => sha256(readFileSync(path))) === row.sha256) {
      confirm.run({ id })
      findings.push(completed(version))
    } else {
      rmSync(path, { force: true })
      withdraw.run({ id })
      findings.push(withdrawn(version))
    }
  }
  const known = new Set(rows.map(({ file }) => file))
  for (const name of existsSync(folder) ? guarded(folder, () => readdirSync(folder)) : []) {
    if (name.endsWith('.isomodel.tmp')) rmSync(join(folder, name), { force: true })
    else if (name.endsWith('.isomodel') && !known.has(name)) findings.push(stray(join(folder, name)))
  }
  return findings
}
