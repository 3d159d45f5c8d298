/**
 * What the architecture tests of the modules share: layers from a list, bans, needless {@code
 * public}.
 *
 * <p>Each module's {@code ArchitectureTest} holds its own list and says which bans bind which
 * packages; the tests here prove that a breach is found.
 */
package io.drydock.testdata.architecture;
