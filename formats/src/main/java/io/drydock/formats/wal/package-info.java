/**
 * The write-ahead log of etcd 3.4 to 3.7: segment files of framed, checksummed records.
 *
 * <p>A directory holds segments ({@link io.drydock.formats.wal.WalFileName}); a segment is a row of
 * frames ({@link io.drydock.formats.wal.WalFrame}) and then zeros; a frame holds one {@code
 * walpb.Record} ({@link io.drydock.formats.wal.WalEnvelope}), whose data is one of the messages of
 * {@link io.drydock.formats.wal.WalRecord}. One checksum runs through all of it, across segments.
 *
 * <p>{@link io.drydock.formats.wal.WalCursor} is the only parser. It goes over a segment without an
 * object for each record; {@link io.drydock.formats.wal.WalReader} makes located records of it,
 * {@link io.drydock.formats.wal.WalChain} runs it over a directory. {@link
 * io.drydock.formats.wal.WalEncoder} writes what the cursor reads. Above this package: {@code
 * replay} works out which entries count, {@code check} reports what is wrong, {@code write} makes a
 * WAL on disk.
 *
 * <p>Layer: formats. Nothing here is shared between threads; readers never write.
 */
package io.drydock.formats.wal;
