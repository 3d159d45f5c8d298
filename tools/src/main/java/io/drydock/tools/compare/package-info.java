/**
 * Where members of one cluster differ: by raft index in their logs, by revision in their stores,
 * and which of them is the odd one out.
 *
 * <p>Pure: decoded records in, differences out; nothing here opens a file or prints. Read {@link
 * io.drydock.tools.compare.StoreComparison} first.
 */
package io.drydock.tools.compare;
