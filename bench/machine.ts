import { readFileSync } from 'node:fs'
import os from 'node:os'

/** What a figure was measured on: figures without it say nothing. */
export function machine() {
  const cpu = os.cpus()
  return {
    cpu: cpu[0]?.model ?? 'unknown', cores: cpu.length, memoryGiB: Math.round(os.totalmem() / 2 ** 30), os: `${os.type()} ${os.release()}`,
    node: process.version, postgresql: '18, embedded, fsync on', loadBefore: os.loadavg()[0]!.toFixed(2),
  }
}

/** CPU seconds (user and system) that these processes, and children of theirs that have ended, have used so far. Linux only; elsewhere 0. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((total, pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
      return total + (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / 100
    } catch { return total }
  }, 0)
}

/** Seconds of all cores so far, and how many of them the host gave to others while this machine wanted them. Linux only; elsewhere 0. */
export function coreSeconds(): { all: number; stolen: number } {
  try {
    const fields = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.trim().split(/ +/).slice(1, 9).map(Number)
    return { all: fields.reduce((sum, one) => sum + one, 0) / 100, stolen: fields[7]! / 100 }
  } catch { return { all: 0, stolen: 0 } }
}

/** Resident memory in MiB. Pages that processes share are counted once in PSS, so that PostgreSQL is not counted tenfold. */
export function memoryMiB(pids: readonly number[]): number {
  return pids.reduce((total, pid) => {
    try {
      return total + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024
    } catch { return total }
  }, 0)
}

/** A process and all that it started. */
export function family(pid: number): number[] {
  const children = (of: number): number[] => {
    try {
      return readFileSync(`/proc/${of}/task/${of}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
    } catch { return [] }
  }
  return [pid, ...children(pid).flatMap(family)]
}
