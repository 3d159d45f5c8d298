/**
 * The key space with its history: what bucket {@code key} of a backend says, and what follows.
 *
 * <p>{@link io.drydock.formats.mvcc.KeyScan} goes over the records; everything else is built on
 * scans: {@link io.drydock.formats.mvcc.HashKv} (etcd's checksum of the key space), {@link
 * io.drydock.formats.mvcc.Compaction} (what stays), {@link io.drydock.formats.mvcc.LiveKeys} and
 * {@link io.drydock.formats.mvcc.KeyHistory} (the store at a revision, one key through time), and
 * the packages {@code usage} (what fills the database) and {@code check} (whether it is sound).
 *
 * <p>No question needs heap in proportion to the file: a key is where it lies in the file, see
 * {@link io.drydock.formats.mvcc.KeyTable}, and what must be remembered of each key stands outside
 * the heap.
 *
 * <p>Layer: pure, on {@code backend}. Nothing here is shared between threads.
 */
package io.drydock.formats.mvcc;
