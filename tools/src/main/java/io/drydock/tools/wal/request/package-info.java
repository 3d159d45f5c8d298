/**
 * What the entries of the log ask for, in words and in JSON.
 *
 * <p>{@link io.drydock.tools.wal.request.RequestText} and {@link
 * io.drydock.tools.wal.request.RequestJson} are the two faces. Both are fed by one walk over the
 * request ({@code RequestWalk}), so that neither can leave out what the other shows. Secrets are
 * held back in that walk: see {@link io.drydock.formats.request.Redaction}.
 *
 * <p>Knows no file and no command. Nothing is shared between threads.
 */
package io.drydock.tools.wal.request;
