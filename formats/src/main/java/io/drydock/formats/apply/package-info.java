/**
 * What the committed entries of the log do to a backend: the state that a server comes to when it
 * starts on a directory and replays its log, without a server.
 *
 * <p>A {@link io.drydock.formats.apply.Replay} stands on one consistent view and keeps what changes
 * beside it: new rows of bucket {@code key}, which always sort behind the old ones, and edits of
 * the small buckets. Its memory is in proportion to what was replayed, and outside the heap to the
 * number of keys once an entry asks for one.
 *
 * <p>The rules are those of etcd 3.4 to 3.7, read from its sources (etcdserver/apply.go,
 * apply_auth.go, mvcc, lease, auth, api/membership) and held against real servers. Where releases
 * of one line differ, the difference is a {@link io.drydock.formats.apply.Choice}; an entry whose
 * outcome hangs on one that nobody has made is refused, never guessed.
 *
 * <p>Layer: core; no clock, no I/O but the views. Used by one thread. Read {@code Replay}, then
 * {@code Requests}, {@code KeySpace}, {@code Users}.
 */
package io.drydock.formats.apply;
