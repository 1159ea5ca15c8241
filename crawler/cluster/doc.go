// Package cluster crawls many sites on many machines. Workers share one
// PostgreSQL: the store of what is crawled, and River's queue in it. A job is a
// slice of one site's crawl, a few minutes of it, and runs the very function
// that the command crawl runs: politeness means that a host never needs two
// machines.
//
// What holds, and by what:
//
//   - A site is crawled by one worker at a time. A site has one valid ticket
//     (see postgres.Ticket); whoever takes the site uses it up and gets a token
//     that each of its write transactions checks. A job that River delivers
//     twice, or late, comes with a ticket that is not valid any more.
//   - A worker that is cut off asks for nothing any more by the time that
//     others take its sites over: it looks before each request whether its last
//     heartbeat is young enough.
//   - A worker that dies loses nothing: its sites go back into the queue, with
//     slots of their own that no backlog takes up. River would deliver such a
//     job again too, but only when the job's own time is over, and at the end of
//     the backlog.
//   - A site that workers die with is crawled in a process of its own, and set
//     aside when that process dies too.
//   - What a host may be asked, and when, stands in the store and is taken up
//     by the next worker. Two sites of one host are not crawled at once.
//   - Whichever worker River elects leader puts the sites that are due into the
//     queue.
//
// README.md beside this file says how far it carries, by measurements.
//
// Start at Worker.Run; slice.go is one job.
package cluster
