/**
 * What is wrong with one member, and what that means: reading its parts once each, relating them,
 * judging every finding.
 *
 * <p>{@link io.drydock.tools.fsck.examine.Examiner} reads; {@link
 * io.drydock.tools.fsck.examine.Boot} is what a server takes from the files when it starts; {@link
 * io.drydock.tools.fsck.examine.Judge} says of each finding what a start does and whether data may
 * be lost. Only the readers touch files, and never write.
 */
package io.drydock.tools.fsck.examine;
