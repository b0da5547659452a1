import { Problem } from '../../contract/errors.ts'
import type { ReportInput } from '../../contract/report.ts'
import type { FileResult } from '../../contract/session.ts'
import { isoTime } from '../async.ts'
import { certificate } from '../report/certificate.ts'
import { sessionReport } from '../report/session-report.ts'
import { verificationReport } from '../report/verification-report.ts'
import type { AppContext } from './context.ts'
import type { Implementer } from './implementer.ts'
import { noActiveModel, noSession } from './problems.ts'

/** Printing a page of some ten sheets takes seconds; after this the printer is taken for hung. */
const PRINT_MS = 60_000

/** Reports: a certificate of a model, the report of a session or of a verification. */
export function reportRoutes(os: Implementer, context: AppContext) {
  return {
    make: os.report.make.handler(({ input, signal }) => makeReport(context, input, signal)),
  }
}

async function makeReport(
  context: AppContext,
  input: ReportInput,
  signal: AbortSignal | undefined,
): Promise<FileResult> {
  const print = input.format === 'pdf' ? context.options.print : undefined
  if (input.format === 'pdf' && !print) throw noPrinter()
  const { name, text } = await pageFor(context, input)
  if (!print) return { name: `${name}.html`, text, rows: 1 }
  const deadline = AbortSignal.timeout(PRINT_MS)
  const bytes = await print(text, signal ? AbortSignal.any([signal, deadline]) : deadline)
  return { name: `${name}.pdf`, text: Buffer.from(bytes).toString('base64'), encoding: 'base64', rows: 1 }
}

async function pageFor(context: AppContext, input: ReportInput): Promise<{ name: string; text: string }> {
  const { store } = context.options
  const now = isoTime(context.clock)
  if (input.kind === 'certificate') {
    const card = input.model === undefined ? context.active.card : store.getModel(input.model)
    if (!card) throw noActiveModel()
    return {
      name: `certificate-${card.version}-${card.hash.slice(0, 8)}`,
      text: await certificate(context, card, now),
    }
  }
  if (input.kind === 'verification') {
    const verification =
      input.verification === undefined
        ? store.listVerifications()[0]
        : store.getVerification(input.verification)
    if (!verification) throw nothingVerified()
    const name = `verification-${verification.id}-${verification.passed ? 'passed' : 'failed'}`
    return { name, text: await verificationReport(context, verification, now) }
  }
  const session = context.desk.meant(input.session)
  if (session === undefined) throw noSession()
  return { name: `session-${session}-report`, text: await sessionReport(context, session, now) }
}

function noPrinter(): Problem {
  return new Problem({
    code: 'NOT_FOUND',
    title: 'A PDF cannot be made here',
    happened: 'It takes the desktop window, or a Chromium or Chrome on the computer that runs the bench.',
    kept: 'Nothing was written.',
    next: 'Make the report as HTML, open it in a browser and print it to PDF there, or name a browser by CHROMIUM_PATH.',
  })
}

const nothingVerified = (): Problem =>
  new Problem({
    code: 'NOT_FOUND',
    title: 'Nothing was verified yet',
    happened: 'No verification is stored.',
    kept: 'Nothing was changed.',
    next: 'Verify first: view Sessions, or isochrome verify.',
  })
