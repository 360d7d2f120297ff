import type { FastifyInstance } from 'fastify'
import { join } from 'node:path'
import { folderMediaStore } from '#adapters/folder/media-store'
import { openSmtp } from '#adapters/mail/smtp'
import { memorySearchIndex } from '#adapters/memory/search-index'
import { demoPeople } from './demo/logins.ts'
import { loadDemoWorld } from './demo/load-demo-world.ts'
import { openEventLog } from '#adapters/postgres/event-log'
import { openSandboxPsp, serveSandboxPages } from '#adapters/sandbox-psp/index'
import { openStripe } from '#adapters/stripe/index'
import { serveHealth } from '#http/health'
import { pages } from '#http/pages'
import { serveReference } from '#http/reference'
import { mount, type Route } from '#http/route'
import { openSecurity } from '#http/security'
import { openServer } from '#http/server'
import { openAvailability } from '#module/availability'
import { openBooking, type BookingDoor } from '#module/booking'
import { deskRoutes, openDesk } from '#module/desk'
import { openGroups, type Groups } from '#module/groups'
import { openFolios } from '#module/folios'
import { openGuests } from '#module/guests'
import { billsOfFolios, openInvoices } from '#module/invoices'
import { identityRoutes, openIdentity } from '#module/identity'
import { openLedger } from '#module/ledger'
import { openNight } from '#module/night'
import { openNotifications } from '#module/notifications'
import { openPayments } from '#module/payments'
import { openPricing, pricingRoutes } from '#module/pricing'
import { openQuoting, quoteRoutes, type GroupsAsked } from '#module/quoting'
import { openSearch, searchRoutes } from '#module/search'
import { simpleRoutes } from '#module/simple'
import { openWaitlist, type Waitlist } from '#module/waitlist'
import { openVenues, serveMedia, venueRoutes } from '#module/venues'
import { openAccessTokens } from '#platform/access-token'
import type { Worker } from '#platform/worker'
import type { EventLog } from '#ports/event-log'
import type { AppDeps, Application } from './application.ts'

/** The application with its inside open, for tests and the demo world: requests go in by `server.inject`, modules are asked through `doors`. */
export interface App extends Application {
  server: FastifyInstance
  doors: Doors
}

export type Doors = ReturnType<typeof openDoors>

/** Engines → modules → routes and workers. The whole of the wiring is here, in the order of `architecture.ts`. */
export async function buildApp(deps: AppDeps): Promise<App> {
  const { config, db, log } = deps
  const server = await openServer({ publicUrl: config.publicUrl, log, trustProxy: config.trustProxy })
  const security = openSecurity({ publicUrl: config.publicUrl, rateLimit: config.rateLimit })
  await security.protect(server)
  const doors = openDoors(deps, server)
  const { eventLog, identity, availability, pricing, venues, quoting, search, sandboxPsp, payments, booking, groups, desk, waitlist, notifications, invoices, folios, night } = doors

  const routes: Route[] = [...identityRoutes({ identity, db, workplaces: venues.workplaces }), ...venueRoutes(venues, db), ...pricingRoutes(pricing, db), ...quoteRoutes(quoting), ...searchRoutes(search), ...payments.routes, ...booking.routes, ...folios.routes, ...night.routes, ...groups.routes, ...deskRoutes(desk), ...waitlist.routes, ...notifications.routes, ...invoices.routes, ...simpleRoutes({ db, identity, venues, search, quoting, booking })]
  const workers: Worker[] = [...identity.workers, ...quoting.workers, search.worker, ...(sandboxPsp === null ? [] : [sandboxPsp.worker]), ...payments.workers, ...booking.workers, ...folios.workers, ...night.workers, ...groups.workers, availability.reconciler(log, booking.standingHolders), ...waitlist.workers, ...notifications.workers, ...invoices.workers]

  // A page shows dozens of pictures at once: they do not count against the limits.
  serveMedia(server, venues, identity.authenticate)
  mount(server, routes, { authenticate: security.limited(identity.authenticate), checkAnswers: deps.checkAnswers ?? config.world !== 'production' })
  if (sandboxPsp !== null) await serveSandboxPages(server, sandboxPsp)
  serveReference(server, config.publicUrl)
  serveHealth(server, db)
  await pages(server)

  return {
    server, doors,
    ...(config.world === 'demo' ? { demo: {
      loadWhenEmpty: async (progress) => { if (config.demoWorld) await loadDemoWorld({ deps, progress, open: (clock) => openDoors({ ...deps, clock }, server) }) },
      logins: () => (config.demoWorld ? demoPeople(config.dataDir) : []),
    } } : {}),
    async listen() {
      await eventLog.start()
      await server.listen({ host: config.host, port: config.port })
    },
    async startWorkers() {
      await eventLog.start()
      for (const worker of workers) await worker.start()
    },
    async close() {
      desk.close()
      await server.close()
      await Promise.all(workers.map((worker) => worker.stop()))
      await eventLog.close()
    },
  }
}

