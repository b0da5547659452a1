import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveProgram, type ServedProgram } from '../../scripts/tools/served-program.ts'
import { noShell } from './support/run-time.ts'
import {
  dataFolder,
  cleanUp,
  shellCommand,
  shellEnvironment,
  startShell,
  type Shell,
} from './support/shell.ts'

describe.skipIf(noShell !== undefined)('a window attached to a running web host', () => {
  let host: ServedProgram
  let shell: Shell
  beforeAll(async () => {
    host = await serveProgram({ home: dataFolder(), flags: ['--fast'] })
    shell = await startShell(['--attach', host.url])
  })
  afterAll(async () => {
    await shell.quit()
    await host.stop()
    cleanUp()
  })

  it('shows live spectra of the bench of the host', async () => {
    await shell.page.getByRole('button', { name: /^Spectrometer: Ocean HDX SIM-0101/ }).waitFor()
    await shell.page.getByText(/[1-9]\d*\.\d spectra\/s/).waitFor()
    await shell.page.getByText('Local only').waitFor()
  })

  it('starts no bench of its own', async () => {
    expect(await shell.benchPid()).toBeUndefined()
    expect(await shell.app.evaluate(({ ipcMain }) => ipcMain.listenerCount('isochrome:connect'))).toBe(0)
  })

  it('takes the token out of the address', async () => {
    expect(shell.page.url()).toBe(`${new URL(host.url).origin}/`)
  })

  it('gives the page of the host no more than its own page has', async () => {
    const types = await shell.page.evaluate(() =>
      ['require', 'process', 'Buffer', 'electron'].map((name) => typeof Reflect.get(window, name)),
    )
    expect(types).toEqual(['undefined', 'undefined', 'undefined', 'undefined'])
  })

  it('works: dark and white by their keys', async () => {
    await shell.page.keyboard.press('d')
    await shell.page.getByRole('button', { name: /^Dark: .* old/ }).waitFor()
    await shell.page.keyboard.press('w')
    await shell.page.getByRole('button', { name: /^White: .* old/ }).waitFor()
  })

  it('says so when the host is gone', async () => {
    await host.kill()
    await shell.page.getByText('The measuring process does not answer.').waitFor()
    await shell.page.getByText(/All committed readings are kept/).waitFor()
  })
})

describe.skipIf(noShell !== undefined)('a window attached to something else', () => {
  afterAll(cleanUp)

  async function listening(answer: RequestListener) {
    const server = createServer(answer)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return { server, origin: `http://127.0.0.1:${String(port)}` }
  }

  async function attach(address: string): Promise<{ code: number; said: string }> {
    const folder = dataFolder()
    const { command, args } = shellCommand(folder, ['--attach', address])
    const child = spawn(command, args, { env: shellEnvironment(folder), stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const [code] = (await once(child, 'close')) as [number]
    return { code, said }
  }

  it('ends with a sentence where nothing answers', async () => {
    const { server, origin } = await listening(() => undefined)
    server.close()
    const { code, said } = await attach(`${origin}/#token=x`)
    expect(code).toBe(1)
    expect(said).toContain(`No page came from ${origin}`)
    expect(said).not.toContain('    at ')
  })

  it('does not follow a redirection to another host', async () => {
    let visited = 0
    const other = await listening((_request, response) => {
      visited++
      response.end('<title>elsewhere</title>')
    })
    const host = await listening((_request, response) => {
      response.writeHead(302, { Location: `${other.origin}/` }).end()
    })
    const { code, said } = await attach(`${host.origin}/#token=x`)
    host.server.close()
    other.server.close()
    expect(code).toBe(1)
    expect(said).toContain(`No page came from ${host.origin}`)
    expect(visited).toBe(0)
  })

  it('ends with a sentence for an address without its token', async () => {
    const { code, said } = await attach('http://127.0.0.1:8137/')
    expect(code).toBe(2)
    expect(said).toContain('--attach needs the address a web host printed')
  })
})
