/**
 * What the entries of the log ask for: v3 requests, v2 requests, configuration changes, or nothing.
 *
 * <p>An entry does not say how its data is to be read beyond raft's three entry types. The rest of
 * the decision is made here, once; see {@link io.drydock.formats.request.EntryDecoder}. {@link
 * io.drydock.formats.request.RequestKind} names every kind and can be told from the raw bytes
 * without decoding them, {@link io.drydock.formats.request.RequestKeys} lists what a request
 * touches, {@link io.drydock.formats.request.Redaction} hides what nobody should see in a listing.
 *
 * <p>Layer: core; no text for people is made here. Nothing is shared between threads.
 */
package io.drydock.formats.request;
