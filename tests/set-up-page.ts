import { buildIfStale } from '../scripts/tools/build-parts.ts'

/** Global set-up of the browser tests: they drive the built page. */
export default async function setUpPage(): Promise<void> {
  const problem = await buildIfStale('renderer')
  if (problem !== undefined) throw new Error(problem)
}
