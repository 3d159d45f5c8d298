/**
 * The node's own directory of rows, {@code member/kv}: what lies in it, opened for reading.
 *
 * <p>It is a RocksDB database with one column family a bucket, and a small file beside RocksDB's
 * that says so. A {@link io.drydock.formats.rocks.KvSnapshot} is all of its buckets at one moment;
 * {@link io.drydock.formats.rocks.KvReader} opens a directory for reading without a lock and
 * without writing, also while a node runs on it.
 *
 * <p>The native library is loaded when the first directory is opened, never before: from a folder
 * of {@code java.library.path}, where a distribution has it unpacked, else RocksDB unpacks it from
 * its jar into a temporary file, which costs 0.2 s at every start.
 *
 * <p>Layer: beside {@code bolt}: names and bytes of rows, not what they mean. One thread at a time.
 * Read {@link io.drydock.formats.rocks.KvDirectory}, {@link io.drydock.formats.rocks.KvSnapshot}.
 */
package io.drydock.formats.rocks;
