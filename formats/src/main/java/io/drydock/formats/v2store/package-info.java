/**
 * The v2 store: a tree of directories and files that etcd keeps in memory and saves, as JSON, in
 * every {@code .snap} file.
 *
 * <p>Up to 3.5 it holds the membership and the cluster version, which servers of those releases
 * believe before all else, and the keys of v2 users. From 3.6 on it is made up from the v3 backend
 * for each {@code .snap} file and holds membership and version only.
 *
 * <p>{@link io.drydock.formats.v2store.V2Store} is the store, read from JSON or written as the JSON
 * that Go would write; {@link io.drydock.formats.v2store.V2Replay} applies entries of the log to
 * it; {@link io.drydock.formats.v2store.V2Cluster} and {@link io.drydock.formats.v2store.V2Content}
 * are views; {@link io.drydock.formats.v2store.V2Generator} makes the store of 3.6 and of a
 * restore.
 *
 * <p>Texts are bytes, as in Go: nothing keeps a client from writing a value or a key that is not
 * UTF-8. JSON cannot carry such a byte: it is written as {@code \ufffd} and read back as {@link
 * io.drydock.formats.v2store.V2Store#LOST_BYTE}, which is written as {@code \ufffd} again. (A
 * server that loads such a file has U+FFFD itself in memory from then on, and saves that.)
 *
 * <p>Layer: core. A store is used by one thread.
 */
package io.drydock.formats.v2store;
