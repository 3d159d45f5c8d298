/**
 * etcd's v3 store as a schema: ten named buckets of sorted keys, whatever file carries them.
 *
 * <p>A {@link io.drydock.formats.backend.BackendView} is one consistent, read-only view of all
 * buckets, over a bbolt file ({@link io.drydock.formats.backend.BoltView}). Of the other carrier,
 * the rows of a Drydock node, package {@code carrier} makes such a file. Everything that asks what
 * the store holds works on the view and never learns where it came from. {@link
 * io.drydock.formats.backend.RowReader} turns the records of the small buckets into typed rows;
 * bucket {@code key}, which can be as large as the disk, is the business of package {@code mvcc}.
 *
 * <p>Layer: on {@code bolt} and the messages, below {@code mvcc}. One thread at a time. Read {@link
 * io.drydock.formats.backend.Bucket}, {@link io.drydock.formats.backend.BackendView}, {@link
 * io.drydock.formats.backend.BackendRow}.
 */
package io.drydock.formats.backend;
