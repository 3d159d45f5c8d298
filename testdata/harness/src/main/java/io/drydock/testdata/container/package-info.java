/** Debian in a container: a machine that has nothing, to run on it what must not need anything. */
package io.drydock.testdata.container;
