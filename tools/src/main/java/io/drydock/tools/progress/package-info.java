/**
 * How far a long piece of work is: a bar on a terminal, JSON lines for scripts, nothing elsewhere.
 *
 * <p>Goes to stderr only. The work reports bytes; it knows nothing of how they are shown.
 */
package io.drydock.tools.progress;
