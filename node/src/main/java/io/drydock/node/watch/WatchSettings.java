package io.drydock.node.watch;

/**
 * How streams are served.
 *
 * @param fragmentBytes size from which a response is split for a watcher that allows it; etcd takes
 *     max-request-bytes and 512 KiB
 * @param progressMillis how often a quiet watcher that asks for it is told the revision, 10 minutes
 *     by default; each stream adds up to a tenth
 */
public record WatchSettings(int fragmentBytes, long progressMillis) {}
