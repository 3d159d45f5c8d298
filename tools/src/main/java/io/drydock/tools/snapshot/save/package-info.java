/**
 * Saving from a running cluster. {@link io.drydock.tools.snapshot.save.SaveRun} has the order of
 * the steps, {@link io.drydock.tools.snapshot.save.SaveFiles} the names on the disk, {@link
 * io.drydock.tools.snapshot.save.Candidate} the choice of the member.
 */
package io.drydock.tools.snapshot.save;
