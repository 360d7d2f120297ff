import { connect, type Socket } from 'node:net'

/**
 * The load generator, a process of its own: bare sockets that are kept open, one request at a time on each, answers read
 * only as far as they are needed. It costs a fraction of what `fetch` does, and that matters when it shares two cores
 * with what it measures.
 */
export interface Shot { path: string; headers: string; body: string }
export interface Plan {
  port: number
  /** Closed loop: so many at once, each with its next request as soon as the last was answered. Open loop: so many a second, whatever comes back. */
  load: { kind: 'closed'; inFlight: number } | { kind: 'open'; perSecond: number; sockets: number }
  /** Ends after so long, or when nothing is left to send. */
  seconds: number
  /** Requests are these templates, one after the other, round and round; `@` is the number of the request, `#` the next quote. */
  shots: Shot[]
  quotes?: string[]
  /** Collects the ids of quotes from the answers. */
  collect?: boolean
  first?: number
}
export interface Told { statuses: Record<string, number>; seconds: number; sent: number; latencies: number[]; ids: string[]; cpuMicros: number; odd: string[] }

class Line {
  private readonly socket: Socket
  private text = ''
  private resolve: ((answer: { status: number; body: string }) => void) | undefined
  private reject: ((error: Error) => void) | undefined
  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.socket.setEncoding('latin1')
    this.socket.on('data', (piece: string) => { this.text += piece; this.look() })
    this.socket.on('error', (error) => this.reject?.(error))
    this.socket.on('close', () => this.reject?.(new Error('the server closed a connection')))
  }
  ask(shot: Shot): Promise<{ status: number; body: string }> {
    this.socket.write(`POST ${shot.path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${shot.headers}content-length: ${Buffer.byteLength(shot.body)}\r\n\r\n${shot.body}`)
    return new Promise((resolve, reject) => { this.resolve = resolve; this.reject = reject })
  }
  private look(): void {
    const end = this.text.indexOf('\r\n\r\n')
    if (end < 0) return
    const at = this.text.toLowerCase().indexOf('content-length: ')
    const length = at < 0 || at > end ? 0 : Number.parseInt(this.text.slice(at + 16, at + 26), 10)
    if (this.text.length < end + 4 + length) return
    const answer = { status: Number(this.text.slice(9, 12)), body: this.text.slice(end + 4, end + 4 + length) }
    this.text = this.text.slice(end + 4 + length)
    this.resolve!(answer)
  }
  end(): void { this.socket.removeAllListeners('close'); this.socket.destroy() }
}

async function run(plan: Plan): Promise<Told> {
  const told: Told = { statuses: {}, seconds: 0, sent: 0, latencies: [], ids: [], cpuMicros: 0, odd: [] }
  const cpu = process.cpuUsage()
  let number = plan.first ?? 0
  const most = plan.quotes?.length ?? Number.POSITIVE_INFINITY
  const begin = performance.now()
  const end = begin + plan.seconds * 1_000
  const next = (): Shot | undefined => {
    if (told.sent >= most) return undefined
    const template = plan.shots[number % plan.shots.length]!
    const quote = plan.quotes?.[told.sent]
    number += 1
    told.sent += 1
    const fill = (text: string) => text.replaceAll('@', String(number)).replaceAll('#', quote ?? '')
    return { path: fill(template.path), headers: fill(template.headers), body: fill(template.body).replaceAll('~', '@') }
  }
  const one = async (line: Line, shot: Shot, since: number) => {
    const { status, body } = await line.ask(shot)
    told.latencies.push(performance.now() - since)
    told.statuses[status] = (told.statuses[status] ?? 0) + 1
    if (plan.collect === true && status === 201) told.ids.push(/"id":"(qt_[a-z0-9]+)"/.exec(body)![1]!)
    if (status >= 400 && status !== 409 && told.odd.length < 5) told.odd.push(`${status} ${body.slice(0, 300)}`)
  }
  const lines = Array.from({ length: plan.load.kind === 'closed' ? plan.load.inFlight : plan.load.sockets }, () => new Line(plan.port))
  if (plan.load.kind === 'closed') {
    await Promise.all(lines.map(async (line) => {
      for (let shot = next(); shot !== undefined && performance.now() < end; shot = performance.now() < end ? next() : undefined) await one(line, shot, performance.now())
    }))
  } else {
    await openLoop(plan.load.perSecond, lines, begin, end, next, one)
  }
  for (const line of lines) line.end()
  const used = process.cpuUsage(cpu)
  return { ...told, seconds: (performance.now() - begin) / 1_000, cpuMicros: used.user + used.system }
}

/** Time counts from when a request was due, not from when a socket was free for it: a server that stalls cannot hide it. */
async function openLoop(perSecond: number, lines: readonly Line[], begin: number, end: number, next: () => Shot | undefined, one: (line: Line, shot: Shot, since: number) => Promise<void>): Promise<void> {
  const free = [...lines]
  const waiting: { shot: Shot; since: number }[] = []
  let under = 0
  let due = begin
  const go = (line: Line, what: { shot: Shot; since: number }) => {
    under += 1
    void one(line, what.shot, what.since).catch((error: unknown) => { console.error(error); process.exit(1) }).then(() => {
      under -= 1
      const later = waiting.shift()
      if (later === undefined) free.push(line)
      else go(line, later)
    })
  }
  for (let open = true; open || under > 0 || waiting.length > 0;) {
    const now = performance.now()
    while (open && due <= now) {
      const shot = due < end ? next() : undefined
      if (shot === undefined) { open = false; break }
      const line = free.shift() // round and round: a connection that never asks anything is closed by the server
      if (line === undefined) waiting.push({ shot, since: due })
      else go(line, { shot, since: due })
      due += 1_000 / perSecond
    }
    await new Promise((resolve) => { setTimeout(resolve, 1) })
  }
}

process.on('message', (plan: Plan) => { void run(plan).then((told) => process.send!(told)) })
process.on('disconnect', () => process.exit(0))
