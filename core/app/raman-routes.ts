import { z } from 'zod'
import { Problem } from '../../contract/errors.ts'
import type { FileResult } from '../../contract/session.ts'
import { readRamanCsv } from '../../formats/csv-raman.ts'
import type { AppContext } from './context.ts'
import { guarded } from './errors.ts'
import type { Implementer } from './implementer.ts'
import type { RamanDesk } from './raman-desk.ts'

const ok = { ok: true } as const
const FORMAT = 'isochrome-network'
const Exported = z.object({ format: z.literal(FORMAT), kind: z.string(), file: z.base64() })

/** Raman classifiers: learn, ask, carry from computer to computer. */
export function ramanRoutes(os: Implementer, { raman, options }: AppContext) {
  return {
    train: os.raman.train.handler(({ input }) => guarded(raman.train(input), options.log, 'raman.train')),
    cancel: os.raman.cancel.handler(() => {
      raman.cancel()
      return ok
    }),
    list: os.raman.list.handler(() => ({ models: raman.list() })),
    classify: os.raman.classify.handler(({ input }) => {
      const { laserNm, files, spectra, model } = input
      const laser = laserNm === undefined ? {} : { laserNm }
      const read = files.map(({ path, text }) => readRamanCsv(text, { name: path, ...laser }))
      return raman.classify([...spectra, ...read], model)
    }),
    export: os.raman.export.handler(({ input }) => exported(raman, input.model)),
    import: os.raman.import.handler(({ input }) => raman.import(bytesIn(input.text))),
  }
}

function exported(raman: RamanDesk, name: string): FileResult {
  const { card, bytes } = raman.open(name)
  const file = Buffer.from(bytes).toString('base64')
  const text = JSON.stringify({ format: FORMAT, kind: 'raman', card, file }, null, 1)
  return { name: `${card.version}-${card.hash.slice(0, 8)}.isochrome-network.json`, text, rows: 1 }
}

/** @throws Problem MODEL_DAMAGED, MODEL_MISMATCH */
function bytesIn(text: string): Uint8Array {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw notExported('MODEL_DAMAGED', 'The file is no JSON; it may be cut off.', error)
  }
  const other = z.object({ format: z.literal('isochrome-model') }).safeParse(json)
  if (other.success) throw notExported('MODEL_MISMATCH', 'It is a correction model, not a Raman classifier.')
  const read = Exported.safeParse(json)
  if (!read.success)
    throw notExported('MODEL_DAMAGED', 'The file has another form than an exported network.', read.error)
  return Uint8Array.from(Buffer.from(read.data.file, 'base64'))
}

const notExported = (code: 'MODEL_DAMAGED' | 'MODEL_MISMATCH', happened: string, cause?: unknown): Problem =>
  new Problem(
    {
      code,
      title: 'This classifier cannot be imported',
      happened,
      kept: 'Nothing was stored.',
      next: code === 'MODEL_MISMATCH' ? 'Import it under Models.' : 'Export it again where it was trained.',
    },
    { cause },
  )
