// Supplies what Electron 22 lacks, then loads the shipped main unchanged. See README.md.
const { spawn } = require('node:child_process')
const { EventEmitter } = require('node:events')
const Module = require('node:module')
const { join } = require('node:path')
const electron = require('electron')

if (process.env.ISOCHROME_TEST_DRIVER === 'playwright') require('./wait-for-driver.cjs')

const PROJECT = join(__dirname, '../../..')
const NODE = process.env.ISOCHROME_TEST_NODE

/** The little of Response that the page's handler needs. */
function SmallResponse(body, { status = 200, headers = {} } = {}) {
  return { status, headers: { entries: Object.entries(headers) }, body: Buffer.from(body ?? '') }
}
globalThis.Response ??= SmallResponse

const protocol = new Proxy(electron.protocol, {
  get(target, name) {
    if (name !== 'handle') {
      const value = target[name]
      return typeof value === 'function' ? value.bind(target) : value
    }
    return (scheme, handler) =>
      target.registerBufferProtocol(scheme, async (request, reply) => {
        const response = await handler({ url: request.url, method: request.method })
        const headers = Object.fromEntries(response.headers.entries)
        reply({
          statusCode: response.status,
          headers,
          mimeType: (headers['Content-Type'] ?? 'text/plain').split(';')[0],
          data: response.body,
        })
      })
  },
})

const utilityProcess = {
  fork(modulePath, args = []) {
    const child = spawn(NODE, ['--import', join(__dirname, 'bench-side.mjs'), modulePath, ...args], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    globalThis.isochromeBenchPid = child.pid
    const handle = new EventEmitter()
    const ports = new Map()
    let nextPort = 0
    child.on('message', ({ port, data }) => {
      if (port === undefined) handle.emit('message', data)
      else ports.get(port)?.postMessage(data)
    })
    child.on('exit', (code, signal) => handle.emit('exit', code ?? (signal === 'SIGKILL' ? 137 : 1)))
    const send = (message) => child.connected && child.send(message, () => undefined)
    handle.pid = child.pid
    handle.kill = () => child.kill()
    handle.postMessage = (data, transfer = []) => {
      const [port] = transfer
      if (port === undefined) return send({ data })
      const id = nextPort++
      ports.set(id, port)
      port.on('message', (event) => send({ port: id, data: event.data }))
      port.on('close', () => {
        ports.delete(id)
        send({ port: id, closed: true })
      })
      send({ data, newPort: id })
      port.start()
    }
    return handle
  },
}

const filled = new Proxy(electron, {
  get: (target, name) =>
    name === 'protocol' ? protocol : name === 'utilityProcess' ? utilityProcess : target[name],
})
const load = Module._load
Module._load = (request, ...rest) => (request === 'electron' ? filled : load(request, ...rest))

require(join(PROJECT, 'dist/electron/main.cjs'))
