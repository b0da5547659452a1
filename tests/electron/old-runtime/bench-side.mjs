// The bench's end of the pumped ports: gives the process the parentPort a utility process would have. See README.md.
import { EventEmitter } from 'node:events'

const parentPort = new EventEmitter()
const ports = new Map()

function pumpedPort(id) {
  const port = new EventEmitter()
  const waiting = []
  let started = false
  port.deliver = (data) => (started ? port.emit('message', { data }) : waiting.push(data))
  port.postMessage = (data) => process.connected && process.send({ port: id, data }, () => undefined)
  port.start = () => {
    started = true
    for (const data of waiting.splice(0)) port.emit('message', { data })
  }
  port.close = () => ports.delete(id)
  return port
}

process.on('message', ({ data, port, newPort, closed }) => {
  if (closed) {
    ports.get(port)?.emit('close')
    ports.delete(port)
  } else if (port !== undefined) ports.get(port)?.deliver(data)
  else if (newPort !== undefined) {
    const created = pumpedPort(newPort)
    ports.set(newPort, created)
    parentPort.emit('message', { data, ports: [created] })
  } else parentPort.emit('message', { data, ports: [] })
})
// The shell is gone: a utility process would end with it.
process.on('disconnect', () => process.exit(0))
parentPort.postMessage = (data) => process.connected && process.send({ data }, () => undefined)
Object.defineProperty(process, 'parentPort', { value: parentPort })
