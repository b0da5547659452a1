import type { ReportInput } from '../../contract/report.ts'
import { saveFile } from '../text/save.ts'
import type { App } from './app.svelte.ts'

/** Makes a report and hands it to the browser as a file. */
export async function saveReport(app: App, input: ReportInput): Promise<void> {
  app.notices.spoken = 'The report is being made.'
  const file = await app.ask((client) => client.report.make(input))
  if (file === undefined) return
  saveFile(file.name, file)
  app.notices.say(`Report written as ${file.name}.`)
}
