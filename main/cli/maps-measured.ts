import { Problem } from '../../contract/errors.ts'
import type { SpectraTable } from '../../contract/session.ts'
import { readMapReferences } from '../../formats/map-references.ts'
import { UsageError } from './context.ts'
import { readSpectra, readText } from './files.ts'

/** Measured mixtures whose end members synthetic cubes are made of; undefined without `--spectra`. */
export async function measuredSet(
  { spectra, values }: { readonly spectra?: string; readonly values?: string },
  say: (sentence: string) => void,
): Promise<{ spectra: SpectraTable; percent: Float64Array } | undefined> {
  if (spectra === undefined && values === undefined) return undefined
  if (spectra === undefined || values === undefined)
    throw new UsageError('--spectra and --values go together.')
  const measured = await readSpectra(spectra, say)
  const known = new Map(
    readMapReferences(await readText(values), values).map(({ cube, mean }) => [cube, mean]),
  )
  const percent = Float64Array.from(measured.ids, (id) => known.get(id) ?? NaN)
  const missing = measured.ids.filter((id) => !known.has(id))
  if (missing.length === 0 && measured.ids.length > 2) return { spectra: measured, percent }
  throw new Problem({
    code: 'NO_MATCH',
    title: 'Spectra and values do not match',
    happened: `${String(missing.length)} of ${String(measured.ids.length)} spectra have no value, first "${missing[0] ?? ''}".`,
    kept: 'Nothing was written.',
    next: 'Give every spectrum a row id,per cent; at least three.',
  })
}
