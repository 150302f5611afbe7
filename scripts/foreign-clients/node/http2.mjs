// Node's HTTP/2 client against the server of $KUBECONFIG: a watch, lists of megabytes, bodies that are taken slowly or
// cut off and patches share a connection, under the windows and frame sizes that clients announce. Every body has to
// arrive whole and every event once.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http2 from 'node:http2'

const CANCEL = http2.constants.NGHTTP2_CANCEL
const OBJECTS = 60
const LARGE = 'x'.repeat(60_000)
const configMaps = '/api/v1/namespaces/http2/configmaps'
const kubeconfig = readFileSync(process.env.KUBECONFIG, 'utf8')
const given = key => new RegExp(`${key}: "?([^\\s"]+)`).exec(kubeconfig)[1]
const decoded = key => Buffer.from(given(key), 'base64')
const tls = {
  ca: decoded('certificate-authority-data'),
  cert: decoded('client-certificate-data'),
  key: decoded('client-key-data')
}
let seed = 7
const chance = below => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below
const hash = bytes => createHash('sha256').update(bytes).digest('hex')

function connect (settings) {
  const connection = http2.connect(given('server'), { ...tls, settings })
  connection.on('error', e => { throw e })
  connection.on('goaway', code => assert.equal(code, 0, `GOAWAY ${code}`))
  return connection
}

// `cut` ends the stream after that many bytes, `slow` pauses it now and then for so many milliseconds.
function send (connection, path, { method = 'GET', body, type = 'application/json', cut = Infinity, slow = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const stream = connection.request({ ':method': method, ':path': path, ...(body && { 'content-type': type }) })
    const chunks = []
    let status, length = 0
    stream.on('response', headers => { status = headers[':status'] })
    stream.on('data', chunk => {
      chunks.push(chunk)
      length += chunk.length
      if (length > cut) {
        stream.close(CANCEL)
        resolve({ status })
      } else if (slow > 0 && chunks.length % 4 === 0) {
        stream.pause()
        setTimeout(() => stream.resume(), slow)
      }
    })
    stream.on('end', () => resolve({ status, bytes: Buffer.concat(chunks) }))
    stream.on('error', e => cut < Infinity ? resolve({ status }) : reject(e))
    stream.end(body && JSON.stringify(body))
  })
}

async function watch (connection, name) {
  const query = `watch=1&timeoutSeconds=300&fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`
  const stream = connection.request({ ':path': `${configMaps}?${query}` })
  const seen = { events: 0 }
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('error', () => {})
  stream.on('data', text => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    seen.events += lines.filter(line => JSON.parse(line).type !== 'BOOKMARK').length
  })
  await new Promise(resolve => stream.on('response', resolve))
  return seen
}

async function one (connection, name, number, hashes) {
  switch (chance(5)) {
    case 0:
      assert.equal((await send(connection, configMaps)).status, 200)
      return 0
    case 1:
      await send(connection, configMaps, { cut: 1 + chance(300_000) })
      return 0
    case 2: {
      const body = { data: { n: `${number}`, v: LARGE.slice(0, chance(LARGE.length)) } }
      const type = 'application/merge-patch+json'
      assert.equal((await send(connection, `${configMaps}/${name}`, { method: 'PATCH', body, type })).status, 200)
      return 1
    }
    default: {
      const i = chance(OBJECTS)
      const answer = await send(connection, `${configMaps}/c${i}`, { slow: chance(3) === 0 ? 5 : 0 })
      assert.equal(hash(answer.bytes), hashes[i], `body of c${i}`)
      return 0
    }
  }
}

async function talk (settings, index, hashes) {
  const connection = connect(settings)
  const name = `watched-${index}`
  const seen = await watch(connection, name)
  await send(connection, configMaps, { method: 'POST', body: { metadata: { name } } })
  let expected = 1
  for (let round = 0; round < 8; round++) {
    const under = Array.from({ length: 12 }, (_, i) => one(connection, name, round * 12 + i, hashes))
    expected += (await Promise.all(under)).reduce((a, b) => a + b)
  }

  for (let left = 300; seen.events < expected && left > 0; left--) {
    await new Promise(resolve => setTimeout(resolve, 100))
  }

  assert.equal(seen.events, expected, 'events')
  connection.destroy()
  console.log(`ok   ${JSON.stringify(settings)}: whole bodies, ${expected} events`)
}

const first = connect({})
await send(first, '/api/v1/namespaces', { method: 'POST', body: { metadata: { name: 'http2' } } })
const made = await Promise.all(Array.from({ length: OBJECTS }, (_, i) => send(first, configMaps, {
  method: 'POST', body: { metadata: { name: `c${i}` }, data: { v: i % 3 ? LARGE + i : 'small' } }
})))
assert(made.every(m => m.status === 201), 'creations')
const hashes = []
for (let i = 0; i < OBJECTS; i++) hashes.push(hash((await send(first, `${configMaps}/c${i}`)).bytes))
const kinds = [
  {}, { initialWindowSize: 1000 }, { initialWindowSize: 16384 }, { headerTableSize: 0 },
  { initialWindowSize: 1 << 20, maxFrameSize: 1 << 20 }
]
await Promise.all(kinds.map((settings, i) => talk(settings, i, hashes)))
first.destroy()
console.log('passed')
