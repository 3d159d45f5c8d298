/**
 * What every code of a finding means, and what etcd's own messages mean: cause, what to look at,
 * what to run, whether data may be lost. The text lies in resources beside this package; {@link
 * io.drydock.tools.fsck.catalogue.Catalogue} reads and asks it.
 */
package io.drydock.tools.fsck.catalogue;