/** Modules in an order in which each finds what it may use. */
function openDoors({ config, db, clock, log, keys }: AppDeps, server: FastifyInstance) {
  const eventLog: EventLog = openEventLog({ db, clock, log })
  const guests = openGuests({ clock, keys })
  const accessTokens = openAccessTokens(keys.derive('access'))
  const identity = openIdentity({ db, clock, log, keys, guests, accessTokens, publicUrl: config.publicUrl, rateLimit: config.rateLimit })
  const availability = openAvailability({ db, clock, log })
  const pricing = openPricing()
  const venues = openVenues({
    db, clock, log, identity, availability, pricing, media: folderMediaStore(join(config.dataDir, 'media')),
    bookingsOf: (reader, reservations) => booking.ofReservations(reader, reservations),
    bookedNights: (reader, venue, types, nights) => booking.bookedNights(reader, venue, types, nights),
  })
  venues.follow(eventLog)
  // Groups stands above quoting and booking, which ask it what a code opens.
  const groupsLater: GroupsAsked = {
    groupOfCode: (reader, layout, code, atDesk) => groups.groupOfCode(reader, layout, code, atDesk), groupOfBooking: (reader, layout, block) => groups.groupOfBooking(reader, layout, block), leaseOf: (reader, venue, lease) => groups.leaseOf(reader, venue, lease),
  }
  const quoting = openQuoting({ db, clock, log, venues, pricing, availability, neighboursOf: (venue, limit) => search.neighboursOf(venue, limit), groups: groupsLater, waitlistFor: (venue, reasons) => waitlist.factFor(venue, reasons) })
  const search = openSearch({ db, clock, log, eventLog, venues, pricing, availability, quoting, index: memorySearchIndex() })

  const sandboxPsp = config.stripe !== undefined ? null : openSandboxPsp({ db, clock, log, world: config.world, publicUrl: config.publicUrl, secret: keys.derive('sandbox-psp'), post: poster(server) })
  const payments = openPayments({ db, clock, log, provider: config.stripe === undefined ? sandboxPsp! : openStripe({ ...config.stripe, clock, log }) })

  const ledger = openLedger()
  const booking: BookingDoor = openBooking({ db, clock, log, publicUrl: config.publicUrl, accessTokens, guests, venues, availability, pricing, quoting, payments, groups: groupsLater, eventLog, secureCookies: identity.secure })
  const groups: Groups = openGroups({ db, clock, log, guests, venues, availability, pricing, booking })
  payments.attach(booking.paymentListener)
  const folios = openFolios({ db, clock, log, venues, identity, booking, ledger, payments, pricing })
  payments.attach(folios.paymentListener)
  booking.attach(folios.bookingListener)
  const night = openNight({ db, clock, log, venues, booking, ledger, folios })
  const desk = openDesk({ db, clock, log, eventLog, venues, availability, booking, authenticate: identity.authenticate })
  const waitlist: Waitlist = openWaitlist({ db, clock, log, publicUrl: config.publicUrl, accessTokens, guests, venues, availability, quoting, booking, payments, eventLog, secureCookies: identity.secure })
  const mailer = config.smtpUrl === undefined ? null : openSmtp({ url: config.smtpUrl, from: config.mailFrom })
  const notifications = openNotifications({ db, clock, log, guests, identity, booking, waitlist, mailer, publicUrl: config.publicUrl, eventLog })

  const invoices = openInvoices({ db, clock, log, guests, venues, booking, payments, mailer, publicUrl: config.publicUrl, folios: billsOfFolios(folios) })

  return { eventLog, guests, identity, availability, pricing, venues, quoting, search, sandboxPsp, payments, ledger, folios, night, booking, groups, desk, waitlist, notifications, invoices }
}

/** The sandbox provider calls back through the whole HTTP stack of this process, wherever it listens. */
function poster(server: FastifyInstance) {
  return async (path: string, headers: Record<string, string>, body: string) => (await server.inject({ method: 'POST', url: path, headers, payload: body })).statusCode
}
