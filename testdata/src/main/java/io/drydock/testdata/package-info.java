/**
 * Directories that real etcd wrote, kept as archives in {@code testdata/}, and what etcd answered
 * about them. Tests of every module read them, and the tour shows one.
 *
 * <p>Nothing here knows Drydock's own formats: what it says about a directory is what etcd and its
 * tools answered, so that a test compares two independent sources.
 *
 * <p>Reading order: {@link io.drydock.testdata.Archive} for a kept directory, {@link
 * io.drydock.testdata.Expected} for its answers.
 */
package io.drydock.testdata;
