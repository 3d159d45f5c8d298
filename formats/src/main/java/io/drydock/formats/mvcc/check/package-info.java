/**
 * Whether a store is sound: findings with stable codes.
 *
 * <p>Begin with {@link io.drydock.formats.mvcc.check.MvccCheck}; its table names every code. Layer:
 * pure, on {@code mvcc}. One thread at a time.
 */
package io.drydock.formats.mvcc.check;
