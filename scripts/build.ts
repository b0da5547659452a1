import { parseArgs } from 'node:util'
import { buildIfStale, type PartName } from './tools/build-parts.ts'

const { values } = parseArgs({ options: { part: { type: 'string' }, force: { type: 'boolean' } } })

const parts: readonly PartName[] =
  values.part === 'renderer' || values.part === 'electron' ? [values.part] : ['renderer', 'electron']

for (const part of parts) {
  const problem = await buildIfStale(part, { force: values.force === true })
  if (problem === undefined) continue
  console.error(problem)
  process.exit(1)
}
