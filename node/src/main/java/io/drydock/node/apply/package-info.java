/**
 * What a committed entry does: it is decoded, refused or carried out, and its answer is made.
 *
 * <p>Every member comes to the same state by the same entries: nothing here asks the clock or the
 * network. The rules are those of etcd 3.5.30 (etcdserver/apply.go).
 *
 * <p>Layer: on the pure core and the backend, below the engine, whose thread owns it.
 */
package io.drydock.node.apply;
