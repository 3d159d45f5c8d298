/**
 * What is known of a saved snapshot, and the file beside it that keeps it. {@link
 * io.drydock.tools.snapshot.manifest.Manifest} is the record, {@link
 * io.drydock.tools.snapshot.manifest.ManifestFile} reads and writes it.
 */
package io.drydock.tools.snapshot.manifest;
